// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Assertions;

/** Damaged logs: never an exception, never an endless run, and a report that was cut is flagged. */
class ParserFuzzTest {
    private static final List<String> LOGS = Stream.of(
                    "seed-w1.log",
                    "seed-w2.log",
                    "fixtures/lockdep-circular.log",
                    "fixtures/oops-x86.log",
                    "fixtures/kasan-arm64.log",
                    "fixtures/sanitizers.log",
                    "fixtures/rcu-stall-arm64.log",
                    "fixtures/warning-checkers.log",
                    "fixtures/two-processors.log",
                    "fixtures/prefix-serial.log",
                    "fixtures/reboot.log")
            .map(Logs::resource)
            .toList();

    @Provide
    Arbitrary<String> logs() {
        return Arbitraries.of(LOGS);
    }

    @Property(tries = 500)
    void linesDroppedSwappedAndDoubled(@ForAll("logs") String log, @ForAll Random random) {
        List<String> lines = new ArrayList<>(log.lines().toList());
        for (int n = 0; n < 10 && !lines.isEmpty(); n++) {
            int line = random.nextInt(lines.size());
            switch (random.nextInt(3)) {
                case 0 -> lines.remove(line);
                case 1 -> lines.add(random.nextInt(lines.size()), lines.get(line));
                default -> lines.add(random.nextInt(lines.size()), lines.remove(line));
            }
        }
        assertParses(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 500)
    void bytesFlipped(
            @ForAll("logs") String log, @ForAll Random random, @ForAll @IntRange(min = 1, max = 200) int many) {
        byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
        for (int n = 0; n < many; n++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        assertParses(bytes);
    }

    @Property(tries = 200)
    void anyBytes(@ForAll byte[] bytes) {
        assertParses(bytes);
    }

    @Property(tries = 500)
    void joinedInAnyOrder(
            @ForAll("logs") String first,
            @ForAll("logs") String second,
            @ForAll @IntRange(min = 0, max = 5000) int cut) {
        assertParses((first.substring(0, Math.min(cut, first.length())) + second).getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 1000)
    void cutReportIsFlaggedNotRenamed(
            @ForAll @IntRange(min = 0, max = 1) int which, @ForAll @IntRange(min = 0, max = 6000) int cut) {
        String log = LOGS.get(which);
        Report whole = Logs.reports(log).get(0);
        List<Report> reports = Logs.reports(log.substring(0, Math.min(cut, log.length())));

        assertThat(reports).hasSizeLessThanOrEqualTo(1).allSatisfy(report -> assertThat(
                        report.corrupted() || report.title().equals(whole.title()))
                .as(report.toString())
                .isTrue());
        assertThat(reports).allSatisfy(report -> assertThat(
                        report.corrupted() || report.frames().equals(whole.frames()))
                .as("cut inside the trace: " + report)
                .isTrue());
    }

    /** "Exc" of "Exception stack" is no function. */
    @Example
    void aWordCutBehindArmFramesIsNoFrame() {
        String log = LOGS.get(0);
        int cut = log.indexOf("Exception stack");
        assertThat(cut).isPositive();

        List<Report> reports = Logs.reports(log.substring(0, cut + "Exc".length()));

        assertThat(reports).singleElement().satisfies(report -> assertThat(report.frames())
                .isEqualTo(Logs.reports(log).get(0).frames()));
    }

    @Property(tries = 300)
    void piecesOfAnySizeGiveTheSameReports(@ForAll("logs") String log, @ForAll @IntRange(min = 1, max = 300) int size) {
        byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
        List<Report> reports = new ArrayList<>();
        KernelLogParser parser = new KernelLogParser(reports::add);
        for (int i = 0; i < bytes.length; i += size) {
            parser.feed(bytes, i, Math.min(size, bytes.length - i));
        }
        parser.finish();

        assertThat(reports).isEqualTo(Logs.reports(bytes));
    }

    private static void assertParses(byte[] log) {
        List<Report> reports = Assertions.assertTimeoutPreemptively(Duration.ofMinutes(2), () -> Logs.reports(log));
        assertThat(reports).allSatisfy(report -> {
            assertThat(report.title()).isNotBlank().hasSizeLessThanOrEqualTo(120);
            assertThat(report.firstLine()).isPositive().isLessThanOrEqualTo(report.lastLine());
            assertThat(report.corrupted()).isEqualTo(!report.corruptedReason().isEmpty());
        });
    }
}
