// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vc4lab.Nightly;
import org.vc4lab.build.emulator.EmulatorVariant;
import org.vc4lab.build.emulator.Qtest;
import org.vc4lab.build.emulator.QtestResult;
import org.vc4lab.build.emulator.QtestRunner;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.store.Progress;
import org.vc4lab.container.Isolation;
import org.vc4lab.exec.ProcessRunner;

/**
 * On an emulator with AddressSanitizer and UBSan: QEMU's own tests of the Raspberry Pis and of their devices.
 * {@link FuzzIT} fuzzes it.
 *
 * <p>Not among them: boot-serial-test, which knows the Pis in qemu-system-arm alone; the functional tests, which boot
 * images from elsewhere; qos-test and migration-test, which have no Pi.
 */
@Nightly
class SanitizedEmulatorIT {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final String MACHINE = "raspi4b";

    @Test
    void qemusTestsPass() throws Exception {
        List<Qtest> tests = List.of(
                Qtest.of("tests/qtest/bcm2835-dma-test"),
                Qtest.of("tests/qtest/bcm2835-i2c-test"),
                Qtest.of("tests/qtest/device-introspect-test"),
                Qtest.of("tests/qtest/device-introspect-test")
                        .with(List.of("-m", "slow", "-p", "/aarch64/device/introspect/concrete/defaults/" + MACHINE)),
                Qtest.of("tests/qtest/machine-none-test"),
                Qtest.of("tests/qtest/qom-test").with(List.of("-p", "/aarch64/qom/" + MACHINE)),
                Qtest.of("tests/qtest/test-hmp").with(List.of("-p", "/aarch64/hmp/" + MACHINE)));
        ProcessRunner runner = new ProcessRunner();
        new HostPackages(HOME, runner, Progress.silent()).install();
        List<QtestResult> results;
        try (BuildService buildService =
                BuildService.open(HOME, System.getenv(), runner, Progress.silent(), Isolation.NONE)) {
            results = new QtestRunner(EmulatorVariant.SANITIZED, buildService.context()).run(tests, line -> {});
        }

        QtestResult.print(results);
        assertThat(results).noneMatch(QtestResult::failed);
        assertThat(results.stream().filter(QtestResult::passed).map(QtestResult::name))
                .contains(
                        "/aarch64/bcm2835/dma/test_interrupts",
                        "/aarch64/device/introspect/concrete/defaults/" + MACHINE,
                        "/aarch64/qom/" + MACHINE,
                        "/aarch64/hmp/" + MACHINE);
    }
}
