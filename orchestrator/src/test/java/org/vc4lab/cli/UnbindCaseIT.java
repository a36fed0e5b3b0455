// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.Nightly;

/** The case that docs/cases.md led to, whose wrong candidate leaves no report. */
@Nightly
final class UnbindCaseIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"armv7l-lockdep", "arm64-lockdep"})
    void endsAsItExpects(String config) throws Exception {
        assertThat(verify("--case", "vc4-hvs-unbind", "--config", config))
                .contains("3 of 3 candidates as expected")
                .containsPattern("(?m)^ pristine +default +REPRODUCED +REPRODUCED +NO-DEVICE ")
                .containsPattern("(?m)^ return-early +default +BROKEN +BROKEN +none ");
    }

    /** Other scenarios than the one for which the candidate is a fix. */
    @ParameterizedTest
    @ValueSource(strings = {"rebind", "clocks"})
    void theFixIsCleanElsewhere(String scenario) throws Exception {
        assertThat(verify("--case", "vc4-hvs-unbind", "--candidate", "take-data", "--scenario", scenario))
                .contains("1 of 1 candidates as expected");
    }

    private String verify(String... options) throws Exception {
        String[] command = Stream.concat(
                        Stream.of(
                                "vc4lab",
                                "verify",
                                "--runs",
                                folder.resolve("runs").toString()),
                        Stream.of(options))
                .toArray(String[]::new);
        try (Vc4labProcess process = Vc4labProcess.run(folder.resolve("output"), Map.of(), command)) {
            assertThat(process.waitForStatus()).as(process.output()).isZero();
            return process.output();
        }
    }
}
