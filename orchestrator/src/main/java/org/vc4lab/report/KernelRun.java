// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.explore.ExplorationSummary;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.PlannedTrial.TrialAxes;
import org.vc4lab.matrix.TrialRecord;
import org.vc4lab.report.VerifyDocument.CandidateEntry;
import org.vc4lab.report.VerifyDocument.ReportEntry;
import org.vc4lab.report.VerifyDocument.TrialEntry;
import org.vc4lab.source.Sha256;

/**
 * A kernel and its trials, as {@link KcidbReport} needs them from {@code verify} and {@code matrix}.
 *
 * @param name of its sources, without folders of this machine
 * @param commit of a git tree; empty for a release
 * @param patchsetHash of KCIDB; empty if the patches are unknown
 * @param verdict the worst, or why there is no trial
 * @param reason why there is no trial
 */
public record KernelRun(
        String caseName,
        String name,
        String config,
        Optional<String> commit,
        Optional<String> patchsetHash,
        Verdict verdict,
        Optional<String> reason,
        List<TrialRun> trials) {
    public KernelRun {
        trials = List.copyOf(trials);
    }

    /**
     * A trial, or what other schedules of one show.
     *
     * @param explored what was explored; empty if this is a trial
     */
    public record TrialRun(
            String scenario,
            String profile,
            List<String> faults,
            Verdict verdict,
            List<Finding> findings,
            List<ReportEntry> reports,
            long wallMillis,
            List<String> explored) {
        public TrialRun {
            explored = List.copyOf(explored);
        }
    }

    /**
     * The kernels of {@code verify}.
     *
     * @param kernels by candidate
     */
    public static List<KernelRun> of(VerifyDocument document, Map<String, KernelSpec> kernels) {
        List<KernelRun> runs = new ArrayList<>();
        for (CandidateEntry candidate : document.results()) {
            Optional<KernelSpec> kernel = Optional.ofNullable(kernels.get(candidate.candidate()));
            runs.add(new KernelRun(
                    document.caseName(),
                    kernel.map(spec -> describe(spec.source()) + " with ").orElse("") + candidate.candidate(),
                    kernel.map(KernelSpec::config).orElse(""),
                    kernel.flatMap(spec -> commit(spec.source())),
                    kernel.map(KernelRun::patchsetHash),
                    candidate.verdict(),
                    candidate.reason(),
                    Stream.concat(
                                    candidate.trials().stream().map(KernelRun::trial),
                                    candidate.trials().stream()
                                            .flatMap(trial -> trial.explored().stream())
                                            .flatMap(KernelRun::explored))
                            .toList()));
        }
        return runs;
    }

    private static TrialRun trial(TrialEntry trial) {
        return new TrialRun(
                trial.scenario(),
                trial.profile(),
                trial.faults(),
                trial.verdict(),
                trial.findings(),
                trial.reports(),
                trial.wallMillis(),
                List.of());
    }

    /** Empty if no schedule was tried. */
    private static Stream<TrialRun> explored(ExploreDocument explored) {
        return explored.verdict().stream()
                .map(verdict -> new TrialRun(
                        explored.scenario(),
                        explored.profile(),
                        explored.faults(),
                        verdict,
                        explored.findings().stream()
                                .flatMap(result -> result.findings().stream())
                                .toList(),
                        List.of(),
                        0,
                        explored.summary().lines()));
    }

    /**
     * The kernels of {@code matrix}.
     *
     * @param patchsets {@link #patchsetHash} by {@link TrialAxes#kernelName}, such as
     *     {@code 5.10.223/armv7l-lockdep/base}
     */
    public static List<KernelRun> of(MatrixDocument document, Map<String, String> patchsets) {
        Map<String, List<TrialRecord>> byKernel = document.results().stream()
                .collect(Collectors.groupingBy(
                        record -> record.axes().kernelName(), LinkedHashMap::new, Collectors.toList()));
        List<KernelRun> runs = new ArrayList<>();
        byKernel.forEach((name, records) -> {
            TrialRecord first = records.get(0);
            runs.add(new KernelRun(
                    first.axes().otherCase().orElse(document.plan().caseName()),
                    "release " + first.axes().kernel() + " with " + first.axes().candidate(),
                    first.axes().config(),
                    Optional.empty(),
                    Optional.ofNullable(patchsets.get(name)).filter(hash -> hash.matches("(?:[0-9a-f]{64})?")),
                    records.stream()
                            .map(TrialRecord::verdict)
                            .max(Verdict::compareTo)
                            .orElse(Verdict.INFRA),
                    first.outcome().reason(),
                    records.stream()
                            .filter(record -> record.inputs().isPresent())
                            .map(KernelRun::trial)
                            .toList()));
        });
        return runs;
    }

    private static TrialRun trial(TrialRecord record) {
        return new TrialRun(
                record.axes().scenario(),
                record.axes().profile(),
                record.axes().faults(),
                record.verdict(),
                record.outcome().findings(),
                record.observations().reports().stream()
                        .map(VerifyDocument::report)
                        .toList(),
                record.provenance().wallMillis(),
                record.explored().map(ExplorationSummary::lines).orElse(List.of()));
    }

    private static String describe(KernelSource source) {
        return source instanceof KernelSource.GitRevision revision ? "commit " + revision.commit() : source.toString();
    }

    static Optional<String> commit(KernelSource source) {
        return source instanceof KernelSource.GitRevision revision
                ? Optional.of(revision.commit()).filter(commit -> commit.matches("[0-9a-f]{40}"))
                : Optional.empty();
    }

    /** The hash of the hashes of all patches, one a line; the empty string without patches. */
    public static String patchsetHash(KernelSpec kernel) {
        String hashes = kernel.patches().stream()
                .flatMap(series -> series.patches().stream())
                .map(patch -> Sha256.of(patch.diff().getBytes(StandardCharsets.ISO_8859_1)) + "\n")
                .collect(Collectors.joining());
        return hashes.isEmpty() ? "" : Sha256.of(hashes);
    }
}
