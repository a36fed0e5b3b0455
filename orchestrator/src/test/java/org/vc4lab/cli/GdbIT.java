// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.Nightly;
import org.vc4lab.cli.exit.ExitCode;

/** Gdb at the place of a real trial that is of interest. */
class GdbIT {
    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();

    private List<String> debug(int exitCode, String script, String... arguments) throws Exception {
        Path file = Files.writeString(folder.resolve("script"), script);
        StringWriter out = new StringWriter();
        List<String> argv = new ArrayList<>(List.of("gdb", "--script", file.toString()));
        argv.addAll(List.of(arguments));
        if (!argv.contains("--candidate")) {
            argv.addAll(List.of("--candidate", "base"));
        }
        int status = Main.run(
                CliContext.ofCurrentProcess(),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                argv.toArray(String[]::new));
        assertThat(status).as(() -> out + "\n" + err).isEqualTo(exitCode);
        return out.toString().lines().toList();
    }

    @Test
    void isAtTheFirstInstructionOfTheReportWithAllProcessorsAndSymbols() throws Exception {
        List<String> lines = debug(
                ExitCode.GOOD,
                """
                bt
                info threads
                x/i $pc
                """);
        assertThat(err.toString()).contains("enters ___might_sleep");
        assertThat(lines)
                .anyMatch(line -> line.matches("#0 +___might_sleep \\(.*"))
                .anyMatch(line ->
                        line.matches("#1 .* in __might_sleep \\(file=0x\\w+ \"drivers/gpu/drm/vc4/vc4_hdmi.c\".*"))
                .anyMatch(line -> line.matches("#\\d+ .* in snd_pcm_action_lock_irq .*"))
                .anyMatch(line -> line.matches("=> 0x\\w+ <___might_sleep>:.*"));
        assertThat(lines.stream().filter(line -> line.matches("[* ] +[1-4] +Thread 1\\.[1-4] .*")))
                .hasSize(4);
    }

    /** A breakpoint is hit where the trial comes by, and what it stops at cannot be changed. */
    @Test
    void goesOnFromATimeAndWritesNothing() throws Exception {
        List<String> lines = debug(
                ExitCode.BAD,
                """
                break vc4_hdmi_audio_trigger
                continue
                set var *(int *) $sp = 0
                """,
                "--at",
                "1400ms");
        assertThat(lines)
                .anyMatch(line -> line.contains("Breakpoint 1, vc4_hdmi_audio_trigger ("))
                .anyMatch(line -> line.contains("Cannot access memory"));
    }

    /** The case's bug is in no newer kernel; what a wrong fix of it does is. */
    @Nightly
    @ParameterizedTest
    @ValueSource(strings = {"--candidate nonatomic-only", "--kernel 6.12.107 --candidate nonatomic-forced"})
    void isAtTheFirstSleepOfAName(String kernel) throws Exception {
        List<String> lines = debug(ExitCode.GOOD, "backtrace\n", (kernel + " --at W2").split(" "));
        assertThat(err.toString()).containsPattern("enters (__)?mutex_lock");
        assertThat(lines)
                .anyMatch(line -> line.matches("#0 +(__)?mutex_lock.*"))
                .anyMatch(line -> line.matches("#\\d+ .*\\bsnd_pcm_period_elapsed .*"));
    }

    /** The line ends with a byte that a processor writes to the console's UART. */
    @Test
    void isBehindTheEndOfALineUnderAnotherSchedule() throws Exception {
        debug(ExitCode.GOOD, "monitor time\n", "--at", "line:begin scenario=", "--seed", "3");
        assertThat(err.toString()).contains("has come to a line with 'begin scenario='");
    }

    /** Each place is the same however gdb came to it. */
    @Test
    void goesBackAndForwards() throws Exception {
        List<String> lines = debug(
                ExitCode.GOOD,
                """
                set $pc0 = $pc
                set $sp0 = $sp
                stepi 3
                reverse-stepi 5
                stepi 2
                print $pc == $pc0 && $sp == $sp0
                set $word = (int *) $sp
                set $value = *$word
                watch *$word
                reverse-continue
                print *$word != $value
                delete
                break snd_pcm_action_lock_irq
                reverse-continue
                backtrace 1
                reverse-continue
                """);
        assertThat(lines.stream().map(line -> line.replaceFirst("^Thread \\d ", "Thread N ")))
                .containsSubsequence("$1 = 1", "Thread N hit Hardware watchpoint 1: *$word", "$2 = 1")
                .anyMatch(line -> line.matches("#0 +snd_pcm_action_lock_irq \\(.*"))
                .anyMatch(line -> line.startsWith("No more reverse-execution history"));
    }

    /** Before the lock is taken nobody holds it, and interrupts are on. */
    @Test
    @Nightly
    void tellsWhoHoldsTheLockOfAnAtomicSleep() throws Exception {
        List<String> lines = debug(
                ExitCode.GOOD,
                """
                vc4lab-why
                break snd_pcm_action_lock_irq
                reverse-continue
                echo before\\n
                vc4lab-why
                """,
                "--twin",
                "--at",
                "W1");
        List<String> atReport = lines.subList(0, lines.indexOf("before"));
        List<String> before = lines.subList(lines.indexOf("before"), lines.size());

        int player = atReport.indexOf(findMatch(
                atReport, "processor [0-3]: aplay \\(pid \\d+\\), task, preempt count [1-9], interrupts off"));
        assertThat(atReport.get(player + 1))
                .matches("  holds &group->lock, taken by snd_pcm_action_lock_irq \\(.*:\\d+\\)");
        assertThat(atReport.stream().filter(line -> line.startsWith("processor ")))
                .hasSize(4);
        assertThat(atReport)
                .anyMatch(line -> line.matches("DMA channel \\d+ of fef00700.hdmi: cyclic transfer of \\d+ bytes .*"))
                .anyMatch(line -> line.matches("audio FIFO mai0: \\d+ words, 44100 Hz, \\d channels, .*"));
        assertThat(before).noneMatch(line -> line.contains("&group->lock"));
        assertThat(findMatch(before, "processor [0-3]: aplay .*")).endsWith("interrupts on");
    }

    private static String findMatch(List<String> lines, String pattern) {
        return lines.stream().filter(line -> line.matches(pattern)).findFirst().orElseThrow();
    }

    /** A kernel itself has lines and functions only; its twin has the rest, and the canary's module too. */
    @Test
    @Nightly
    void showsSourcesAndValuesOfTheKernelAndTheCanary() throws Exception {
        List<String> lines = debug(
                ExitCode.GOOD,
                """
                frame function vc4_hdmi_stop_packet
                info locals
                print encoder->name
                info symbol gauge_on
                list gauge_on
                """,
                "--twin",
                "--at",
                "W1");
        assertThat(lines)
                .as("the line that sleeps")
                .anyMatch(line -> line.matches("\\d+\\s+.*wait_for.*"))
                .as("a member of a structure")
                .anyMatch(line -> line.matches("\\$1 = 0x\\w+ \"TMDS-\\d+\""))
                .as("a function of the module, and its source")
                .anyMatch(line -> line.matches("gauge_on in section \\.text of .*canary.ko"))
                .anyMatch(line -> line.contains("static void gauge_on("));
    }
}
