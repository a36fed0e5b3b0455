// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLocksTest {
    @TempDir
    Path folder;

    @Test
    void aLockIsHeldOnAFullDiskAndFreeAfterwards() throws Exception {
        try (SmallDisk disk = SmallDisk.orSkip(folder)) {
            disk.fillAtEachWrite(
                    path -> lockAndRelease(path.resolve("lock")), path -> lockAndRelease(path.resolve("lock")));
        }
    }

    private static void lockAndRelease(Path file) throws IOException, InterruptedException {
        try (FileLocks.Held held = FileLocks.acquire(file, holder -> {})) {
            assertThat(held).isNotNull();
            assertThat(FileLocks.tryAcquire(file)).isEmpty();
        }
    }

    @Test
    void anInterruptedThreadHoldsNoLock() throws Exception {
        Path file = folder.resolve("lock");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> FileLocks.tryAcquire(file)).isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
        lockAndRelease(file);
    }
}
