// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first trace of the mail of October 2020 becomes a case that shows it. */
class NewCaseIT {
    private static final Path TRACE =
            Vc4labProcess.HOME.resolve("orchestrator/src/test/resources/kernellog/seed-w1.log");

    @TempDir
    Path folder;

    @Test
    void aPostedTraceIsReproduced() throws Exception {
        try (Vc4labProcess lab = Vc4labProcess.run(
                folder.resolve("output"),
                Map.of(),
                "vc4lab",
                "new-case",
                "--name=posted-trace",
                "--cases=" + folder,
                "--runs=" + folder.resolve("runs"),
                TRACE.toString())) {
            assertThat(lab.waitForStatus()).as(lab.output()).isZero();
            assertThat(lab.output()).contains("base: REPRODUCED (W1)");
            assertThat(Files.readString(folder.resolve("posted-trace/case.yaml")))
                    .contains("vc4_hdmi_audio_trigger  # line 23");
        }
    }
}
