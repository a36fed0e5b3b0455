// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.vc4lab.explore.ExplorationSummary;
import org.vc4lab.explore.ExplorationSummary.BoundEntry;
import org.vc4lab.explore.ShrunkSchedule;
import org.vc4lab.explore.ShrunkSchedule.ForcedSwitch;
import org.vc4lab.explore.ShrunkSchedule.StoreKeys;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.ObserverSummary;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.TrialReport.ReportOccurrence;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.MatrixPlan.PlanBlock;
import org.vc4lab.matrix.MatrixPlan.PlanFile;
import org.vc4lab.matrix.MatrixPlan.PlanIdentity;
import org.vc4lab.matrix.PlannedTrial.TrialAxes;
import org.vc4lab.matrix.RunDirectory.RunManifest;

/** Nights without a boot. */
public final class MatrixFixtures {
    public static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final String SLEEP = "BUG: sleeping function called from invalid context in vc4_hdmi_stop_packet";
    /** In an id without the name of a case. */
    private static final int AXES = 5;

    public static final String STARTED_AT = "2026-03-01T02:00:00.5Z";

    private MatrixFixtures() {}

    /** The project's own case, with a plan in one block. */
    static MatrixPlan plan(List<String> candidates, List<String> scenarios) throws IOException, PlanException {
        Faults faults = Faults.read(HOME);
        PlanBlock block = new PlanBlock(
                Optional.empty(),
                List.of("5.10.223"),
                List.of("armv7l-lockdep", "arm64-lockdep"),
                candidates,
                scenarios,
                List.of("all"),
                List.of(),
                Optional.empty());
        PlanFile file = new PlanFile("small", "vc4-hdmi-atomic-sleep", List.of(block));
        return MatrixPlan.of(file, new CaseRepository(HOME.resolve("patches"), faults), faults);
    }

    /** A block of a plan file: the kernel 6.1.176 without patches in a case's own scenario. */
    public static String pristineBlock(String caseName, String profile) {
        return """
              - case: %s
                kernels: [6.1.176]
                configs: [armv7l-lockdep]
                candidates: [pristine]
                scenarios: [own]
                profiles: [%s]
                faults: []
            """
                .formatted(caseName, profile);
    }

    /** A trial that shows what is expected of it, or something else, or of which nothing is known. */
    public static TrialRecord trial(
            String id, String inputs, Verdict verdict, Optional<Verdict> expected, String title) {
        List<String> parts = new ArrayList<>(List.of(id.split("/", -1)));
        Optional<String> otherCase = parts.size() > AXES ? Optional.of(parts.remove(0)) : Optional.empty();
        List<TrialReport> reports = verdict == Verdict.REPRODUCED || verdict == Verdict.OTHER_REPORT
                ? List.of(new TrialReport(
                        Phase.SCENARIO,
                        ReportKind.ATOMIC_SLEEP,
                        title,
                        "0011223344556677",
                        Optional.of("W1"),
                        Optional.empty(),
                        List.of("___might_sleep", "vc4_hdmi_stop_packet", "vc4_hdmi_audio_trigger"),
                        new ReportOccurrence(
                                1, false, false, title.equals(SLEEP) ? 119 : 2, title.equals(SLEEP) ? 150 : 3)))
                : List.of();
        return new TrialRecord(
                id,
                new TrialAxes(
                        parts.get(0),
                        parts.get(1),
                        parts.get(2),
                        parts.get(3),
                        parts.get(4),
                        List.of(),
                        Optional.empty(),
                        otherCase),
                verdict == Verdict.INFRA ? Optional.empty() : Optional.of(inputs),
                new TrialRecord.Outcome(
                        verdict,
                        expected,
                        expected.map(verdict::equals),
                        verdict == Verdict.CLEAN ? List.of() : List.of(new Finding(verdict, title))),
                new TrialRecord.Observations(
                        reports,
                        List.of(),
                        List.of(),
                        OptionalLong.of(4700),
                        OptionalLong.empty(),
                        176400,
                        176400,
                        Optional.of(new ObserverSummary(
                                List.of(title), List.of("the canary's sleep"), List.of(), List.of("176400 samples")))),
                Optional.empty(),
                new TrialRecord.Provenance(TrialRecord.Origin.BOOTED, 1, 6400, "here"));
    }

    static TrialRecord trial(String id, Verdict verdict, Verdict expected) {
        return trial(id, "0123", verdict, Optional.of(expected), "it squeaks");
    }

    static RunManifest manifest(int shard, int shardCount, Map<String, Integer> shards) {
        return manifest(shard, shardCount, shards, Optional.of(Map.of("5.10/arm/base", "0123")));
    }

    static RunManifest manifest(
            int shard, int shardCount, Map<String, Integer> shards, Optional<Map<String, String>> patchsets) {
        return new RunManifest(
                new PlanIdentity("nightly", "squeak", "identity"),
                new Shard(shard, shardCount),
                List.copyOf(shards.keySet()),
                shards,
                STARTED_AT,
                false,
                "here",
                patchsets);
    }

    /** A document of these trials and of those that are missing. */
    public static MatrixDocument document(String startedAt, List<TrialRecord> trials, List<String> missing) {
        Map<String, Integer> shards = new LinkedHashMap<>();
        Map<String, TrialRecord> records = new LinkedHashMap<>();
        for (TrialRecord trial : trials) {
            shards.put(trial.id(), 1);
            records.put(trial.id(), trial);
        }
        missing.forEach(id -> shards.put(id, 1));
        RunManifest manifest = manifest(1, 1, shards);
        return MatrixDocument.of(manifest, manifest.trials(), startedAt, records, List.of());
    }

    /** A night with one trial of each kind; the texts of kernels are not to be trusted. */
    public static MatrixDocument documentWithAllKinds(String text) {
        return document(
                STARTED_AT,
                List.of(
                        trial(
                                "5.10/arm/base/play/prompt",
                                "1",
                                Verdict.REPRODUCED,
                                Optional.of(Verdict.REPRODUCED),
                                text),
                        trial("5.10/arm/fix/play/prompt", "2", Verdict.CLEAN, Optional.of(Verdict.CLEAN), text),
                        trial("5.10/arm/broken/play/prompt", "3", Verdict.PANIC, Optional.of(Verdict.CLEAN), text),
                        trial("6.1/arm64/fix/play/prompt", "4", Verdict.INFRA, Optional.of(Verdict.CLEAN), text),
                        trial("6.1/arm64/own/play/prompt", "5", Verdict.LATENCY, Optional.empty(), text)),
                List.of("6.1/arm64/base/play/prompt"));
    }

    /** A kernel without patches that two cases try in scenarios of the same name. */
    public static MatrixDocument documentWithTwoCases() {
        Optional<Verdict> reproduced = Optional.of(Verdict.REPRODUCED);
        return document(
                STARTED_AT,
                List.of(
                        trial("5.10/arm/pristine/play/prompt", "1", Verdict.CLEAN, Optional.of(Verdict.CLEAN), ""),
                        trial("leak/5.10/arm/pristine/play/prompt", "2", Verdict.REPRODUCED, reproduced, "it leaks")),
                List.of());
    }

    /** A trial that another schedule breaks, and one that 500 others leave as it is. */
    public static MatrixDocument documentWithSchedules(String text) {
        ShrunkSchedule shrunk = new ShrunkSchedule(
                "squeak",
                "5.10",
                "arm",
                "fix",
                "play",
                "prompt",
                List.of(),
                new StoreKeys("e1", "k1", "u1"),
                SchedulePolicy.RANDOM,
                2,
                Optional.empty(),
                false,
                List.of(new ForcedSwitch(1_313_000_000L, 1, text)),
                Verdict.HUNG,
                List.of(),
                text + " if CPU0 stops.",
                23,
                true);
        ExplorationSummary broken = new ExplorationSummary(
                SchedulePolicy.RANDOM,
                0,
                false,
                List.of(),
                1,
                Optional.empty(),
                OptionalInt.empty(),
                17,
                Optional.of(Verdict.HUNG),
                1,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of(shrunk));
        ExplorationSummary clean = new ExplorationSummary(
                SchedulePolicy.PCT,
                1,
                true,
                List.of(
                        new TimeWindow(1_534_000_000, 1_584_000_000),
                        new TimeWindow(1_534_000_000, 1_584_000_000, OptionalInt.of(3))),
                1,
                Optional.empty(),
                OptionalInt.empty(),
                500,
                Optional.of(Verdict.CLEAN),
                0,
                312,
                Optional.of(new BoundEntry(2, 4, 500, 0.0005, 0.2212, 5990)),
                Optional.empty(),
                Optional.empty());
        return document(
                STARTED_AT,
                List.of(
                        trial("5.10/arm/fix/play/prompt", "1", Verdict.CLEAN, Optional.of(Verdict.CLEAN), text),
                        explored(Verdict.HUNG, text, "17-random", broken),
                        explored(Verdict.CLEAN, text, "500-pct1-50ms", clean)),
                List.of());
    }

    private static TrialRecord explored(Verdict verdict, String text, String schedules, ExplorationSummary summary) {
        TrialRecord trial = trial("5.10/arm/fix/play/prompt", schedules, verdict, Optional.of(Verdict.CLEAN), text);
        TrialAxes axes = trial.axes();
        return new TrialRecord(
                trial.id() + "/" + schedules,
                new TrialAxes(
                        axes.kernel(),
                        axes.config(),
                        axes.candidate(),
                        axes.scenario(),
                        axes.profile(),
                        axes.faults(),
                        Optional.of(schedules),
                        Optional.empty()),
                trial.inputs(),
                trial.outcome(),
                trial.observations(),
                Optional.of(summary),
                trial.provenance());
    }

    /** How many trials {@link #secondNight} has. */
    public static final int SECOND_NIGHT_TRIALS = 24;

    private static final List<String> CANDIDATES = List.of("base", "hw-params", "busy-wait");

    /** A second night, in which one trial is new and one is fixed. */
    public static NightlyComparison secondNight(Path historyFile) throws IOException {
        String regressed = "5.10.223/armv7l-lockdep/hw-params/storm/slow-packet";
        String fixed = "5.10.223/arm64-lockdep/busy-wait/play/prompt";
        try (ResultHistory history = ResultHistory.open(historyFile)) {
            MatrixDocument first = document("2026-03-01T02:00:00Z", nightTrials(fixed), List.of());
            history.add(first, false);
            MatrixDocument second = document("2026-03-02T02:00:00Z", nightTrials(regressed), List.of());
            return NightlyComparison.of(second, history);
        }
    }

    private static List<TrialRecord> nightTrials(String broken) {
        List<TrialRecord> trials = new ArrayList<>();
        for (String config : List.of("armv7l-lockdep", "arm64-lockdep")) {
            for (String candidate : CANDIDATES) {
                for (String scenario : List.of("play", "storm")) {
                    for (String profile : List.of("prompt", "slow-packet")) {
                        String id = String.join("/", "5.10.223", config, candidate, scenario, profile);
                        Verdict expected = candidate.equals("base") ? Verdict.REPRODUCED : Verdict.CLEAN;
                        Verdict verdict = id.equals(broken) ? Verdict.REPRODUCED : expected;
                        trials.add(trial(id, id + broken, verdict, Optional.of(expected), SLEEP));
                    }
                }
            }
        }
        return trials;
    }
}
