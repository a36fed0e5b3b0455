// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[   14.732730] words",
                "[   14.732730][  T140] words",
                "[   14.732730][    C0] words",
                "[   14.732730][ T140@C1] words",
                "[T123] words",
                "<4>words",
                "<0>[   14.732730] words",
                "[   14.732730] words\r",
                "\u001b[32m[   14.732730] \u001b[0mwords",
                "Oct 22 05:50:49 raspberrypi kernel: words",
                "Oct  2 05:50:49 raspberrypi kernel: [   14.732730] words",
                "2020-10-22T05:50:49.123456+0000 raspberrypi kernel: words",
                "2020-10-22T05:50:49.123456Z [   14.732730] words",
                "2020-10-22 05:50:49.123 [   14.732730] words",
                "[2020-10-22 05:50:49.123] [   14.732730] words",
                "[Thu Oct 22 05:50:49 2020] words",
                "kern  :warn  : [   14.732730] words",
                "4,1234,14732730,-;words",
                "4,1234,14732730,-,caller=T140;words",
                "[   14.732730] raspberrypi kernel: words",
                "[   14.732730] [1: swapper/0: 1] words",
                "[   14.732730] (2)[345:aplay]words",
                "raspberrypi login: [   14.732730] words",
                "** 12 printk messages dropped ** [   14.732730] words",
                "    [   14.732730] words",
                "\t<4>words",
                "> > [   14.732730] words",
                "```[   14.732730] words",
                "[   14,732730] words",
                "[  +0.000123] words",
                "[  +0,000123] words",
                "[<    0.000123>] words",
                "[   14.732730 <    0.000123>] words",
                "[Oct22 05:50] words",
                "[Do M\u00e4r 22 05:50:49 2024] words",
                "[\u0447\u0442 \u043e\u043a\u0442 22 05:50:49 2024] words",
                "M\u00e4r 22 05:50:49 raspberrypi kernel: words",
                "Oct 22 05:50:49 raspberrypi kernel[221]: [   14.732730] words",
                "Oct 22 05:50:49 raspberrypi kern.warn kernel: words",
                "Sat Oct 22 05:50:49 2020 kern.warn kernel: words",
                "Thu 2020-10-22 05:50:49 CEST raspberrypi kernel: words",
                "1603345849.123456 raspberrypi kernel: words",
                "<4>1 2020-10-22T05:50:49Z raspberrypi kernel - - - words",
                "6.6.31-v8+,4,1234,14732730,-,caller=T140;words",
                "[   14.732730][0]words",
                "[   14.732730]  [5: kworker/5:3:   78] words",
                "[   14.732730] -(2)[345:aplay]words",
                "[   14.732730]\u00a0words"
            })
    void prefixesAreStripped(String raw) {
        LogLine line = LogLine.of(raw);

        assertThat(line.text()).isEqualTo("words");
        assertThat(line.stamped()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"words", "# echo words", "[drm] words", "[ok] words", "<b>words", "12 words", "kernel: words"})
    void otherLinesAreUnchanged(String raw) {
        assertThat(LogLine.of(raw)).isEqualTo(new LogLine(raw, false, "", -1));
    }

    @Test
    void indentationOfTracesIsKept() {
        assertThat(LogLine.of("[   14.732730]  show_stack+0x20/0x24").text()).isEqualTo(" show_stack+0x20/0x24");
    }

    @Test
    void callerAndTimeAreRead() {
        LogLine line = LogLine.of("[   14.732730][  T140] words");

        assertThat(line.caller()).isEqualTo("T140");
        assertThat(line.seconds()).isEqualTo(14.732730);
    }
}
