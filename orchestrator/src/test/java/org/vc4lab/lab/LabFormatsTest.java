// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.LongNode;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.Golden;
import org.vc4lab.build.kernel.CompilerWarning;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.exec.Json;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.DeviceEvidence;
import org.vc4lab.guest.DeviceProperty;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.ScheduledChange;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.CheckResult.ReportChanges;
import org.vc4lab.lab.audio.Waveform;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.evidence.EvidenceBuilder;
import org.vc4lab.lab.evidence.EvidenceFile;
import org.vc4lab.lab.judge.Judge;
import org.vc4lab.lab.model.CanaryCheck;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.ConsoleTranscript.GuestMetric;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Evidence.AudioResult;
import org.vc4lab.lab.model.Evidence.DriverMessage;
import org.vc4lab.lab.model.Evidence.HardwareEvidence;
import org.vc4lab.lab.model.Evidence.LogEvidence;
import org.vc4lab.lab.model.Evidence.OutputEvidence;
import org.vc4lab.lab.model.Evidence.Termination;
import org.vc4lab.lab.model.Evidence.TrialSetup;
import org.vc4lab.lab.model.Fault;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.lab.model.WitnessEvidence;
import org.vc4lab.lab.model.WitnessEvidence.AtomicSleep;
import org.vc4lab.lab.model.WitnessEvidence.WitnessPhase;
import org.vc4lab.lab.model.WitnessEvidence.WitnessedCall;
import org.vc4lab.patch.PatchResult;
import org.vc4lab.patch.PatchResult.ClosestMatch;
import org.vc4lab.report.CheckDocument;
import org.vc4lab.report.ReplyContent.TestedSeries;
import org.vc4lab.report.VerifyDocument;

/** The documents that verify and check print, and the evidence of a trial, byte for byte. */
final class LabFormatsTest {
    private final Case squeak = TestCase.get();

    private static final WitnessedCall WARNED =
            new WitnessedCall(WitnessPhase.AFTER_SLEEP, "__warn", List.of("squeak_write"), "aplay", 3);

    @TempDir
    Path folder;

    @Test
    void verifyDocumentKeepsItsBytes() throws Exception {
        StringWriter out = new StringWriter();
        Json.writeDocument(VerifyDocument.of(squeak, results()), out);
        Golden.check("verify.json", out.toString());
    }

    @Test
    void checkDocumentKeepsItsBytes() throws Exception {
        StringWriter out = new StringWriter();
        Json.writeDocument(checked(), out);
        Golden.check("check.json", out.toString());
    }

    @Test
    void theNoteOfAPatchHasItsOwnVerdictOnly() throws Exception {
        KernelSpec kernel = new KernelSpec(new KernelSource.PatchedRelease("5.10"), "arm", List.of());
        List<CheckDocument.StepEntry> steps = checked().steps();
        String note = new TestedSeries(kernel, "squeak", "vc4lab 1", "")
                .checked(steps.get(1))
                .note();

        assertThat(note)
                .startsWith("Verdict of vc4lab: " + steps.get(1).verdict().orElseThrow() + "\n")
                .contains("1 one.patch", "new compiler warning: unused variable")
                .doesNotContain("two.patch", "base:");
    }

    @Test
    void evidenceKeepsItsBytesAndIsReadBack() throws Exception {
        Trial trial = TestCase.trial("base", "prompt");
        Evidence evidence = rich(trial);
        Judgement judgement = Judge.judge(trial, evidence);
        Path file = folder.resolve(TrialFolder.EVIDENCE);
        EvidenceFile.write(file, evidence, judgement);
        Golden.check("evidence/evidence.json", Files.readString(file));

        EvidenceFile read = EvidenceFile.read(Golden.file("evidence"));
        assertThat(read.evidence()).isEqualTo(evidence);
        assertThat(read.judgement()).isEqualTo(judgement);
    }

    @Test
    void evidenceNamesAScheduleThatIsNotTheFixedOne() throws Exception {
        Trial trial = TestCase.trial("base", "prompt").withSchedule(SEED_7);
        Evidence evidence = new EvidenceBuilder().withSchedule(SEED_7).build(trial);
        assertThat(TrialSetup.of(trial, ClockMode.DETERMINISTIC, List.of(), List.of())
                        .schedule())
                .contains(SEED_7);
        Path file = folder.resolve(TrialFolder.EVIDENCE);
        EvidenceFile.write(file, evidence, Judge.judge(trial, evidence));
        assertThat(Json.mapper().readTree(file.toFile()).path("schedule")).hasToString(json(SEED_7));
        assertThat(EvidenceFile.read(folder).evidence()).isEqualTo(evidence);
    }

    @Test
    void evidenceWithoutSoundIsReadBack() throws Exception {
        Trial trial = TestCase.silentTrial("fix");
        Evidence evidence = new EvidenceBuilder()
                .withoutOutputs()
                .withViolation("hvs: rule count=1")
                .withLogLines("squeaked", 2)
                .withCounter("hvs.frames", 7)
                .build(trial);
        EvidenceFile.write(folder.resolve(TrialFolder.EVIDENCE), evidence, Judge.judge(trial, evidence));

        assertThat(EvidenceFile.read(folder).evidence()).isEqualTo(evidence);
    }

    /** A key of the store is made of them: an entry of before is found only as long as they stay. */
    @Test
    void inputsOfATrialKeepTheirBytes() throws Exception {
        Fault fault = new Fault(
                "irq-late",
                "delays the interrupt",
                Fault.ValueType.TIME,
                Map.of("never", LongNode.valueOf(7)),
                "5ms",
                List.of("mai0.irq-late-ns"),
                Fault.Activation.PLAYING);
        Trial plain = TestCase.trial("base", "slow");
        DeviceProperty setting = plain.profile().settings().get(0);
        Scenario scenario = new Scenario(
                "storm",
                List.of("aplay tone.wav"),
                Optional.of(new Scenario.ScenarioAudio(List.of(0, 1), new Scenario.Playback(2, 4410, 16))),
                List.of(new ScheduledChange("mai0", "words-played", 1000, Duration.ofMillis(20), setting)),
                List.of(fault.withValue("2ms")),
                List.of("it hurts"),
                Duration.ofSeconds(24),
                List.of());
        Trial trial = new Trial(
                plain.ofCase(), plain.candidate(), scenario, plain.profile(), List.of(fault.withValue("never")));
        Golden.check("trial-inputs.json", trial.inputs() + "\n");
        Trial explored = trial.withSchedule(SEED_7);
        String inputs = trial.inputs();
        assertThat(explored.inputs()).isEqualTo(inputs.substring(0, inputs.length() - 1) + "," + json(SEED_7) + "]");
        assertThat(explored.folderName()).isEqualTo(trial.folderName() + "-random-7");
    }

    /** A trial with other evidence to show is another trial. */
    @Test
    void inputsOfATrialContainWhatItHasToShow() throws Exception {
        assertThat(TestCase.silentTrial("fix", "{log: enabled, atLeast: 2}").inputs())
                .contains(
                        "\"evidence\":[{\"kind\":\"log\",\"log\":\"enabled\",\"bounds\":{\"atLeast\":2,\"atMost\":null}}]");
    }

    @Test
    void everyConstantInEvidenceKeepsItsName() throws Exception {
        List<String> written = Stream.of(
                        Verdict.values(),
                        Phase.values(),
                        ReportKind.values(),
                        Termination.TerminationKind.values(),
                        CanaryCheck.values(),
                        ClockMode.values(),
                        WitnessPhase.values(),
                        Fault.ValueType.values(),
                        Fault.Activation.values())
                .map(LabFormatsTest::json)
                .toList();
        Golden.check("lab-constants.txt", String.join("\n", written) + "\n");
        for (Verdict verdict : Verdict.values()) {
            assertThat(Json.mapper().readValue(json(verdict), Verdict.class)).isEqualTo(verdict);
        }
        for (ReportKind kind : ReportKind.values()) {
            assertThat(Json.mapper().readValue(json(kind), ReportKind.class)).isEqualTo(kind);
        }
    }

    @Test
    void waveformKeepsItsBytes() throws Exception {
        Waveform wave = new Waveform(0.5, List.of(-7, 0), List.of(0, 9));
        Waveform.Sound sound = new Waveform.Sound(wave, wave);
        Waveform.SoundComparison soundComparison = new Waveform.SoundComparison(sound, Optional.empty());
        Golden.check("waveform.json", json(soundComparison));
        assertThat(Json.mapper()
                        .readValue(Files.readString(Golden.file("waveform.json")), Waveform.SoundComparison.class))
                .isEqualTo(soundComparison);
    }

    private static final Schedule SEED_7 = Schedule.ofSeed(SchedulePolicy.RANDOM, 7, 0, Optional.empty());

    private static String json(Object value) {
        try {
            return Json.mapper().writeValueAsString(value);
        } catch (java.io.IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
    }

    /** Every component has a value. */
    private static Evidence rich(Trial trial) {
        Evidence plain = new EvidenceBuilder()
                .withKasan()
                .with(EvidenceBuilder.W1)
                .with(EvidenceBuilder.LOCK_STATE)
                .withViolation("hdmi0: rule count=1 first-ns=2 pc=3")
                .withMetric(GuestMetric.TAINTED, 512)
                .build(trial);
        DeviceEvidence devices = plain.hardware().devices().orElseThrow();
        return new Evidence(
                new TrialSetup(
                        plain.setup().caseName(),
                        plain.setup().kernel(),
                        plain.setup().config(),
                        plain.setup().candidate(),
                        plain.setup().scenario(),
                        plain.setup().profile(),
                        List.of("irq-late=5ms"),
                        ClockMode.FREE_RUNNING,
                        plain.setup().checks(),
                        plain.setup().kernelNotes(),
                        plain.setup().schedule()),
                new LogEvidence(
                        plain.log().termination(),
                        plain.log().console(),
                        plain.log().reports(),
                        List.of("W2"),
                        List.of(new DriverMessage(Phase.MEASURES, "vc4-drm: it hurts", 3)),
                        Map.of()),
                new HardwareEvidence(
                        plain.hardware().devices(),
                        Optional.of(new AudioResult(44100, 2, 176_400, 1000, 3, Optional.of("frame 7 differs"))),
                        List.of(new OutputEvidence(1, devices, EvidenceBuilder.TONE)),
                        List.of(),
                        Map.of(),
                        List.of(
                                new ScheduledChange.ChangeResult(
                                        "hdmi0.connected = false", OptionalLong.of(5), Optional.empty()),
                                new ScheduledChange.ChangeResult(
                                        "hdmi0.connected = true",
                                        OptionalLong.empty(),
                                        Optional.of("no such property")))),
                Optional.of(new WitnessEvidence(
                        Optional.of("vmlinux has no function schedule"),
                        Optional.of("the witness's log has no end"),
                        List.of(new AtomicSleep(WARNED, Optional.of("W1"), Optional.of("squeak.c:7"), true, 257, 2)),
                        List.of(WARNED),
                        Map.of("squeak_start", 400L, "squeak_stop", 12L),
                        Map.of("squeak_write", 4L, "do_start", 2L),
                        OptionalLong.of(300_000),
                        OptionalLong.empty(),
                        OptionalLong.of(170_000),
                        Optional.empty())),
                Duration.ofMillis(3456));
    }

    static TrialResult result(Trial trial, Evidence evidence) {
        return new TrialResult(trial, evidence, Judge.judge(trial, evidence), Path.of("runs/1", trial.folderName()));
    }

    private List<CandidateResult> results() throws UnknownNameException {
        Candidate base = squeak.candidate("base");
        List<TrialResult> trials = squeak.trials(base).stream()
                .map(trial -> result(trial, rich(trial)))
                .toList();
        return List.of(
                CandidateResult.of(squeak, base, trials),
                CandidateResult.of(
                        squeak,
                        squeak.candidate("fix"),
                        List.of(result(
                                TestCase.trial("fix", "slow"),
                                new EvidenceBuilder().build(trials.get(0).trial())))),
                CandidateResult.withoutTrials(
                        squeak, squeak.candidate(Path.of("my.patch")), Verdict.BUILD_FAILED, "error: x"));
    }

    private CheckDocument checked() throws UnknownNameException {
        CompilerWarning warning = new CompilerWarning("CC a.o", "a.c:7", "unused variable");
        ReportChanges changes = new ReportChanges(
                "0",
                List.of(EvidenceBuilder.W1),
                List.of(EvidenceBuilder.W2),
                List.of(EvidenceBuilder.KASAN),
                List.of());
        ClosestMatch near = new ClosestMatch("a.c", List.of("@@ -1 +1 @@", "-a"), 3, List.of("b"), 1, 2);
        return CheckDocument.of(
                new CheckResult(
                        squeak,
                        "series",
                        List.of(
                                new CheckResult.CheckStep(
                                        0,
                                        "base",
                                        Optional.empty(),
                                        Optional.of(results().get(0)),
                                        Optional.empty(),
                                        Optional.empty()),
                                new CheckResult.CheckStep(
                                        1,
                                        "one.patch",
                                        Optional.of(new PatchResult.Applies(
                                                "one.patch", List.of(new PatchResult.Offset("a.c", 2, -4)))),
                                        Optional.of(results().get(1)),
                                        Optional.of(new CheckResult.WarningChanges(List.of(warning), List.of(warning))),
                                        Optional.of(changes)),
                                new CheckResult.CheckStep(
                                        2,
                                        "two.patch",
                                        Optional.of(new PatchResult.Fails(
                                                "two.patch", "does not apply", OptionalInt.of(1), Optional.of(near))),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty()),
                                new CheckResult.CheckStep(
                                        3,
                                        "three.patch",
                                        Optional.of(new PatchResult.Untried("three.patch")),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty()))),
                List.of());
    }
}
