// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.host.BuildEnvironment;
import org.vc4lab.exec.ProcessRunner;

class ArmstubTest {
    @TempDir
    Path folder;

    /** The guest could not detect the missing end of a kernel that was moved in part. */
    @Test
    void refusesAKernelThatItCannotMoveAsAWhole() throws Exception {
        Path kernel = folder.resolve("Image");
        try (RandomAccessFile file = new RandomAccessFile(kernel.toFile(), "rw")) {
            file.setLength(32 << 20);
        }
        Path image = folder.resolve("kernel.img");
        Armstub stub = new Armstub(
                new BuildEnvironment.HostBuildEnvironment(new ProcessRunner()), folder.resolve("armstub.S"));

        assertThatThrownBy(() -> stub.prependTo(kernel, image, folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("33521664 bytes");
        assertThat(Files.exists(image)).isFalse();
    }
}
