// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTest {
    @Test
    void readsAsAShellUserWouldTypeIt() {
        Command command = Command.of("printf", "%s\n", "it's", "", "a b", "plain-1.0");

        assertThat(command).hasToString("printf '%s\n' 'it'\\''s' '' 'a b' plain-1.0");
    }

    @Test
    void needsAProgram() {
        assertThatThrownBy(() -> Command.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
