// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.ProcessRunner;

class HostPackagesTest {
    @Test
    void namesWhatIsNotInstalled(@TempDir Path home) throws Exception {
        Files.createDirectories(home.resolve("qemu-images"));
        Files.writeString(
                home.resolve("qemu-images/host-packages.yaml"), "packages: [dpkg, no-such-package-here, bash]\n");
        HostPackages packages = new HostPackages(home, new ProcessRunner(), Progress.silent());
        assertThat(packages.missing()).containsExactly("no-such-package-here");
    }

    @Test
    void theErrorCarriesOneCommandToRun() {
        assertThat(new MissingPackagesException(List.of("bc", "flex")))
                .hasMessageEndingWith(
                        "sudo sh -c 'apt-get update" + " && apt-get install -y --no-install-recommends bc flex'");
    }
}
