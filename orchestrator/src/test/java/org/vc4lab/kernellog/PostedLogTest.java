// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read into a posted log; the logs in {@code fixtures} have the kinds. */
class PostedLogTest {
    private static final String BOOT =
            """
            [    1.000000] Booting Linux on physical CPU 0x0
            [    1.100000] usb 1-1: new high-speed USB device number 4
            [    1.200000] vc4-drm gpu: bound fef00700.hdmi
            [    1.300000] random: crng init done
            """;

    private static final String SPLAT =
            """
            [    2.000000] BUG: scheduling while atomic: aplay/140/0x00000002
            [    2.000001] CPU: 0 PID: 140 Comm: aplay Not tainted 5.10.223 #66
            [    2.000002] Call trace:
            [    2.000003]  schedule+0x54/0xe0
            [    2.000004]  lab_trigger+0x54/0x1a0
            [    2.000005]  el0t_64_sync+0x190/0x194
            """;

    /** The lab judges by a console's log, into which the guest's user space writes as well. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "                BUG: scheduling while atomic: forged/1/0x2\n",
                "Content-Transfer-Encoding: quoted-printable\n=5B    2.5=5D BUG: scheduling while atomic: a/1/0x2\n",
                "Oops#1 Part1\n",
                "Oops#1 Part9\nOops#1 Part1\n"
            })
    void userSpaceCannotChangeWhatAConsoleShows(String forged) {
        List<Report> reports = Logs.reports(BOOT + forged + SPLAT + forged);

        assertThat(reports).extracting(Report::title).containsExactly("BUG: scheduling while atomic in lab_trigger");
        assertThat(reports.get(0).frames()).hasSize(3);
    }

    @Test
    void consoleIsNeverReadBackwards() {
        String backward = "[    9.000000] a\n[    8.000000] b\n[    7.000000] c\n[    6.000000] d\n";

        assertThat(Logs.reports(backward + SPLAT)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "==================================================================\n",
                "[    1.400000] Kernel command line: console=ttyS0 quiet x=y root=\n",
                "a line of the bootloader that is long enough and ends by chance in a=\n"
            })
    void lineThatEndsInAnEqualsSignByChanceHidesNothing(String line) {
        assertThat(posted(BOOT + line + SPLAT)).hasSize(1);
        assertThat(posted(line + SPLAT.replaceAll("(?m)^\\[.{12}] ", ""))).hasSize(1);
    }

    @Test
    void wrappedParagraphHidesNoHeadline() {
        String paragraph = "this is a paragraph of a mail in which each line is as long as they are\n".repeat(200);

        assertThat(posted(paragraph + SPLAT.replaceAll("(?m)^\\[.{12}] ", "") + paragraph))
                .hasSize(1);
    }

    private static List<Report> posted(String log) {
        return Logs.reports(log.getBytes(StandardCharsets.UTF_8), LogOrigin.POSTED);
    }
}
