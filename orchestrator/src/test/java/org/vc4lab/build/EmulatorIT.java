// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vc4lab.build.emulator.EmulatorVariant;
import org.vc4lab.build.emulator.QtestResult;
import org.vc4lab.build.emulator.QtestRunner;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.store.Progress;
import org.vc4lab.container.Isolation;
import org.vc4lab.exec.ProcessRunner;

/** The models' own qtests, and QEMU's qtests of the devices that they replace, with the emulator of the trials. */
class EmulatorIT {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();

    @Test
    void everyTestOfTheModelsPasses() throws Exception {
        ProcessRunner runner = new ProcessRunner();
        new HostPackages(HOME, runner, Progress.silent()).install();
        List<QtestResult> results;
        try (BuildService buildService =
                BuildService.open(HOME, System.getenv(), runner, Progress.silent(), Isolation.NONE)) {
            results = new QtestRunner(EmulatorVariant.RELEASE, buildService.context()).runModelTests();
        }

        QtestResult.print(results);
        assertThat(results).allMatch(QtestResult::passed);
        assertThat(results.stream().map(QtestResult::program).distinct())
                .extracting(program -> Path.of(program).getFileName().toString())
                .contains(
                        "bcm2711-hdmi-test",
                        "bcm2711-packet-test",
                        "bcm2711-infoframe-test",
                        "bcm2711-mai-test",
                        "bcm2711-hvs-test",
                        "bcm2711-hvs-frame-test",
                        "bcm2711-hvs-picture-test",
                        "bcm2711-pixelvalve-test",
                        "bcm2711-ddc-test",
                        "bcm2711-monitor-test",
                        "bcm2835-dma-test",
                        "bcm2835-dma-dreq-test",
                        "bcm2835-dma-fault-test");
    }
}
