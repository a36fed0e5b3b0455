// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.Nightly;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.lab.model.WitnessEvidence;

/** The emulator sees a sleep in atomic context, with the kernel's checks and without. */
class WitnessIT {
    private static final String LOCKDEP = "armv7l-lockdep";
    private static final String PLAIN = "armv7l-plain";

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource({
        "base, prompt, REPRODUCED, W1",
        "base, slow-packet, REPRODUCED, W1",
        "nonatomic-only, prompt, OTHER_REPORT, W2",
        "hw-params, prompt, CLEAN,",
        "hw-params, slow-packet, CLEAN,"
    })
    void seesWhatTheChecksSee(String candidate, String profile, Verdict verdict, String name) throws Exception {
        TrialResult result = run(LOCKDEP, candidate, profile);

        assertThat(result.judgement().verdict()).as(() -> explain(result)).isEqualTo(verdict);
        assertSaw(result, name);
    }

    /** Under prompt the packet's status follows at once, and nothing sleeps in W1. */
    @Nightly
    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource({
        "base, slow-packet, REPRODUCED, W1",
        "nonatomic-only, prompt, OTHER_REPORT, W2",
        "hw-params, prompt, MASKED,",
        "hw-params, slow-packet, MASKED,"
    })
    void seesWhatAKernelWithoutChecksHides(String candidate, String profile, Verdict verdict, String name)
            throws Exception {
        TrialResult result = run(PLAIN, candidate, profile);

        assertThat(result.judgement().verdict()).as(() -> explain(result)).isEqualTo(verdict);
        assertSaw(result, name);
    }

    private static void assertSaw(TrialResult result, String name) {
        WitnessEvidence witness = result.evidence().witness().orElseThrow();
        assertThat(witness.absent()).isEmpty();
        assertThat(witness.incomplete()).isEmpty();
        assertThat(witness.sawCanary()).as(() -> explain(result)).isTrue();
        if (name == null) {
            assertThat(witness.sleepsOfKernel()).as(() -> explain(result)).isEmpty();
        } else {
            assertThat(witness.sleepsOfKernel())
                    .as(() -> explain(result))
                    .isNotEmpty()
                    .allSatisfy(sleep -> assertThat(sleep.name()).hasValue(name));
        }
    }

    private TrialResult run(String config, String candidate, String profile) throws Exception {
        Path folder = TestLab.trialFolder(getClass()).resolve(config + "-" + candidate + "-" + profile);
        try (TestLab lab = TestLab.open(config)) {
            return lab.run(lab.trial(lab.candidate(candidate), profile), ClockMode.DETERMINISTIC, folder);
        }
    }

    private static String explain(TrialResult result) {
        return result.judgement().findings() + " in " + result.folder();
    }
}
