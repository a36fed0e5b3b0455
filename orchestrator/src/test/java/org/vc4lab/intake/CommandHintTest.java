// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.intake.CommandHint.QuotedCommands;

final class CommandHintTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "# aplay -D 'iec958:CARD=vc4hdmi0,DEV=0' /root/test-tone.wav | aplay -D 'iec958:CARD=vc4hdmi0,DEV=0' /root/test-tone.wav",
                "$ aplay -Dhdmi:CARD=vc4hdmi0 /root/test-tone.wav | aplay -Dhdmi:CARD=vc4hdmi0 /root/test-tone.wav",
                "root@raspberrypi:~# aplay -l | aplay -l",
                "[root@pi ~]# aplay -l | aplay -l",
                "pi@raspberrypi:~ $ aplay -l | aplay -l",
                "pi@raspberrypi:~ $ sudo aplay -l | aplay -l",
                "$ sudo aplay -l | aplay -l",
                "> # aplay -l | aplay -l",
                "aplay -c 2 -D hw:0 /root/test-tone.wav | aplay -c 2 -D hw:0 /root/test-tone.wav",
                "echo fef00700.hdmi > /sys/bus/platform/drivers/vc4_hdmi/unbind | echo fef00700.hdmi > /sys/bus/platform/drivers/vc4_hdmi/unbind",
            })
    void takesWhatTheGuestCanRun(String line, String command) throws Exception {
        QuotedCommands quoted = read("I ran this:\n" + line + "\n");

        assertThat(quoted.leftOut()).isEmpty();
        assertThat(quoted.lines()).singleElement().satisfies(taken -> {
            assertThat(taken.value()).isEqualTo(command);
            assertThat(taken.origins().get(0)).startsWith("line 2: ").endsWith(command);
        });
    }

    @Test
    void aFileThatTheGuestLacksBecomesItsOwnAndThatIsSaid() throws Exception {
        assertThat(read("$ aplay -D hw:0 'My Song.wav'\n").lines())
                .containsExactly(Guess.of(
                        "aplay -D hw:0 /root/test-tone.wav",
                        "line 1: $ aplay -D hw:0 'My Song.wav'",
                        "the guest has /root/test-tone.wav, in place of My Song.wav"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "# speaker-test -c2 -t sine | the guest does not have it",
                "# modetest -M vc4 -s 32:1920x1080 | 'packages'",
                "# cec-ctl --playback | 'packages'",
                "# rmmod vc4 | no modules",
                "# aplay -l; reboot | more than plain words",
                "# aplay $(reboot) | more than plain words",
                "# aplay `reboot` x.wav | more than plain words",
                "# aplay -l & | more than plain words",
                "# cat /etc/passwd > /tmp/x | more than plain words",
            })
    void leavesOutTheOthersAndSaysWhy(String line, String reason) throws Exception {
        QuotedCommands quoted = read(line);

        assertThat(quoted.lines()).isEmpty();
        assertThat(quoted.leftOut())
                .singleElement()
                .satisfies(left -> assertThat(left).startsWith("line 1: ").contains(reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aplay hangs if I pull the plug",
                "the echo of it",
                "# make -j4 modules",
                "+ echo 1 > /sys/x",
                "## aplay",
            })
    void proseIsNoCommand(String line) throws Exception {
        assertThat(read(line)).isEqualTo(read(""));
    }

    @Test
    void takesEachCommandOnceAndABoundedNumberOfThem() throws Exception {
        assertThat(read("# aplay -l\n# aplay -l\n").lines()).hasSize(1);
        StringBuilder flood = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            flood.append("# aplay -l ").append(i).append('\n');
        }
        assertThat(read(flood.toString()).lines()).hasSize(20);
        assertThat(read(flood.toString()).leftOut())
                .containsExactly("980 more, which may be commands: the limit is 20");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "When I try,\n%s\n",
                "First paragraph.\n\n%s\n",
                "I see:\n%s\n",
                "A list\n    %s\n",
            })
    void aSentenceThatBeginsLikeACommandIsNotTaken(String around) throws Exception {
        for (String sentence : List.of("aplay -l lists no card.", "cat -n of the log shows nothing")) {
            QuotedCommands quoted = read(around.formatted(sentence));

            assertThat(quoted.lines()).isEmpty();
            assertThat(quoted.leftOut()).singleElement().asString().contains(sentence, "may be prose");
        }
    }

    @Test
    void aLineAmongOthersIsNotTakenWithoutAPrompt() throws Exception {
        assertThat(read("If I run\naplay -D hw:0 x.wav\nit hangs").lines()).isEmpty();
        assertThat(read("If I run\n  aplay -D hw:0 x.wav\nit hangs").lines()).hasSize(1);
        assertThat(read("If I run\n\naplay -D hw:0 x.wav\n\nit hangs").lines()).hasSize(1);
    }

    @Test
    void quotedPrintableIsDecoded() throws Exception {
        String mail =
                """
                Content-Transfer-Encoding: quoted-printable

                # aplay -D iec958:CARD=3Dvc4hdmi0=
                ,DEV=3D0 /root/test-tone.wav
                """;

        assertThat(read(mail).lines())
                .containsExactly(Guess.of(
                        "aplay -D iec958:CARD=vc4hdmi0,DEV=0 /root/test-tone.wav",
                        "line 3: # aplay -D iec958:CARD=vc4hdmi0,DEV=0 /root/test-tone.wav"));
    }

    private static QuotedCommands read(String text) throws Exception {
        return new CommandHint(PostedLogs.text(text), PostedLogs.parts()).read();
    }
}
