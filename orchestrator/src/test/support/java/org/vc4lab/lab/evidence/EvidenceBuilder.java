// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.vc4lab.guest.AudioInfoframe;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.DeviceEvidence;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.ScheduledChange;
import org.vc4lab.guest.SentInfoframe;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.CanaryCheck;
import org.vc4lab.lab.model.ConsoleTranscript;
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
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.TrialReport.ReportOccurrence;
import org.vc4lab.lab.model.WitnessEvidence;

/** Evidence of a trial where all is well, to be spoilt by tests. */
public final class EvidenceBuilder {
    public static final TrialReport W1 =
            report(Phase.SCENARIO, ReportKind.ATOMIC_SLEEP, "BUG: sleeping function in squeak", "W1");
    public static final TrialReport W2 =
            report(Phase.SCENARIO, ReportKind.ATOMIC_SLEEP, "BUG: sleeping function in mutex", "W2");
    public static final TrialReport SCHEDULING =
            report(Phase.SCENARIO, ReportKind.ATOMIC_SLEEP, "BUG: scheduling while atomic in squeak", "");
    public static final TrialReport LOCK_STATE =
            report(Phase.SCENARIO, ReportKind.LOCKDEP, "inconsistent lock state in squeak", "");
    public static final TrialReport KASAN =
            report(Phase.SCENARIO, ReportKind.KASAN, "KASAN: use-after-free Read in squeak", "");
    public static final TrialReport PANIC =
            report(Phase.SCENARIO, ReportKind.PANIC, "kernel panic: Attempted to kill init!", "");

    private static final Duration NEVER = Duration.ofSeconds(2);
    public static final Optional<AudioResult> TONE =
            Optional.of(new AudioResult(44100, 2, 176_400, 176_400, 9, Optional.empty()));
    private static final long BEGIN = 100;
    private static final long END = 200;
    private static final long CANARY_BEGIN = 300;
    private static final long CANARY_END = 400;

    private ClockMode clockMode = ClockMode.DETERMINISTIC;
    private Optional<Schedule> schedule = Optional.empty();
    private final List<CanaryCheck> checks = new ArrayList<>(List.of(CanaryCheck.ATOMIC_SLEEP, CanaryCheck.LOCK_ORDER));
    private Termination termination = new Termination(Termination.TerminationKind.SHUTDOWN, "guest-reset");
    private boolean booted = true;
    private boolean done = true;
    private Optional<String> fatal = Optional.empty();
    private boolean messagesLost;
    private final List<String> forgedLines = new ArrayList<>();
    private final List<String> missingLines = new ArrayList<>();
    private OptionalInt status = OptionalInt.of(0);
    private boolean scenarioEnded = true;
    private OptionalInt canaryStatus = OptionalInt.of(0);
    private boolean canaryHasBegun = true;
    private final Map<String, Long> metrics = new HashMap<>(
            Map.of("irqsoff_max_us", 300L, "dma_irqs", 16L, "tainted", 0L, "debug_locks", 1L, "lockdep_off", 0L));
    private final List<TrialReport> reports = new ArrayList<>();
    private long streams = 1;
    private long words = 176_416;
    private long underruns;
    private long overruns;
    private long captureFiles = 1;
    private long captureLost;
    private String packets = "samples";
    private String infoframe = "84010a7001000000000000000000";
    private Duration infoframeLate = Duration.ZERO;
    private Optional<Duration> infoframeWithout = Optional.empty();
    private final List<String> violations = new ArrayList<>();
    private boolean devicesReadable = true;
    private boolean outputsRead = true;
    private Optional<AudioResult> audio = TONE;

    private final List<DriverMessage> messages = new ArrayList<>();
    private final List<OutputEvidence> otherOutputs = new ArrayList<>();
    private final List<ScheduledChange.ChangeResult> changes = new ArrayList<>();
    private final List<String> output = new ArrayList<>(List.of("Playing WAVE"));
    private final Map<String, Integer> lineCounts = new HashMap<>();
    private final Map<String, Long> counters = new HashMap<>();
    private Optional<WitnessEvidence> witness = Optional.empty();

    public EvidenceBuilder() {
        reports.add(canaryReport(ReportKind.ATOMIC_SLEEP, "canary_atomic_sleep"));
        reports.add(canaryReport(ReportKind.LOCKDEP, "canary_lock_order"));
    }

    public static TrialReport report(Phase phase, ReportKind kind, String title, String name) {
        Optional<String> patternName = name.isEmpty() ? Optional.empty() : Optional.of(name);
        return new TrialReport(
                phase,
                kind,
                title,
                title,
                patternName,
                Optional.empty(),
                List.of("squeak"),
                new ReportOccurrence(1, false, false, 120, 130));
    }

    private static TrialReport canaryReport(ReportKind kind, String function) {
        return new TrialReport(
                Phase.CANARY,
                kind,
                function,
                function,
                Optional.empty(),
                Optional.empty(),
                List.of(function),
                new ReportOccurrence(1, false, true, 310, 320));
    }

    /** A kernel with KASAN. */
    public EvidenceBuilder withKasan() {
        checks.add(CanaryCheck.USE_AFTER_FREE);
        return with(canaryReport(ReportKind.KASAN, "canary_use_after_free"));
    }

    /** A kernel that checks nothing and cannot measure how long interrupts are off. */
    public EvidenceBuilder withoutChecks() {
        checks.clear();
        reports.removeIf(report -> report.occurrence().fromCanary());
        for (GuestMetric metric : List.of(GuestMetric.IRQS_OFF, GuestMetric.DEBUG_LOCKS, GuestMetric.LOCKDEP_OFF)) {
            metrics.remove(metric.key());
        }
        return this;
    }

    public EvidenceBuilder with(TrialReport report) {
        reports.add(report);
        return this;
    }

    public EvidenceBuilder withoutCanary(String function) {
        return without(report -> report.functions().contains(function));
    }

    private EvidenceBuilder without(Predicate<TrialReport> which) {
        reports.removeIf(which);
        return this;
    }

    public EvidenceBuilder withMetric(GuestMetric metric, long value) {
        metrics.put(metric.key(), value);
        return this;
    }

    public EvidenceBuilder withoutMetric(GuestMetric metric) {
        metrics.remove(metric.key());
        return this;
    }

    public EvidenceBuilder withTermination(Termination.TerminationKind kind) {
        termination = new Termination(kind, "because");
        return this;
    }

    public EvidenceBuilder withStatus(OptionalInt newStatus) {
        status = newStatus;
        return this;
    }

    /** The console falls silent after a point. */
    public EvidenceBuilder withSilenceFrom(Phase phase) {
        done = false;
        canaryHasBegun = canaryHasBegun && phase == Phase.CANARY;
        canaryStatus = OptionalInt.empty();
        reports.removeIf(report -> report.phase().compareTo(phase) >= 0);
        if (phase.compareTo(Phase.MEASURES) <= 0) {
            metrics.clear();
            scenarioEnded = false;
            status = OptionalInt.empty();
        }
        booted = phase != Phase.BOOT;
        return this;
    }

    public EvidenceBuilder withHang() {
        return withSilenceFrom(Phase.SCENARIO)
                .withTermination(Termination.TerminationKind.DEADLINE)
                .withoutSound();
    }

    public EvidenceBuilder withPanic() {
        return withSilenceFrom(Phase.SCENARIO).withoutSound().with(PANIC);
    }

    public EvidenceBuilder withoutSound() {
        audio = Optional.empty();
        words = 0;
        streams = 0;
        infoframe = "";
        return this;
    }

    /** A scenario that captures no sound. */
    public EvidenceBuilder withoutOutputs() {
        outputsRead = false;
        return withoutSound();
    }

    public EvidenceBuilder withAudioDifference(String difference) {
        audio = Optional.of(new AudioResult(44100, 2, 176_400, 1000, 0, Optional.of(difference)));
        return this;
    }

    public EvidenceBuilder withInfoframe(String hex, Duration late) {
        infoframe = hex;
        infoframeLate = late;
        return this;
    }

    public EvidenceBuilder withInfoframeLate(Duration late) {
        return withInfoframe(infoframe, late);
    }

    /** The longest that a stream played without. */
    public EvidenceBuilder withTimeWithoutInfoframe(Duration played) {
        infoframeWithout = Optional.of(played);
        return this;
    }

    public EvidenceBuilder withViolation(String rule) {
        violations.add(rule);
        return this;
    }

    public EvidenceBuilder withFifoErrors(long under, long over) {
        underruns = under;
        overruns = over;
        return this;
    }

    public EvidenceBuilder withPackets(String kind) {
        packets = kind;
        return this;
    }

    public EvidenceBuilder withCanaryStatus(OptionalInt newStatus) {
        canaryStatus = newStatus;
        return this;
    }

    public EvidenceBuilder withoutEnd() {
        done = false;
        return this;
    }

    /** The console was silent for a while, and spoke again. */
    public EvidenceBuilder withoutScenarioEnd() {
        scenarioEnded = false;
        return this;
    }

    public EvidenceBuilder withFatalLine(String fatalLine) {
        fatal = Optional.of(fatalLine);
        return this;
    }

    public EvidenceBuilder withLostMessages() {
        messagesLost = true;
        return this;
    }

    public EvidenceBuilder withForgedLine(String line) {
        forgedLines.add(line);
        return this;
    }

    public EvidenceBuilder withMissingLine(String line) {
        missingLines.add(line);
        return this;
    }

    public EvidenceBuilder withFreeRunningClock() {
        clockMode = ClockMode.FREE_RUNNING;
        return this;
    }

    public EvidenceBuilder withCaptureFiles(long files) {
        captureFiles = files;
        return this;
    }

    public EvidenceBuilder withCaptureLost(long lostWords) {
        captureLost = lostWords;
        return this;
    }

    public EvidenceBuilder withOutput(String... lines) {
        output.clear();
        output.addAll(List.of(lines));
        return this;
    }

    public EvidenceBuilder withLogLines(String words, int lines) {
        lineCounts.put(words, lines);
        return this;
    }

    public EvidenceBuilder withCounter(String name, long value) {
        counters.put(name, value);
        return this;
    }

    public EvidenceBuilder withDriverMessage(Phase phase, String text) {
        messages.add(new DriverMessage(phase, text, 1));
        return this;
    }

    public EvidenceBuilder withChange(ScheduledChange.ChangeResult change) {
        changes.add(change);
        return this;
    }

    public EvidenceBuilder with(WitnessEvidence newWitness) {
        witness = Optional.of(newWitness);
        return this;
    }

    public EvidenceBuilder withOtherOutput(int card, Optional<AudioResult> sound) {
        otherOutputs.add(new OutputEvidence(card, devices(), sound));
        return this;
    }

    public EvidenceBuilder withLostMachine() {
        devicesReadable = false;
        return withTermination(Termination.TerminationKind.LOST);
    }

    public EvidenceBuilder withSchedule(Schedule explored) {
        schedule = Optional.of(explored);
        return this;
    }

    public Evidence build(Trial trial) {
        return new Evidence(
                new TrialSetup(
                        trial.ofCase().name(),
                        Optional.of(trial.ofCase().kernel()),
                        Optional.of(trial.ofCase().config()),
                        trial.candidate().name(),
                        trial.scenario().name(),
                        trial.profile().name(),
                        List.of(),
                        clockMode,
                        checks,
                        List.of(),
                        schedule),
                new LogEvidence(
                        termination,
                        console(),
                        reports,
                        trial.ofCase().reports().known(),
                        messages,
                        lineCounts),
                new HardwareEvidence(
                        devicesReadable && outputsRead ? Optional.of(devices()) : Optional.empty(),
                        audio,
                        otherOutputs,
                        outputsRead ? List.of() : violations,
                        counters,
                        changes),
                witness,
                Duration.ofMillis(3456));
    }

    private ConsoleTranscript console() {
        ConsoleTranscript.LogSection absent = ConsoleTranscript.LogSection.ABSENT;
        ConsoleTranscript.LogSection scenario = booted ? absent.withBegin(BEGIN) : absent;
        ConsoleTranscript.LogSection canary = canaryHasBegun ? absent.withBegin(CANARY_BEGIN) : absent;
        return new ConsoleTranscript(
                booted,
                List.of("vc4hdmi0", "vc4hdmi1"),
                scenarioEnded ? scenario.withEnd(END, status) : scenario,
                new ConsoleTranscript.InitOutput(output, metrics, List.of("started at: a", "ended at: b")),
                canaryStatus.isPresent() ? canary.withEnd(CANARY_END, canaryStatus) : canary,
                done,
                fatal,
                messagesLost,
                new ConsoleTranscript.Discrepancies(forgedLines, missingLines));
    }

    private DeviceEvidence devices() {
        return new DeviceEvidence(
                new DeviceEvidence.FifoEvidence(
                        streams,
                        words,
                        words > 0 ? 2_000_000_000L : -1,
                        words > 0 ? 4_000_000_000L : -1,
                        underruns,
                        overruns,
                        captureFiles,
                        captureLost,
                        packets),
                new DeviceEvidence.InfoframeEvidence(
                        AudioInfoframe.of(infoframe),
                        infoframeLate.toNanos(),
                        infoframeWithout
                                .orElse(infoframeLate.isNegative() ? NEVER : infoframeLate)
                                .toNanos(),
                        List.of(new SentInfoframe(
                                "audio", "valid", 1, 1_900_000_000L, 1_900_000_000L, "84010a7001" + "00".repeat(26))),
                        0),
                violations);
    }
}
