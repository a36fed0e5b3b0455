// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.model.CaseReports;
import org.vc4lab.lab.model.CaseReports.FramePattern;
import org.vc4lab.lab.model.CaseReports.ReportPattern;
import org.vc4lab.lab.model.WitnessEvidence;
import org.vc4lab.lab.model.WitnessEvidence.AtomicSleep;
import org.vc4lab.lab.model.WitnessEvidence.WitnessPhase;
import org.vc4lab.lab.model.WitnessEvidence.WitnessedCall;
import org.vc4lab.lab.witness.ElfBuilder;
import org.vc4lab.lab.witness.Vmlinux;
import org.vc4lab.lab.witness.WatchedKernel;
import org.vc4lab.lab.witness.WatchedKernel.AddressRange;

/** What is read from a witness's log, whoever wrote it. */
final class WitnessLogTest {
    private static final String CHECK = "0xc0008101";
    private static final String WRITE = "0xc0008201";
    private static final String START = "0xc0008301";
    private static final String TASKLET = "0xc0008401";
    private static final String CANARY = "0xbf000010";
    private static final String END = "{\"type\":\"end\",\"irqsOffPlaying\":{\"nanos\":4914000},"
            + "\"irqsOffExecuted\":{\"nanos\":4900000},\"irqWaitPlaying\":{\"nanos\":4913000},"
            + "\"order\":\"0xc5\"}\n";

    @TempDir
    Path folder;

    private WitnessLog log;

    @BeforeEach
    void readKernel() throws Exception {
        byte[] vmlinux = ElfBuilder.arm()
                .function("__might_sleep", 0x8100)
                .function("squeak_write.isra.0", 0x8200)
                .function("do_start", 0x8300)
                .function("tasklet", 0x8400)
                .build();
        Vmlinux symbols = Vmlinux.read(Files.write(folder.resolve("vmlinux"), vmlinux));
        WatchedKernel kernel = new WatchedKernel(
                symbols, new AddressRange(0xbf000000L, 0xc0000000L), Set.of("squeak_start", "squeak_stop"), "");
        log = new WitnessLog(kernel, TestCase.get().reports(), WitnessLogTest::inlined);
    }

    /** As if the compiler had inlined the wait into the function that writes. */
    private static List<List<String>> inlined(List<Frame> frames) {
        return frames.stream()
                .map(frame -> frame.baseName().equals("squeak_write") ? List.of("squeak_wait") : List.<String>of())
                .toList();
    }

    private WitnessEvidence read(String content) throws Exception {
        return log.read(Files.writeString(folder.resolve("witness.jsonl"), content));
    }

    private static String sleep(String function, String more, String... callers) {
        return "{\"type\":\"sleep\",\"function\":\"" + function + "\",\"cpu\":0,\"task\":\"aplay\",\"irqsMasked\":true,"
                + "\"preemptCount\":1,\"locks\":2,\"atNanos\":5," + more + "\"callers\":[\""
                + String.join("\",\"", callers) + "\"]}\n";
    }

    private static List<String> phases(WitnessEvidence evidence) {
        return evidence.sleeps().stream()
                .map(sleep -> sleep.call().function() + " " + sleep.call().phase())
                .toList();
    }

    @Test
    void equalCallsAreOneWithTheirNumber() throws Exception {
        String source = "\"file\":\"drivers/squeak.c\",\"line\":272,\"offset\":0,";
        String sleep = sleep("___might_sleep", source, CHECK, WRITE, START, "0xc0007000");
        WitnessEvidence evidence = read("{\"type\":\"start\",\"atNanos\":1}\n" + sleep + sleep + END);
        assertThat(evidence.isComplete()).isTrue();
        assertThat(evidence.sleeps())
                .containsExactly(new AtomicSleep(
                        new WitnessedCall(
                                WitnessPhase.RUN,
                                "___might_sleep",
                                List.of("__might_sleep", "squeak_wait", "squeak_write", "do_start", "0xc0007000"),
                                "aplay",
                                2),
                        Optional.of("W1"),
                        Optional.of("drivers/squeak.c:272"),
                        true,
                        1,
                        2));
        assertThat(evidence.irqsOffNanos()).hasValue(4_914_000);
        assertThat(evidence.irqsOffExecutedNanos()).hasValue(4_900_000);
        assertThat(evidence.order()).contains("0xc5");
        assertThat(evidence.irqWaitNanos()).hasValue(4_913_000);
        assertThat(evidence.sawCanary()).isFalse();
    }

    /** It has no check of its own, so the name's chain begins behind it. */
    @Test
    void aCallOnAPlainKernelHasTheCasesName() throws Exception {
        WitnessEvidence evidence = read(sleep("usleep_range", "", WRITE, START)
                + sleep("mutex_lock", "", TASKLET)
                + sleep("mutex_lock_nested", "", TASKLET)
                + sleep("usleep_range", "", TASKLET)
                + END);
        assertThat(evidence.sleeps())
                .extracting(AtomicSleep::name)
                .containsExactly(Optional.of("W1"), Optional.of("W2"), Optional.of("W2"), Optional.empty());
    }

    /** A kernel without checks names no file, and any sleep would be that of the case. */
    @Test
    void aNameWithoutAChainNeedsItsFile() throws Exception {
        ReportPattern pattern = new ReportPattern(
                "ANY",
                "",
                ReportKind.ATOMIC_SLEEP,
                "drivers/squeak.c",
                List.of(FramePattern.of("__might_sleep")),
                List.of());
        log = new WitnessLog(
                log.kernel(),
                new CaseReports(List.of(pattern), List.of("ANY"), List.of(), Map.of(), List.of()),
                WitnessLogTest::inlined);
        String source = "\"file\":\"drivers/squeak.c\",\"line\":1,";
        assertThat(read(sleep("msleep", "", TASKLET) + sleep("___might_sleep", source, CHECK, TASKLET) + END)
                        .sleeps())
                .extracting(AtomicSleep::name)
                .containsExactly(Optional.empty(), Optional.of("ANY"));
    }

    @Test
    void anotherFileIsAnotherSleep() throws Exception {
        String other = sleep("___might_sleep", "\"file\":\"mm/slub.c\",\"line\":1,", CHECK, WRITE, START);
        assertThat(read(other + END).sleeps()).extracting(AtomicSleep::name).containsExactly(Optional.empty());
    }

    @Test
    void theCanarysPhaseBeginsWithItsOwnCall() throws Exception {
        WitnessEvidence evidence = read(sleep("msleep", "", WRITE) + sleep("___might_sleep", "", CHECK, CANARY)
                + sleep("msleep", "", WRITE, START) + "{\"type\":\"report\",\"function\":\"dump_stack\"}\n" + END);
        assertThat(phases(evidence)).containsExactly("msleep RUN", "___might_sleep CANARY", "msleep CANARY");
        assertThat(evidence.reports()).extracting(WitnessedCall::phase).containsExactly(WitnessPhase.CANARY);
        assertThat(evidence.sawCanary()).isTrue();
    }

    /** Words of the stack that are not the caller may be anything. */
    @Test
    void aModuleFarUpTheStackIsNotTheCanary() throws Exception {
        assertThat(phases(read(sleep("msleep", "", WRITE, START, CANARY) + END)))
                .containsExactly("msleep RUN");
    }

    @Test
    void onceATaskSleptTheCountsAreWrong() throws Exception {
        WitnessEvidence evidence = read(sleep("schedule", "", WRITE)
                + sleep("msleep", "", WRITE)
                + sleep("___might_sleep", "", CHECK, CANARY)
                + END);
        assertThat(phases(evidence)).containsExactly("schedule RUN", "msleep AFTER_SLEEP", "___might_sleep CANARY");
    }

    @Test
    void aLogWithoutItsEndIsIncomplete() throws Exception {
        assertThat(read(sleep("msleep", "", WRITE)).incomplete()).hasValue("the witness's log has no end");
        assertThat(read(END).incomplete()).isEmpty();
        assertThat(log.read(folder.resolve("none")).incomplete()).hasValue("the witness left no log");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "7",
                "{\"type\":\"sleep\"} {}",
                "{\"type\":\"surprise\"}",
                "{\"type\":\"sleep\",\"callers\":[\"c0008100\"]}",
                "{\"type\":\"sleep\",\"callers\":[\"0xc0008100c0008100c0008100\"]}",
                "{\"type\":\"sleep\",\"callers\":[{}]}"
            })
    void aDamagedLineMeansNoEvidence(String line) throws Exception {
        assertThat(read("{\"type\":\"start\"}\n" + line + "\n" + END).incomplete())
                .hasValue("line 2 of the witness's log is damaged");
    }

    @Test
    void aLineBehindTheEndMeansNoEvidence() throws Exception {
        assertThat(read(END + END).incomplete()).hasValue("line 2 of the witness's log is damaged");
    }

    @Test
    void countsAreOfFunctions() throws Exception {
        String end = "{\"type\":\"end\",\"counts\":{\"squeak_stop\":12,\"squeak_start\":400,\"do_start\":3}}\n";
        assertThat(read(end).executions()).isEqualTo(412);
        assertThat(read(end).chainCounts()).isEqualTo(Map.of("do_start", 3L));
        assertThat(read(end.replace("squeak_stop", "\\u001b")).incomplete()).isPresent();
    }

    @Test
    void tooMuchIsNoEvidence() throws Exception {
        String callers = IntStream.range(0, 33).mapToObj(i -> WRITE).collect(Collectors.joining("\",\""));
        assertThat(read(sleep("msleep", "", callers) + END).incomplete()).isPresent();
        assertThat(read(sleep("m".repeat(1025), "", WRITE) + END).incomplete()).isPresent();
        assertThat(read(sleep("msleep", "", WRITE).repeat(515)).incomplete())
                .hasValue("the witness's log has more than the limit of 514 lines");
        assertThat(read(" ".repeat(5 << 20)).incomplete().orElseThrow()).contains("limit of 4 MiB");
        assertThat(read("[".repeat(100_000)).incomplete()).isPresent();
    }

    @Test
    void noCharacterControlsATerminal() throws Exception {
        String name = "\\u001b[31m\\u202e";
        WitnessEvidence evidence =
                read(sleep(name, "\"file\":\"" + name + "\",", WRITE).replace("aplay", name) + END);
        assertThat(evidence.sleeps().get(0)).asString().startsWith("?[31m?").contains("task ?[31m?", "?[31m?:0");
    }
}
