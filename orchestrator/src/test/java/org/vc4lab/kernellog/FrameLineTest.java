// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameLineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[<c020d250>] (dump_backtrace) from [<c020d5f4>] (show_stack+0x20/0x24) | show_stack+0x20/0x24",
                "(dump_backtrace) from [<c020d5f4>] (show_stack+0x20/0x24) | show_stack+0x20/0x24",
                "(dump_backtrace+0x0/0x10c) from (show_stack+0x20/0x24) | show_stack+0x20/0x24",
                "~ dump_backtrace from show_stack+0x20/0x24~ | show_stack+0x20/0x24",
                "~ snd_a [snd_pcm] from snd_b+0x8/0x10 [snd_pcm]~ | snd_b+0x8/0x10 [snd_pcm]",
                "~ vc4_hdmi_bind+0x40/0x90 [vc4]~ | vc4_hdmi_bind+0x40/0x90 [vc4]",
                "~ vc4_hdmi_bind+0x40/0x90 [vc4 0123abcd]~ | vc4_hdmi_bind+0x40/0x90 [vc4]",
                "~ ? vc4_hdmi_bind+0x40/0x90~ | ? vc4_hdmi_bind+0x40/0x90",
                "~ [<ffffffff8123b14e>] do_signal+0x7e/0x400~ | do_signal+0x7e/0x400",
                "~ [<ffffffff8123b14e>] ? do_signal+0x7e/0x400~ | ? do_signal+0x7e/0x400",
                "~ <IRQ>  [<ffffffff8123b14e>] do_signal+0x7e/0x400~ | do_signal+0x7e/0x400",
                "[c00000003ae5b800] [c00000000135c19c] dump_stack+0x128/0x1cc (unreliable) | ? dump_stack+0x128/0x1cc",
                "~ task_work_run+0x60/0xa0 kernel/task_work.c:164~ | task_work_run+0x60/0xa0",
                "~ el0_svc_common.constprop.0+0x64/0x104~ | el0_svc_common.constprop.0+0x64/0x104",
                "~ vc4_bind (drivers/gpu/drm/vc4/vc4_hdmi.c:276) vc4~ | vc4_bind"
            })
    void everyFormOfAFrameIsRead(String text, String frame) {
        assertThat(FrameLine.of(text)).isNotNull().extracting(FrameLine::frame).hasToString(frame);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "in_atomic(): 1, irqs_disabled(): 128",
                " r7:c167c9e4 r6:600e0093",
                "ffa0: 00869260 b6fa8000",
                "1ec0: c0208b84",
                " 1f+0x1/0x2",
                "a from b",
                "Hardware name: BCM2711",
                " vc4+0x12345678901234567890/0x1",
                " name+0x/0x"
            })
    void otherLinesAreNoFrames(String text) {
        FrameLine line = FrameLine.of(text);

        assertThat(line == null || line.frame().offset() == Frame.UNKNOWN).isTrue();
    }

    @Test
    void programCountersOfAllArchitecturesAreRead() {
        for (String text : new String[] {
            "PC is at f+0x1c/0x88",
            "pc : f+0x1c/0x88",
            "RIP: 0010:f+0x1c/0x88 [vc4]",
            "RIP: 0010:[<ffffffff8123b14e>]  [<ffffffff8123b14e>] f+0x1c/0x88",
            "EIP: f+0x1c/0x88",
            "NIP [c00000000135c19c] f+0x1c/0x88",
            "epc : f+0x1c/0x88",
            "--- interrupt: 700 at f+0x1c/0x88"
        }) {
            assertThat(FrameLine.programCounter(text))
                    .as(text)
                    .isEqualTo(new Frame("f", 0x1c, 0x88, text.contains("[vc4]") ? "vc4" : "", false));
        }
    }
}
