// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.lab.model.Verdict;

/**
 * Patches that make the warning go away without fixing anything: none of them may be called clean. One for each verdict
 * that no candidate of the case gets; {@link SubtleMisleadingPatchesIT} has the others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MisleadingPatchesIT {
    private static final List<String> NAMES =
            List.of("lockdep-off", "panics", "hangs", "does-not-apply", "does-not-compile");

    private final VerifiedCandidates misleadingPatches;

    MisleadingPatchesIT() throws Exception {
        this.misleadingPatches = VerifiedCandidates.ofMisleading(NAMES, getClass());
    }

    @ParameterizedTest
    @CsvSource({
        "does-not-apply,   PATCH_FAILED",
        "does-not-compile, BUILD_FAILED",
        "hangs,            HUNG",
        "lockdep-off,      MASKED",
        "panics,           PANIC"
    })
    void eachPatchGetsTheVerdictThatNamesItsFault(String patch, Verdict verdict) {
        assertThat(misleadingPatches.result(patch).verdict())
                .as(() -> misleadingPatches.findings(patch))
                .isEqualTo(verdict);
    }
}
