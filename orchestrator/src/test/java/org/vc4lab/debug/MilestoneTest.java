// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vc4lab.debug.Milestone.ConsoleLine;
import org.vc4lab.debug.Milestone.ConsoleText;

class MilestoneTest {
    private static final String CONSOLE = "[ 1.0] one\r\n[ 1.1] two\r\n[ 1.2] thr";

    @Test
    void aLineCountsWhenItIsComplete() {
        assertThat(ConsoleLine.countIn("")).isZero();
        assertThat(ConsoleLine.countIn(CONSOLE)).isEqualTo(2);
        assertThat(ConsoleLine.countIn(CONSOLE + "ee\r\n")).isEqualTo(3);
    }

    @Test
    void soDoesATextInIt() {
        assertThat(new ConsoleText("two").isIn(CONSOLE)).isTrue();
        assertThat(new ConsoleText("thr").isIn(CONSOLE)).isFalse();
        assertThat(new ConsoleText("thr").isIn(CONSOLE + "ee\r\n")).isTrue();
        assertThat(new ConsoleText("four").isIn(CONSOLE + "ee\r\n")).isFalse();
    }
}
