// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSizeLimitTest {
    private final Path folder;

    FolderSizeLimitTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void whatIsGoneHasNoSize() throws Exception {
        assertThat(FolderSizeLimit.sizeOf(folder.resolve("gone"))).isZero();
    }

    /** Root may read any folder, but no path that is too long. */
    @Test
    void whatCannotBeReadIsAnError() {
        assertThatThrownBy(() -> FolderSizeLimit.sizeOf(folder.resolve("n".repeat(300))))
                .isInstanceOf(FileSystemException.class);
    }
}
