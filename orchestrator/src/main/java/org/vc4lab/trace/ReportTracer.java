// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.lab.BuildArtifacts;
import org.vc4lab.lab.CachingTrialRunner;
import org.vc4lab.lab.LabCode;
import org.vc4lab.lab.TrialReplay;
import org.vc4lab.lab.WitnessedMoment;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.witness.TracedFunctions;
import org.vc4lab.lab.witness.WatchedKernel;
import org.vc4lab.lab.witness.Witness;

/**
 * Finds the calls that led to the first report of a trial: runs it again up to there, with a trace. The store keeps
 * them.
 *
 * @param trialRunner of the trial
 * @param list kernel-configs/trace.yaml
 */
public record ReportTracer(CachingTrialRunner trialRunner, TraceList list) {
    private static final String KIND = "calls";
    private static final String FILE = "calls.json";

    /** The part of a trial before its report that has enough calls in most trials, and few enough for the log. */
    private static final Duration SPAN = Duration.ofMillis(50);

    /** If the usual one has too few. */
    private static final Duration LONG_SPAN = Duration.ofSeconds(2);

    /** If the usual one fills the log. */
    private static final Duration SHORT_SPAN = Duration.ofMillis(2);

    /** The names of functions are those that a kernel has printed. */
    private static final Pattern FUNCTION = Pattern.compile("\\w+");

    /** What reports, and what much else calls as well, which would fill the picture. */
    private static final Pattern REPORTING =
            Pattern.compile("_*might_(sleep|resched|fault)|_*warn_?\\w*|(dump|show|unwind|ret)_\\w+");

    /** A trial with the machine that it ran on. */
    private record TracedReport(Trial trial, BuildArtifacts artifacts, WatchedKernel watched, WitnessedMoment moment) {}

    /**
     * The calls before the first report; empty if the trial has none since its scenario began, or if the witness did
     * not see it.
     *
     * @param folder of the trial
     */
    public Optional<CallsBeforeReport> trace(Trial trial, Evidence evidence, Path folder, BuildArtifacts artifacts)
            throws IOException, InterruptedException {
        Optional<TrialReport> report = evidence.relevantReports().stream()
                .findFirst()
                .filter(first -> first.phase() != Phase.BOOT && WitnessedMoment.isSeen(first.kind()));
        if (report.isEmpty() || trialRunner.runner().snapshots().isEmpty()) {
            return Optional.empty();
        }
        List<String> functions = functionsOf(report.get());
        CacheKey key = trialRunner
                .keyOf(trial, artifacts)
                .addText("tracer", LabCode.running().hashOf("trace"))
                .addText("functions", String.join("\n", functions));
        Path entry = trialRunner.store().<IOException>getOrBuild(KIND, key, newEntry -> {
            Optional<Witness> witness =
                    trialRunner.runner().witnessOf(trial.ofCase(), artifacts.emulator(), artifacts.kernel());
            Optional<WatchedKernel> watched = witness.flatMap(Witness::kernel);
            if (watched.isEmpty()) {
                return;
            }
            Path booted = TrialReplay.of(trialRunner.runner(), trial, artifacts)
                    .booted()
                    .folder();
            Optional<WitnessedMoment> moment = WitnessedMoment.firstOfScenario(
                    report.get().kind(),
                    new TrialFolder(folder).witnessLog(),
                    new TrialFolder(booted).witnessLog(),
                    watched.get().modules());
            if (moment.isPresent()) {
                Optional<CallsBeforeReport> calls =
                        run(new TracedReport(trial, artifacts, watched.get(), moment.get()), functions);
                if (calls.isPresent()) {
                    calls.get().write(newEntry.resolve(FILE));
                }
            }
        });
        Path file = entry.resolve(FILE);
        return Files.exists(file) ? Optional.of(CallsBeforeReport.read(file)) : Optional.empty();
    }

    /** What the lab shows by default, what leads to a report in any driver, and what was on the report's stack. */
    private List<String> functionsOf(TrialReport report) {
        Stream<String> onStack = report.functions().stream()
                .filter(name -> FUNCTION.matcher(name).matches()
                        && !REPORTING.matcher(name).matches());
        return Stream.of(list.functions().stream(), list.beforeReports().stream(), onStack)
                .flatMap(names -> names)
                .distinct()
                .toList();
    }

    /** Runs a trial to its report with a trace of its last part. */
    @FunctionalInterface
    interface SpanTracer {
        CallLog trace(Duration span) throws IOException, InterruptedException;
    }

    private Optional<CallsBeforeReport> run(TracedReport traced, List<String> functions)
            throws IOException, InterruptedException {
        boolean withSpinlocks = HeldSpinlock.areVisible(
                name -> !traced.watched().symbols().addressesOf(name).isEmpty());
        List<String> patterns = new ArrayList<>(functions);
        if (withSpinlocks) {
            patterns.addAll(HeldSpinlock.FUNCTIONS);
        }
        return lastCalls(traced.moment(), withSpinlocks, span -> run(traced, patterns, span));
    }

    /**
     * The calls before a report, for which the trial runs once, or twice if the usual span has too few or too many. Of
     * a log that is full the newest are missing.
     *
     * @return empty if even a short span fills the log
     */
    static Optional<CallsBeforeReport> lastCalls(WitnessedMoment moment, boolean withSpinlocks, SpanTracer tracer)
            throws IOException, InterruptedException {
        Optional<CallsBeforeReport> calls = of(tracer.trace(SPAN), moment, withSpinlocks);
        if (calls.isEmpty()) {
            return of(tracer.trace(SHORT_SPAN), moment, withSpinlocks);
        }
        boolean isEnough = calls.get().calls().size() == CallsBeforeReport.MOST_CALLS;
        return isEnough
                ? calls
                : of(tracer.trace(LONG_SPAN), moment, withSpinlocks).or(() -> calls);
    }

    /** Empty if the log is full. */
    private static Optional<CallsBeforeReport> of(CallLog log, WitnessedMoment moment, boolean withSpinlocks) {
        return log.dropped() > 0 ? Optional.empty() : Optional.of(CallsBeforeReport.of(log, moment, withSpinlocks));
    }

    private CallLog run(TracedReport traced, List<String> patterns, Duration span)
            throws IOException, InterruptedException {
        long atNanos = traced.moment().atNanos();
        TracedFunctions tracedFunctions =
                new TracedFunctions(patterns, Math.max(0, atNanos - span.toNanos()), atNanos + 1);
        Path folder = trialRunner.store().createTempFolder();
        try {
            TrialFolder files = new TrialFolder(folder);
            TrialReplay.of(trialRunner.runner(), traced.trial(), traced.artifacts(), tracedFunctions)
                    .runUntil(Duration.ofNanos(atNanos + 1), files);
            return CallLog.read(files.callLog(), traced.watched()::describeReturnAddress);
        } finally {
            PathUtils.delete(folder);
        }
    }
}
