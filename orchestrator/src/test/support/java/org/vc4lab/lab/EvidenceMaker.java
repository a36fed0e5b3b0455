// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.vc4lab.guest.RunProfile;
import org.vc4lab.kernellog.Kind;

/** Evidence of a trial where all is well, to be spoilt by tests. */
final class EvidenceMaker {
    static final SeenReport W1 = report(Phase.SCENARIO, Kind.ATOMIC_SLEEP, "BUG: sleeping function in squeak", "W1");
    static final SeenReport W2 = report(Phase.SCENARIO, Kind.ATOMIC_SLEEP, "BUG: sleeping function in mutex", "W2");
    static final SeenReport SCHEDULING =
            report(Phase.SCENARIO, Kind.ATOMIC_SLEEP, "BUG: scheduling while atomic in squeak", "");
    static final SeenReport LOCK_STATE = report(Phase.SCENARIO, Kind.LOCKDEP, "inconsistent lock state in squeak", "");
    static final SeenReport KASAN = report(Phase.SCENARIO, Kind.KASAN, "KASAN: use-after-free Read in squeak", "");
    static final SeenReport PANIC = report(Phase.SCENARIO, Kind.PANIC, "kernel panic: Attempted to kill init!", "");

    private static final Duration NEVER = Duration.ofSeconds(2);
    static final Optional<AudioResult> TONE =
            Optional.of(new AudioResult(44100, 2, 176_400, 176_400, 9, Optional.empty()));
    private static final long BEGIN = 100;
    private static final long END = 200;
    private static final long CANARY_BEGIN = 300;
    private static final long CANARY_END = 400;

    private RunProfile runProfile = RunProfile.DETERMINISTIC;
    private final List<Canary> checks = new ArrayList<>(List.of(Canary.ATOMIC_SLEEP, Canary.LOCK_ORDER));
    private Ending ending = new Ending(Ending.Kind.SHUTDOWN, "guest-reset");
    private boolean booted = true;
    private boolean done = true;
    private Optional<String> fatal = Optional.empty();
    private boolean messagesLost;
    private OptionalInt status = OptionalInt.of(0);
    private boolean scenarioEnded = true;
    private OptionalInt canaryStatus = OptionalInt.of(0);
    private boolean canaryBegun = true;
    private final Map<String, Long> measures = new HashMap<>(
            Map.of("irqsoff_max_us", 300L, "dma_irqs", 16L, "tainted", 0L, "debug_locks", 1L, "lockdep_off", 0L));
    private final List<SeenReport> reports = new ArrayList<>();
    private long streams = 1;
    private long words = 176_416;
    private long underruns;
    private long overruns;
    private long captureFiles = 1;
    private long captureLost;
    private String infoframe = "84010a7001000000000000000000";
    private Duration infoframeLate = Duration.ZERO;
    private Optional<Duration> infoframeWithout = Optional.empty();
    private final List<String> violations = new ArrayList<>();
    private boolean devicesSeen = true;
    private Optional<AudioResult> audio = TONE;

    private final List<SeenMessage> messages = new ArrayList<>();
    private final List<OutputEvidence> others = new ArrayList<>();
    private final List<SeenChange> changes = new ArrayList<>();

    EvidenceMaker() {
        reports.add(canary(Kind.ATOMIC_SLEEP, "canary_atomic_sleep"));
        reports.add(canary(Kind.LOCKDEP, "canary_lock_order"));
    }

    static SeenReport report(Phase phase, Kind kind, String title, String name) {
        Optional<String> named = name.isEmpty() ? Optional.empty() : Optional.of(name);
        return new SeenReport(
                phase, kind, title, title, named, Optional.empty(), List.of("squeak"), 1, false, false, 120, 130);
    }

    private static SeenReport canary(Kind kind, String function) {
        return new SeenReport(
                Phase.CANARY,
                kind,
                function,
                function,
                Optional.empty(),
                Optional.empty(),
                List.of(function),
                1,
                false,
                true,
                310,
                320);
    }

    /** A kernel with KASAN. */
    EvidenceMaker kasan() {
        checks.add(Canary.USE_AFTER_FREE);
        return with(canary(Kind.KASAN, "canary_use_after_free"));
    }

    /** A kernel that checks nothing and cannot measure how long interrupts are off. */
    EvidenceMaker plain() {
        checks.clear();
        reports.removeIf(SeenReport::canary);
        for (Measure measure : List.of(Measure.IRQS_OFF, Measure.DEBUG_LOCKS, Measure.LOCKDEP_OFF)) {
            measures.remove(measure.key());
        }
        return this;
    }

    EvidenceMaker with(SeenReport report) {
        reports.add(report);
        return this;
    }

    EvidenceMaker withoutCanary(String function) {
        return without(report -> report.calls(function));
    }

    private EvidenceMaker without(Predicate<SeenReport> which) {
        reports.removeIf(which);
        return this;
    }

    EvidenceMaker measured(Measure measure, long value) {
        measures.put(measure.key(), value);
        return this;
    }

    EvidenceMaker notMeasured(Measure measure) {
        measures.remove(measure.key());
        return this;
    }

    EvidenceMaker endedBy(Ending.Kind kind) {
        ending = new Ending(kind, "because");
        return this;
    }

    EvidenceMaker status(OptionalInt newStatus) {
        status = newStatus;
        return this;
    }

    /** The console falls silent after a point. */
    EvidenceMaker silentFrom(Phase phase) {
        done = false;
        canaryBegun = canaryBegun && phase == Phase.CANARY;
        canaryStatus = OptionalInt.empty();
        reports.removeIf(report -> report.phase().compareTo(phase) >= 0);
        if (phase.compareTo(Phase.MEASURES) <= 0) {
            measures.clear();
            scenarioEnded = false;
            status = OptionalInt.empty();
        }
        booted = phase != Phase.BOOT;
        return this;
    }

    EvidenceMaker hung() {
        return silentFrom(Phase.SCENARIO).endedBy(Ending.Kind.DEADLINE).noSound();
    }

    EvidenceMaker panicked() {
        return silentFrom(Phase.SCENARIO).noSound().with(PANIC);
    }

    EvidenceMaker noSound() {
        audio = Optional.empty();
        words = 0;
        streams = 0;
        infoframe = "";
        return this;
    }

    EvidenceMaker sounding(String difference) {
        audio = Optional.of(new AudioResult(44100, 2, 176_400, 1000, 0, Optional.of(difference)));
        return this;
    }

    EvidenceMaker infoframe(String hex, Duration late) {
        infoframe = hex;
        infoframeLate = late;
        return this;
    }

    EvidenceMaker infoframeLate(Duration late) {
        return infoframe(infoframe, late);
    }

    /** The longest that a stream played without. */
    EvidenceMaker infoframeWithout(Duration played) {
        infoframeWithout = Optional.of(played);
        return this;
    }

    EvidenceMaker violating(String rule) {
        violations.add(rule);
        return this;
    }

    EvidenceMaker fifo(long under, long over) {
        underruns = under;
        overruns = over;
        return this;
    }

    EvidenceMaker canaryStatus(OptionalInt newStatus) {
        canaryStatus = newStatus;
        return this;
    }

    EvidenceMaker notDone() {
        done = false;
        return this;
    }

    /** The console was silent for a while, and spoke again. */
    EvidenceMaker scenarioEndUntold() {
        scenarioEnded = false;
        return this;
    }

    EvidenceMaker telling(String fatalLine) {
        fatal = Optional.of(fatalLine);
        return this;
    }

    EvidenceMaker droppingMessages() {
        messagesLost = true;
        return this;
    }

    EvidenceMaker freeRunning() {
        runProfile = RunProfile.FREE_RUNNING;
        return this;
    }

    EvidenceMaker captureFiles(long files) {
        captureFiles = files;
        return this;
    }

    EvidenceMaker captureLost(long lostWords) {
        captureLost = lostWords;
        return this;
    }

    EvidenceMaker complaining(Phase phase, String text) {
        messages.add(new SeenMessage(phase, text, 1));
        return this;
    }

    EvidenceMaker changed(SeenChange change) {
        changes.add(change);
        return this;
    }

    EvidenceMaker otherOutput(int card, Optional<AudioResult> sound) {
        others.add(new OutputEvidence(card, devices(), sound));
        return this;
    }

    EvidenceMaker lost() {
        devicesSeen = false;
        return endedBy(Ending.Kind.LOST);
    }

    Evidence make(Trial trial) {
        return new Evidence(
                trial.ofCase().name(),
                trial.candidate().name(),
                trial.scenario().name(),
                trial.profile().name(),
                List.of(),
                runProfile,
                checks,
                ending,
                console(),
                reports,
                trial.ofCase().known(),
                messages,
                devicesSeen ? Optional.of(devices()) : Optional.empty(),
                audio,
                others,
                changes,
                Duration.ofMillis(3456));
    }

    private ConsoleTranscript console() {
        ConsoleTranscript.Section absent = ConsoleTranscript.Section.ABSENT;
        ConsoleTranscript.Section scenario = booted ? absent.begunAt(BEGIN) : absent;
        ConsoleTranscript.Section canary = canaryBegun ? absent.begunAt(CANARY_BEGIN) : absent;
        return new ConsoleTranscript(
                booted,
                List.of("vc4hdmi0", "vc4hdmi1"),
                scenarioEnded ? scenario.endedAt(END, status) : scenario,
                List.of("Playing WAVE"),
                measures,
                List.of("started at: a", "ended at: b"),
                canaryStatus.isPresent() ? canary.endedAt(CANARY_END, canaryStatus) : canary,
                done,
                fatal,
                messagesLost);
    }

    private DeviceEvidence devices() {
        return new DeviceEvidence(
                streams,
                words,
                words > 0 ? 2_000_000_000L : -1,
                words > 0 ? 4_000_000_000L : -1,
                underruns,
                overruns,
                captureFiles,
                captureLost,
                AudioInfoframe.of(infoframe),
                infoframeLate.toNanos(),
                infoframeWithout
                        .orElse(infoframeLate.isNegative() ? NEVER : infoframeLate)
                        .toNanos(),
                violations);
    }
}
