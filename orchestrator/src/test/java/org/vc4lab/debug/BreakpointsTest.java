// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BreakpointsTest {
    @Test
    void findsTheProgramCounterOfA32BitMachine() throws Exception {
        String registers = "00000000".repeat(15) + "ccf804c0" + "93000160";
        assertThat(Breakpoints.programCounter(registers)).isEqualTo(0xc004f8ccL);
    }

    @Test
    void findsTheProgramCounterOfA64BitMachine() throws Exception {
        String registers = "0000000000000000".repeat(32) + "78563412f0ffffff" + "c5000060";
        assertThat(Breakpoints.programCounter(registers)).isEqualTo(0xfffffff012345678L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "E01", "00", "xx", "OK"})
    void anotherReplyIsAnError(String reply) {
        assertThatThrownBy(() -> Breakpoints.programCounter(reply))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no registers");
    }
}
