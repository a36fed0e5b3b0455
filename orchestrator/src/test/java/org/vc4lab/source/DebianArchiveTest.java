// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vc4lab.exec.ProcessRunner;

class DebianArchiveTest {
    private static DebianArchive archive(String address) {
        return new DebianArchive(Map.of(DebianArchive.VARIABLE, address), new ProcessRunner());
    }

    @Test
    void theEnvironmentSetsItsAddress() throws Exception {
        assertThat(archive("http://archive.invalid/debian").root())
                .isEqualTo(URI.create("http://archive.invalid/debian/"));
    }

    @Test
    void otherSchemesAreRefused() {
        assertThatThrownBy(() -> archive("ftp://archive.invalid/debian").root())
                .hasMessageContaining("ftp://archive.invalid/debian")
                .hasMessageContaining(DebianArchive.VARIABLE);
    }
}
