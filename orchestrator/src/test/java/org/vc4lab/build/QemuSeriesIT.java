// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vc4lab.Nightly;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/** The models as a series for QEMU: each patch in its style, applied, built, and the tests of both parts passed. */
@Nightly
class QemuSeriesIT {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final Duration LIMIT = Duration.ofHours(2);

    @Test
    void theSeriesAppliesBuildsAndPassesItsTests() throws Exception {
        ProcessRunner runner = new ProcessRunner();
        new HostPackages(HOME, runner, Progress.silent()).install();
        new HostPackages(runner, Progress.silent(), HOME.resolve("ci/test-packages.yaml"), Set.of(), Set.of())
                .install();

        CommandResult result = runner.run(Command.of(
                        HOME.resolve("ci/qemu-series").toString(),
                        Path.of("target/qemu-series").toAbsolutePath().toString())
                .timeout(LIMIT)
                .onOutputLine(System.out::println));

        assertThat(result.succeeded()).as(result::describe).isTrue();
        assertThat(result.output())
                .anyMatch(line -> line.matches("checkpatch: 0 errors, 0 warnings in \\d+ patches"))
                .anyMatch(line -> line.matches(".*: \\d+ tests of \\d+ programs passed, 1 functional tests passed, .*"))
                .anyMatch(line -> line.matches(".*: \\d+ tests of \\d+ programs passed, \\d+ s"));
    }
}
