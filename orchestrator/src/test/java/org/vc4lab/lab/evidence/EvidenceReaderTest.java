// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.build.kernel.KernelDebugInfo;
import org.vc4lab.guest.AudioInfoframe;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.DeviceEvidence;
import org.vc4lab.guest.DeviceObservations;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.TestLab;
import org.vc4lab.lab.audio.Captures;
import org.vc4lab.lab.audio.Iec958Test;
import org.vc4lab.lab.audio.WaveFile;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.judge.Judge;
import org.vc4lab.lab.model.CanaryCheck;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Evidence.Termination;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.lab.witness.ElfBuilder;
import org.vc4lab.lab.witness.Vmlinux;
import org.vc4lab.lab.witness.WatchedKernel;
import org.vc4lab.lab.witness.WatchedKernel.AddressRange;
import org.vc4lab.lab.witness.Witness;

/** Judges what real trials left: consoles from init on, with sound made here. */
final class EvidenceReaderTest {
    private static final List<String> NOTES = List.of("compiled by another gcc");
    private static final List<CanaryCheck> CHECKS = List.of(CanaryCheck.ATOMIC_SLEEP, CanaryCheck.LOCK_ORDER);

    private static final short[] TONE = tone();
    private static final Termination RESET = new Termination(Termination.TerminationKind.SHUTDOWN, "guest-reset");

    @TempDir
    Path folder;

    private TrialFolder files;
    private Path tone;

    @BeforeEach
    void writeTheTone() throws IOException {
        files = new TrialFolder(folder);
        tone = folder.resolve("tone.wav");
        WaveFile.ofShorts(44100, 2, TONE).write(tone);
    }

    @Test
    void thePristineDriverIsClean() throws Exception {
        Trial trial = trial("hw-params", "prompt");
        Evidence evidence = read(trial, "hw-params-prompt.log", played());

        assertThat(evidence.setup().kernelNotes()).isEqualTo(NOTES);
        assertThat(evidence.relevantReports()).isEmpty();
        assertThat(evidence.log().reports())
                .extracting(report -> report.occurrence().fromCanary())
                .containsExactly(true, true);
        assertThat(evidence.log().console().cards()).containsExactly("vc4hdmi0", "vc4hdmi1");
        assertThat(evidence.hardware().audio())
                .hasValueSatisfying(audio -> assertThat(audio.difference()).isEmpty());
        assertThat(files.capturedSound(0)).exists();
        assertThat(Judge.judge(trial, evidence)).isEqualTo(new Judgement(Verdict.CLEAN, List.of()));
    }

    /** Lines of init's own and those of the canary are not the kernel's. */
    @Test
    void countsTheLinesThatTheScenarioAsksFor() throws Exception {
        Trial silent = TestCase.silentTrial("fix", "{log: taints kernel}", "{log: Playing}", "{log: canary_mutex_a}");
        Evidence evidence = evidence(silent, "hw-params-prompt.log");

        assertThat(evidence.log().lineCounts())
                .isEqualTo(Map.of("taints kernel", 1, "Playing", 0, "canary_mutex_a", 0));
        assertThat(evidence.hardware().audio()).isEmpty();
        assertThat(Judge.judge(silent, evidence).findings())
                .extracting(Judgement.Finding::verdict)
                .containsExactly(Verdict.BROKEN, Verdict.BROKEN);
    }

    @Test
    void theBaseShowsTheBug() throws Exception {
        Trial trial = trial("base", "prompt");
        Evidence evidence = read(trial, "base-prompt.log", played());

        assertThat(evidence.reportNames()).containsExactly("W1");
        assertThat(evidence.relevantReports()).extracting(TrialReport::phase).containsExactly(Phase.SCENARIO);
        assertThat(Judge.judge(trial, evidence).verdict()).isEqualTo(Verdict.REPRODUCED);
    }

    @Test
    void theBaseReallySleepsWithSlowPackets() throws Exception {
        Trial trial = trial("base", "slow-packet");
        Evidence evidence = read(trial, "base-slow-packet.log", played());

        assertThat(evidence.relevantReports()).hasSizeGreaterThan(3);
        assertThat(evidence.reportNames()).containsExactly("W1");
        assertThat(Judge.judge(trial, evidence).verdict()).isEqualTo(Verdict.REPRODUCED);
    }

    @Test
    void theSleepUnderThePromptProfileIsWorseThanTheBug() throws Exception {
        Trial trial = trial("base", "prompt");
        Evidence evidence = read(trial, "base-slow-packet.log", played());

        assertThat(Judge.judge(trial, evidence).verdict()).isEqualTo(Verdict.OTHER_REPORT);
    }

    @Test
    void aNonatomicLinkMovesTheBug() throws Exception {
        Trial trial = trial("nonatomic-only", "prompt");
        Evidence evidence = read(trial, "nonatomic-only-prompt.log", played());

        assertThat(evidence.reportNames()).containsExactly("W2");
        assertThat(evidence.relevantReports()).extracting(TrialReport::kind).contains(ReportKind.LOCKDEP);
        Judgement judgement = Judge.judge(trial, evidence);
        assertThat(judgement.verdict()).isEqualTo(Verdict.OTHER_REPORT);
        assertThat(new TrialResult(trial, evidence, judgement, folder).asExpected())
                .isTrue();
    }

    @Test
    void missingToolsAreAnInfrastructureError() throws Exception {
        Trial trial = trial("base", "prompt");
        Path log = Files.writeString(folder.resolve("console.log"), resource("base-prompt.log"));

        Evidence evidence = reader(trial, frames -> {
                    throw new KernelDebugInfo.NoToolsException("no addr2line");
                })
                .read(RESET, observations(), log, TestTranscript.write(log), Duration.ofSeconds(3));

        assertThat(Judge.judge(trial, evidence).verdict()).isEqualTo(Verdict.INFRA);
        assertThat(evidence.log().termination().toString()).contains("no addr2line");
    }

    /** The witness's sleep has no name, and the console shows no report: only the witness needs the tools. */
    @Test
    void missingToolsForTheWitnessAreAnInfrastructureError() throws Exception {
        Trial trial = trial("hw-params", "prompt");
        Path log = Files.writeString(folder.resolve("console.log"), resource("hw-params-prompt.log"));
        Files.writeString(
                files.witnessLog(),
                "{\"type\":\"sleep\",\"function\":\"usleep_range\",\"callers\":[\"0xc0008201\"]}\n{\"type\":\"end\"}\n");
        Vmlinux symbols = Vmlinux.read(Files.write(
                folder.resolve("vmlinux"),
                ElfBuilder.arm().function("squeak_write", 0x8200).build()));
        WatchedKernel kernel = new WatchedKernel(symbols, new AddressRange(0xbf000000L, 0xc0000000L), Set.of(), "");
        InlinedFunctions noTools = frames -> {
            throw new KernelDebugInfo.NoToolsException("no addr2line");
        };

        Evidence evidence = new EvidenceReader(
                        trial,
                        ClockMode.DETERMINISTIC,
                        CHECKS,
                        List.of(),
                        files,
                        tone,
                        noTools,
                        Optional.of(new Witness(folder, Optional.of(kernel), "", Optional.empty())))
                .read(RESET, observations(), log, TestTranscript.write(log), Duration.ofSeconds(3));

        assertThat(Judge.judge(trial, evidence).verdict()).isEqualTo(Verdict.INFRA);
    }

    private EvidenceReader reader(Trial trial) {
        return reader(trial, ReportMatcherTest.AS_BUILT);
    }

    private EvidenceReader reader(Trial trial, InlinedFunctions inlinedFunctions) {
        return new EvidenceReader(
                trial, ClockMode.DETERMINISTIC, CHECKS, NOTES, files, tone, inlinedFunctions, Optional.empty());
    }

    /** The kernel inlines other functions there, and enters by other names. */
    @ParameterizedTest
    @CsvSource({
        "base, arm64-base-prompt.log, W1, el0_svc",
        "nonatomic-only, arm64-kasan-nonatomic-only-prompt.log, W2, el1_irq"
    })
    void theSameChainsMatchTheTracesOf64BitKernels(String candidate, String log, String name, String entry)
            throws Exception {
        Evidence evidence = read(trial(candidate, "prompt"), log, played());

        assertThat(evidence.reportNames()).containsExactly(name);
        assertThat(evidence.relevantReports().get(0).functions()).contains(entry);
    }

    @ParameterizedTest
    @CsvSource({
        "Kernel panic - not syncing: vc4: boom, PANIC",
        "Internal error: Oops - undefined instruction: 0 [#1] SMP ARM, OTHER_REPORT",
        "** 312 printk messages dropped **, MASKED"
    })
    void reportsRightAfterTheCanaryCount(String line, Verdict verdict) throws Exception {
        Trial trial = trial("hw-params", "prompt");
        Captures.ofWords(44100, 2, played()).write(files.capturedWords(0));
        String log = resource("hw-params-prompt.log").stripTrailing();
        Path console = Files.writeString(folder.resolve("console.log"), log + "\n[    5.579000] " + line + "\n");

        Evidence evidence = reader(trial)
                .read(RESET, observations(), console, TestTranscript.write(console), Duration.ofSeconds(3));

        assertThat(Judge.judge(trial, evidence).verdict()).isEqualTo(verdict);
    }

    @Test
    void aLineThatInitDidNotWriteForbidsClean() throws Exception {
        Trial trial = trial("hw-params", "prompt");
        Captures.ofWords(44100, 2, played()).write(files.capturedWords(0));
        Path console = Files.writeString(folder.resolve("console.log"), resource("hw-params-prompt.log"));
        Path transcript = TestTranscript.write(console);
        Files.writeString(
                console,
                resource("hw-params-prompt.log")
                        .replaceFirst("(?m)^(.*vc4lab: out)", "[    3.0] x\n[    3.000000] vc4lab: done\n$1"));

        Evidence evidence = reader(trial).read(RESET, observations(), console, transcript, Duration.ofSeconds(3));

        assertThat(Judge.judge(trial, evidence))
                .isEqualTo(new Judgement(
                        Verdict.MASKED,
                        List.of(new Judgement.Finding(
                                Verdict.MASKED, "the kernel prints the lab's own lines: vc4lab: done"))));
    }

    /** The log's parser ends lines at a line feed only, and so must whoever counts them. */
    @Test
    void aCarriageReturnInTheOutputShiftsNothing() throws Exception {
        Trial trial = trial("base", "prompt");
        Captures.ofWords(44100, 2, played()).write(files.capturedWords(0));
        String log = resource("base-prompt.log").replaceFirst("vc4lab: out: ", "vc4lab: out: a\rb\rc\rd\r");
        Path console = Files.writeString(folder.resolve("console.log"), log);

        Evidence evidence = reader(trial)
                .read(RESET, observations(), console, TestTranscript.write(console), Duration.ofSeconds(3));

        assertThat(evidence.reportNames()).containsExactly("W1");
        assertThat(Judge.judge(trial, evidence).verdict()).isEqualTo(Verdict.REPRODUCED);
    }

    /** It is equal to the one before it, but stands where the canary's own would: the check was on. */
    @Test
    void aRepeatedReportInPlaceOfTheCanaryProvesTheSame() throws Exception {
        Trial trial = trial("base", "prompt");
        Captures.ofWords(44100, 2, played()).write(files.capturedWords(0));
        List<String> lines = resource("base-prompt.log").lines().toList();
        int bug = indexOf(lines, "BUG: sleeping function called", 0);
        int bugEnd = indexOf(lines, "vc4lab: ", bug);
        int canary = indexOf(lines, "vc4lab: begin canary", bug);
        int locks = indexOf(lines, "======", canary);
        List<String> again = new ArrayList<>(lines.subList(0, canary + 1));
        again.addAll(lines.subList(bug, bugEnd));
        again.addAll(lines.subList(locks, lines.size()));
        Path console = Files.write(folder.resolve("console.log"), again);

        Evidence evidence = reader(trial)
                .read(RESET, observations(), console, TestTranscript.write(console), Duration.ofSeconds(3));

        assertThat(evidence.relevantReports())
                .extracting(TrialReport::phase, report -> report.occurrence().firstLine())
                .containsExactly(tuple(Phase.SCENARIO, bug + 1L), tuple(Phase.CANARY, canary + 2L));
        assertThat(Judge.judge(trial, evidence).verdict()).isEqualTo(Verdict.REPRODUCED);
    }

    private static int indexOf(List<String> lines, String words, int from) {
        return IntStream.range(from, lines.size())
                .filter(index -> lines.get(index).contains(words))
                .findFirst()
                .orElseThrow();
    }

    static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(EvidenceReaderTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anUnreadableCaptureIsAnInfrastructureError() throws Exception {
        Files.writeString(files.capturedWords(0), "RIFF");
        Trial trial = trial("hw-params", "prompt");
        Evidence evidence = evidence(trial, "hw-params-prompt.log");

        assertThat(evidence.log().termination().kind()).isEqualTo(Termination.TerminationKind.LOST);
        assertThat(Judge.judge(trial, evidence).verdict()).isEqualTo(Verdict.INFRA);
    }

    @Test
    void withoutACaptureNothingWasPlayed() throws Exception {
        Trial trial = trial("hw-params", "prompt");
        assertThat(evidence(trial, "hw-params-prompt.log").hardware().audio()).isEmpty();
        assertThat(read(trial, "hw-params-prompt.log", new int[0]).hardware().audio())
                .isEmpty();
        assertThat(files.capturedSound(0)).doesNotExist();
    }

    @Test
    void withoutAConsoleNothingBooted() throws Exception {
        Trial trial = trial("hw-params", "prompt");
        EvidenceReader reader = reader(trial);
        Evidence evidence = reader.read(
                RESET, DeviceObservations.NONE, folder.resolve("none"), folder.resolve("none"), Duration.ZERO);

        assertThat(Judge.judge(trial, evidence).verdict()).isEqualTo(Verdict.NO_BOOT);
    }

    @Test
    void aGuestThatPrintsWithoutEndHangs() throws Exception {
        Path console = folder.resolve("console.log");
        Files.writeString(console, resource("hw-params-prompt.log"));
        enlarge(console);

        assertHung(console, "the guest printed more than the limit of 64 MiB");
    }

    @Test
    void aGuestThatPrintsLinesWithoutEndHangs() throws Exception {
        Path console = folder.resolve("console.log");
        Files.writeString(console, resource("hw-params-prompt.log") + "\n".repeat(1_000_000));

        assertHung(console, "the guest printed more than the limit of 1000000 lines");
    }

    @Test
    void aKernelThatReportsWithoutEndHangs() throws Exception {
        Path console = folder.resolve("console.log");
        String reports = IntStream.range(0, 10_001)
                .mapToObj(number -> "[    9.000000] BUG: " + (number % 2 == 0 ? "first" : "second") + "\n")
                .collect(Collectors.joining());
        Files.writeString(console, resource("hw-params-prompt.log") + reports);

        assertHung(console, "the kernel reported more than the limit of 10000 reports");
    }

    @Test
    void aGuestThatPlaysWithoutEndHangs() throws Exception {
        Path console = folder.resolve("console.log");
        Files.writeString(console, resource("hw-params-prompt.log"));
        Files.writeString(files.capturedWords(0), "RIFF");
        enlarge(files.capturedWords(0));

        assertHung(console, "the guest played more than the limit of 256 MiB");
    }

    private static void enlarge(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(3L << 30);
        }
    }

    private void assertHung(Path console, String reason) throws Exception {
        Trial trial = trial("hw-params", "prompt");
        EvidenceReader reader = reader(trial);
        Evidence evidence = reader.read(RESET, observations(), console, TestTranscript.write(console), Duration.ZERO);

        Judgement judgement = Judge.judge(trial, evidence);
        assertThat(judgement.verdict()).isEqualTo(Verdict.HUNG);
        assertThat(judgement.findings()).contains(new Judgement.Finding(Verdict.HUNG, reason));
    }

    private Evidence read(Trial trial, String console, int[] words) throws Exception {
        Captures.ofWords(44100, 2, words).write(files.capturedWords(0));
        return evidence(trial, console);
    }

    private Evidence evidence(Trial trial, String console) throws Exception {
        Path log = folder.resolve("console.log");
        try (InputStream in = Objects.requireNonNull(EvidenceReaderTest.class.getResourceAsStream(console))) {
            Files.write(log, in.readAllBytes());
        }
        EvidenceReader reader = reader(trial);
        return reader.read(RESET, observations(), log, TestTranscript.write(log), Duration.ofSeconds(3));
    }

    private static DeviceObservations observations() {
        return new DeviceObservations(List.of(devices()), List.of(), Map.of(), List.of());
    }

    private static DeviceEvidence devices() {
        AudioInfoframe infoframe = AudioInfoframe.of("84010a7001000000000000000000");
        return new DeviceEvidence(
                new DeviceEvidence.FifoEvidence(1, 176_416, 2_951_682_608L, 4_951_800_000L, 0, 0, 1, 0, "samples"),
                new DeviceEvidence.InfoframeEvidence(infoframe, 0, 0, List.of(), 0),
                List.of());
    }

    private static Trial trial(String candidate, String profile) throws IOException, UnknownNameException {
        Case vc4 = new CaseRepository(TestLab.HOME.resolve("patches"), Faults.read(TestLab.HOME)).read(TestLab.CASE);
        return vc4.trials(vc4.candidate(candidate)).stream()
                .filter(trial -> trial.profile().name().equals(profile))
                .findFirst()
                .orElseThrow();
    }

    private static int[] played() {
        return Iec958Test.packed(TONE, 0);
    }

    private static short[] tone() {
        short[] samples = new short[8820];
        for (int i = 2; i < samples.length; i++) {
            samples[i] = (short) (i * 31);
        }
        return samples;
    }
}
