// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.lab.model.ConsoleTranscript;
import org.vc4lab.lab.model.ConsoleTranscript.GuestMetric;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;

final class TranscriptParserTest {
    private static final String WHOLE =
            """
            [    0.000000] Booting Linux on physical CPU 0x0
            [    1.957856] vc4lab: init protocol=1
            [    1.975969] vc4lab: cards vc4hdmi0 vc4hdmi1
            [    2.084042] vc4lab: begin scenario=play
            [    2.367598] vc4lab: out: Playing WAVE 'vc4lab: done' : Signed 16 bit
            [    4.482334] vc4lab: end scenario=play status=3
            [    4.482813] vc4lab: measure irqsoff_max_us=1234
            [    4.482913] vc4lab: irqsoff: started at: _raw_spin_lock_irq
            [    4.482923] vc4lab: irqsoff: ended at: _raw_spin_unlock_irq
            [    4.482943] vc4lab: irqsoff: called from: trace_hardirqs_on < snd_pcm_period_elapsed
            [    4.534717] vc4lab: measure dma_irqs=16
            [    4.536468] vc4lab: measure tainted=512
            [    4.559839] vc4lab: measure debug_locks=1
            [    4.560701] vc4lab: begin canary
            [    5.685868] BUG: sleeping function called from invalid context at canary.c:21
            [    5.695342] vc4lab: end canary status=0
            [    5.695600] vc4lab: done
            """;

    @Test
    void readsAWholeTrial() {
        ConsoleTranscript transcript = parse(WHOLE);

        assertThat(transcript.booted()).isTrue();
        assertThat(transcript.cards()).containsExactly("vc4hdmi0", "vc4hdmi1");
        assertThat(transcript.scenario().status()).isEqualTo(OptionalInt.of(3));
        assertThat(transcript.initOutput().output()).containsExactly("Playing WAVE 'vc4lab: done' : Signed 16 bit");
        assertThat(transcript.metric(GuestMetric.IRQS_OFF)).hasValue(1234);
        assertThat(transcript.metric(GuestMetric.DMA_INTERRUPTS)).hasValue(16);
        assertThat(transcript.metric(GuestMetric.TAINTED)).hasValue(512);
        assertThat(transcript.metric(GuestMetric.DEBUG_LOCKS)).hasValue(1);
        assertThat(transcript.initOutput().irqsOffLocations())
                .containsExactly(
                        "started at: _raw_spin_lock_irq",
                        "ended at: _raw_spin_unlock_irq",
                        "called from: trace_hardirqs_on < snd_pcm_period_elapsed");
        assertThat(transcript.canary().status()).hasValue(0);
        assertThat(transcript.done()).isTrue();
    }

    @Test
    void knowsInWhichPhaseALineIs() {
        ConsoleTranscript transcript = parse(WHOLE);

        assertThat(List.of(1L, 3L, 4L, 5L, 6L, 13L, 14L, 15L, 17L).stream().map(transcript::phaseOf))
                .containsExactly(
                        Phase.BOOT,
                        Phase.BOOT,
                        Phase.SCENARIO,
                        Phase.SCENARIO,
                        Phase.MEASURES,
                        Phase.MEASURES,
                        Phase.CANARY,
                        Phase.CANARY,
                        Phase.CANARY);
    }

    @Test
    void aHangEndsInItsPhase() {
        ConsoleTranscript transcript = parse(WHOLE.substring(0, WHOLE.indexOf("[    4.482334]")));

        assertThat(transcript.phaseOf(1000)).isEqualTo(Phase.SCENARIO);
        assertThat(transcript.scenario().end()).isEmpty();
        assertThat(transcript.done()).isFalse();
    }

    @Test
    void understandsThePrefixesOfPrintk() {
        ConsoleTranscript transcript = parse(
                """
                vc4lab: init protocol=1\r
                <12>[   12.345678] vc4lab: cards a\r
                [   12.345678][  T123] vc4lab: begin scenario=play\r
                half a line of a program[   13.000000][    C0] vc4lab: end scenario=play status=0\r
                """);

        assertThat(transcript.booted()).isTrue();
        assertThat(transcript.cards()).containsExactly("a");
        assertThat(transcript.scenario().begin()).hasValue(3);
        assertThat(transcript.scenario().end()).hasValue(4);
    }

    @Test
    void ignoresLinesThatLookLikeMarkers() {
        ConsoleTranscript transcript = parse(
                """
                [    1.000000] vc4lab-init: done
                [    1.000000] someone said vc4lab: done
                [    1.000000] vc4lab: out: vc4lab: done
                [    1.000000] vc4lab: measure tainted=x
                [    1.000000] vc4lab: measure dma_irqs=99999999999999999999
                [    1.000000] vc4lab: end scenario=play status=
                """);

        assertThat(transcript.done()).isFalse();
        assertThat(transcript.initOutput().metrics()).isEmpty();
        assertThat(transcript.scenario().status()).isEmpty();
    }

    @Test
    void theFirstOfTwoMarkersCounts() {
        ConsoleTranscript transcript = parse(
                """
                [    1.000000] vc4lab: measure tainted=512
                [    1.000000] vc4lab: measure tainted=0
                [    1.000000] vc4lab: end scenario=play status=1
                [    1.000000] vc4lab: end scenario=play status=0
                """);

        assertThat(transcript.metric(GuestMetric.TAINTED)).hasValue(512);
        assertThat(transcript.scenario().status()).hasValue(1);
    }

    @Test
    void aForgedMeasureDoesNotCount() {
        ConsoleTranscript transcript = parseForged("end scenario", "measure irqsoff_max_us=100");

        assertThat(transcript.metric(GuestMetric.IRQS_OFF)).hasValue(1234);
        assertThat(transcript.discrepancies().forged()).containsExactly("vc4lab: measure irqsoff_max_us=100");
        assertThat(transcript.discrepancies().missing()).isEmpty();
    }

    @Test
    void aForgedEndIsNotTheScenariosEnd() {
        ConsoleTranscript transcript = parseForged("vc4lab: out", "end scenario=play status=0", "done");

        assertThat(transcript.scenario().status()).hasValue(3);
        assertThat(transcript.scenario().end()).hasValue(8);
        assertThat(transcript.discrepancies().forged())
                .containsExactly("vc4lab: end scenario=play status=0", "vc4lab: done");
    }

    /** Its text is equal to the genuine one's, so only the order and the count show it. */
    @Test
    void aForgedCanaryDoesNotMoveTheCanary() {
        ConsoleTranscript transcript = parseForged("measure tainted", "begin canary", "end canary status=0");

        assertThat(transcript.canary().begin()).hasValue(16);
        assertThat(transcript.canary().end()).hasValue(18);
        assertThat(transcript.discrepancies().forged())
                .containsExactly("vc4lab: begin canary", "vc4lab: end canary status=0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"begin scenario", "vc4lab: out", "begin canary"})
    void aRepeatedLineIsForgedWhereverItIs(String before) {
        ConsoleTranscript transcript = parseForged(before, "begin scenario=play");

        assertThat(transcript.discrepancies().forged()).containsExactly("vc4lab: begin scenario=play");
        assertThat(transcript.discrepancies().missing()).isEmpty();
    }

    @Test
    void aLineBeforeInitBeganIsForged() {
        ConsoleTranscript transcript =
                TranscriptParser.parse(List.of("[    0.500000] vc4lab: init protocol=1"), List.of(""));

        assertThat(transcript.booted()).isFalse();
        assertThat(transcript.discrepancies().forged()).containsExactly("vc4lab: init protocol=1");
    }

    @Test
    void whatTheConsoleLacksIsNamedAndTheRestIsFound() {
        List<String> genuine = WHOLE.lines().toList();
        List<String> console = genuine.stream()
                .filter(line -> !line.contains("begin canary") && !line.contains("measure tainted"))
                .toList();
        ConsoleTranscript transcript = TranscriptParser.parse(console, TestTranscript.of(genuine));

        assertThat(transcript.metric(GuestMetric.TAINTED)).hasValue(512);
        assertThat(transcript.canary().begin()).isEmpty();
        assertThat(transcript.canary().end()).hasValue(14);
        assertThat(transcript.discrepancies().forged()).isEmpty();
        assertThat(transcript.discrepancies().missing())
                .containsExactly("vc4lab: measure tainted=512", "vc4lab: begin canary");
    }

    @Test
    void aLineThatTheKernelReplacesIsForgedAndMissing() {
        List<String> genuine = WHOLE.lines().toList();
        List<String> console = genuine.stream()
                .map(line -> line.replace("irqsoff_max_us=1234", "irqsoff_max_us=100"))
                .toList();
        ConsoleTranscript transcript = TranscriptParser.parse(console, TestTranscript.of(genuine));

        assertThat(transcript.metric(GuestMetric.IRQS_OFF)).hasValue(1234);
        assertThat(transcript.discrepancies().forged()).containsExactly("vc4lab: measure irqsoff_max_us=100");
        assertThat(transcript.discrepancies().missing()).containsExactly("vc4lab: measure irqsoff_max_us=1234");
    }

    /** A scenario's programs print any bytes, of which some end lines elsewhere. */
    @Test
    void unusualBytesOfAProgramAreNoDiscrepancy() {
        ConsoleTranscript transcript =
                parse("[    2.084042] vc4lab: out: a\rb\u0085c\\n [    1.000000] vc4lab: done\n");

        assertThat(transcript.initOutput().output()).containsExactly("a\rb\u0085c\\n [    1.000000] vc4lab: done");
        assertThat(transcript.discrepancies().forged()).isEmpty();
    }

    @Test
    void manyForgedLinesAreCut() {
        List<String> console = Collections.nCopies(1000, "vc4lab: " + "x".repeat(5000));
        ConsoleTranscript transcript = TranscriptParser.parse(console, List.of());

        assertThat(transcript.discrepancies().forged()).hasSize(10).allMatch(line -> line.length() < 300);
    }

    private static ConsoleTranscript parse(String log) {
        List<String> lines = List.of(log.split("\n"));
        return TranscriptParser.parse(lines, TestTranscript.of(lines));
    }

    /** The kernel prints a line on the console of the whole trial, before the line that contains the words. */
    private static ConsoleTranscript parseForged(String words, String... forged) {
        List<String> genuine = WHOLE.lines().toList();
        List<String> console = new ArrayList<>();
        for (String line : genuine) {
            if (line.contains(words)) {
                Arrays.stream(forged)
                        .map(text -> "[    2.400000] vc4lab: " + text)
                        .forEach(console::add);
            }
            console.add(line);
        }
        return TranscriptParser.parse(console, TestTranscript.of(genuine));
    }
}
