// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StubChannelTest {
    @Test
    void findsTheThreadThatStopped() throws Exception {
        assertThat(StubChannel.stoppedThread("T05thread:p01.02;")).isEqualTo("p01.02");
        assertThat(StubChannel.stoppedThread("T05thread:p01.04;watch:c13e1cd8;"))
                .isEqualTo("p01.04");
        assertThat(StubChannel.stoppedProcessor("T05replaylog:begin;thread:p01.01;"))
                .hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "W00", "OK", "T05", "T05thread:p02.01;", "T05thread:p01.01", "T05thread:p01.;"})
    void aReplyWithoutOneIsAnError(String reply) {
        assertThatThrownBy(() -> StubChannel.stoppedThread(reply))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no thread");
    }
}
