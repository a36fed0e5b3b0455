// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.ProcessRunner;

class HostPackagesTest {
    @Test
    void namesTheMissingPackages(@TempDir Path home) throws Exception {
        Files.createDirectories(home.resolve("qemu-images"));
        Files.writeString(
                home.resolve("qemu-images/host-packages.yaml"),
                "packages: [dpkg, no-such-package-here, bash]\narchitectures: {}\n");
        HostPackages packages = new HostPackages(home, new ProcessRunner(), Progress.silent());
        assertThat(packages.findMissing()).containsExactly("no-such-package-here");
    }

    @Test
    void aToolchainIsNeededOnlyForItsArchitecture(@TempDir Path home) throws Exception {
        Files.createDirectories(home.resolve("qemu-images"));
        Files.createDirectories(home.resolve("kernel-configs"));
        Files.writeString(
                home.resolve("qemu-images/host-packages.yaml"),
                "packages: [dpkg]\narchitectures: {arm: [bash], arm64: [no-such-compiler, bash]}\n");
        String rest =
                "kernels: all, userland: x, checks: [], crossCompile: x, image: x, deviceTrees: {all: x}, fragments: []}\n";
        Files.writeString(
                home.resolve("kernel-configs/configs.yaml"),
                "ranges: {}\nconfigs:\n  small: {architecture: arm, " + rest
                        + "  other: {architecture: arm, packages: [no-such-clang, dpkg], " + rest
                        + "  large: {architecture: arm64, " + rest
                        + "  strange: {architecture: vax, " + rest);
        ProcessRunner runner = new ProcessRunner();

        assertThat(BuildService.hostPackages(home, List.of("small"), runner, Progress.silent())
                        .findMissing())
                .isEmpty();
        assertThat(BuildService.hostPackages(home, List.of("large"), runner, Progress.silent())
                        .findMissing())
                .containsExactly("no-such-compiler");
        assertThat(BuildService.hostPackages(home, List.of("small", "other"), runner, Progress.silent())
                        .findMissing())
                .containsExactly("no-such-clang");
        HostPackages strange = BuildService.hostPackages(home, List.of("strange"), runner, Progress.silent());
        assertThatThrownBy(strange::findMissing).hasMessageContaining("no packages for vax kernels");
    }

    /** For apt they are options, and removals or other packages. */
    @ParameterizedTest
    @ValueSource(strings = {"gcc-aarch64-linux-gnu-", "g++", "-o", "bash dash", "bash/stable", "g.*"})
    void whatAptReadsAsMoreThanAPackageIsRefused(String name, @TempDir Path home) throws Exception {
        Files.createDirectories(home.resolve("qemu-images"));
        Files.writeString(home.resolve("qemu-images/host-packages.yaml"), "packages: [dpkg]\narchitectures: {}\n");
        HostPackages packages =
                new HostPackages(home, new ProcessRunner(), Progress.silent()).withPackages(List.of(name));

        assertThatThrownBy(packages::findMissing).hasMessageContaining("not the name of a Debian package");
        assertThatThrownBy(packages::install).hasMessageContaining("'" + name + "'");
    }

    @Test
    void theErrorCarriesOneCommandToRun() {
        assertThat(HostPackages.missingPackages(List.of("bc", "flex")))
                .hasMessageEndingWith(
                        "sudo sh -c 'apt-get update" + " && apt-get install -y --no-install-recommends bc flex'");
    }
}
