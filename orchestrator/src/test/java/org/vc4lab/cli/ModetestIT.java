// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.Nightly;

/**
 * modetest sets a mode, planes and writeback; what is shown and written is the picture that ModetestPictureTest
 * computes. The older driver has a kernel of its own.
 */
@Nightly
final class ModetestIT {
    @TempDir
    Path folder;

    @Test
    void thePicturesAreThoseOfModetestsPlanes() throws Exception {
        assertThat(verify("--candidate", "return-error", "--scenario", "all"))
                .contains("1 of 1 candidates as expected")
                .containsPattern("(?m)^ return-error +planes +default +CLEAN +CLEAN ")
                .containsPattern("(?m)^ return-error +writeback +default +CLEAN +CLEAN ")
                .containsPattern("(?m)^ return-error +other-picture +default +BROKEN +BROKEN ");
    }

    @Test
    void aNewerDriverShowsAndWritesTheSame() throws Exception {
        assertThat(verify("--kernel", "6.12.107", "--scenario", "all"))
                .contains("1 of 1 candidates as expected")
                .containsPattern("(?m)^ pristine +writeback +default +CLEAN +CLEAN ")
                .containsPattern("(?m)^ pristine +other-picture +default +BROKEN +BROKEN ");
    }

    private String verify(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("vc4lab", "verify", "--case", "vc4-kms-pictures"));
        arguments.addAll(List.of("--runs", folder.resolve("runs").toString()));
        arguments.addAll(List.of(options));
        try (Vc4labProcess verify =
                Vc4labProcess.run(folder.resolve("output"), Map.of(), arguments.toArray(String[]::new))) {
            assertThat(verify.waitForStatus()).as(verify.output()).isZero();
            return verify.output();
        }
    }
}
