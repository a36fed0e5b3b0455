// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vc4lab.build.kernel.KernelTwin.FoundTwin;

final class GdbFilesTest {
    private static GdbFiles files(String store) {
        Path twin = Path.of(store);
        return new GdbFiles(
                Path.of("/vmlinux"),
                Optional.of(new FoundTwin(twin.resolve("vmlinux"), twin.resolve("sources"), twin.resolve("canary.ko"))),
                Path.of("/commands"));
    }

    /** As gdb splits a command into words. */
    @Test
    void aPathIsOneWordOfACommand() throws Exception {
        GdbFiles files = files("/my \"own\" \\ store");
        assertThat(files.earlyArguments())
                .containsExactly("-iex", "set directories \"/my \\\"own\\\" \\\\ store/sources\"");
        assertThat(files.arguments()).endsWith("vc4lab-module canary \"/my \\\"own\\\" \\\\ store/canary.ko\"");
    }

    @Test
    void aFolderThatGdbWouldTakeForTwoIsRefused() {
        assertThatThrownBy(() -> files("/a:b").earlyArguments())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/a:b/sources")
                .hasMessageContaining("VC4LAB_CACHE");
    }
}
