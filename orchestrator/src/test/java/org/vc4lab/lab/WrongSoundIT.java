// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.Nightly;
import org.vc4lab.lab.model.Verdict;

/** Patches that fix the bug, but set up the port or the FIFO so that a monitor hears, or is told, something else. */
@Nightly
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrongSoundIT {
    private static final List<String> NAMES = List.of(
            "maps-channels-as-bcm2835",
            "masks-one-channel",
            "sends-half-of-n",
            "rounds-pixel-clock",
            "announces-six-channels",
            "names-another-mode",
            "overfills-fifo");

    private final VerifiedCandidates patches;

    WrongSoundIT() throws Exception {
        this.patches = VerifiedCandidates.ofMisleading(NAMES, getClass());
    }

    @ParameterizedTest
    @CsvSource({
        "maps-channels-as-bcm2835, samples: left channel is not sent; right channel carries left channel",
        "masks-one-channel,        samples: left channel is not sent",
        "sends-half-of-n,          samples: the sink regenerates 22050 Hz; the tone has 44100 Hz",
        "rounds-pixel-clock,       samples: the sink regenerates 44249 Hz; the tone has 44100 Hz",
        "announces-six-channels,   'the infoframe announces 6 channels, of 2'",
        "names-another-mode,       .*hdmi0: infoframe-not-of-mode count=.*",
        "overfills-fifo,           '[1-9][0-9]* overruns of the FIFO'"
    })
    void theFindingNamesWhatTheMonitorHears(String patch, String reason) {
        assertThat(patches.result(patch).verdict())
                .as(() -> patches.findings(patch))
                .isEqualTo(Verdict.BROKEN);
        assertThat(patches.result(patch).trials()).isNotEmpty().allSatisfy(trial -> assertThat(
                        trial.judgement().findings())
                .as(() -> patches.findings(patch))
                .anyMatch(finding -> finding.reason().matches(reason)));
    }
}
