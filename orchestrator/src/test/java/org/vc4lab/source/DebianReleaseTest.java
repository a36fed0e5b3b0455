// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

class DebianReleaseTest {
    @Test
    void withoutGpgvItIsToBeInstalled() throws Exception {
        CommandResult notInstalled = new ProcessRunner().run(Command.of("no-such-gpgv"));

        assertThatThrownBy(() -> DebianRelease.requireSigned("keys.gpg", notInstalled))
                .hasMessageContaining("install gpgv");
    }
}
