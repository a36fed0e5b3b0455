// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.kernel.CompilerWarning;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.build.store.Progress;
import org.vc4lab.lab.CheckResult.CheckStep;
import org.vc4lab.lab.CheckResult.WarningChanges;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.TrialSelection;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.PatchResult;
import org.vc4lab.patch.Series;

/** Tries a series patch by patch: each kernel that it makes on the way, against the one before. */
public final class SeriesChecker {
    private final BuildService buildService;
    private final TrialRunner runner;
    private final Progress progress;
    private final int parallelism;

    public SeriesChecker(BuildService buildService, TrialRunner runner, Progress progress, int parallelism) {
        this.buildService = buildService;
        this.runner = runner;
        this.progress = progress;
        this.parallelism = parallelism;
    }

    /**
     * What is checked.
     *
     * @param candidate what the series is to the case: its scenario counts where the plan names none
     * @param base what the series stands on
     */
    public record CheckRequest(Candidate candidate, KernelSpec base, Series series) {}

    /** Tries as many patches as apply. */
    public CheckResult run(Case ofCase, CheckRequest request, TrialSelection trialSelection, Path folder)
            throws IOException, InterruptedException {
        Series series = request.series();
        KernelSpec base = request.base();
        List<PatchResult> patchResults = buildService.checkPatches(base, series);
        boolean baseFails = patchResults.size() != series.patches().size()
                || (!patchResults.isEmpty()
                        && !patchResults
                                .get(0)
                                .patch()
                                .equals(series.patches().get(0).name()));
        if (baseFails) {
            return new CheckResult(ofCase, series.name(), List.of(untriedStep(0, patchResults.get(0))));
        }
        int applying = (int) patchResults.stream()
                .filter(PatchResult.Applies.class::isInstance)
                .count();
        Map<String, KernelSpec> kernels = kernelsByName(base, series, applying);
        List<Candidate> candidates = kernels.keySet().stream()
                .map(name -> new Candidate(
                        name, Optional.empty(), request.candidate().scenario(), Map.of()))
                .toList();
        List<CandidateResult> results = new CandidateVerifier(
                        buildService, KernelResolver.of(kernels), runner, progress, parallelism)
                .run(ofCase, candidates, trialSelection, folder);
        List<CheckStep> steps =
                new ArrayList<>(compareSteps(series, patchResults, results, List.copyOf(kernels.values())));
        for (int i = applying; i < patchResults.size(); i++) {
            steps.add(untriedStep(i + 1, patchResults.get(i)));
        }
        return new CheckResult(ofCase, series.name(), steps);
    }

    private static CheckStep untriedStep(int number, PatchResult patchResult) {
        return new CheckStep(
                number,
                patchResult.patch(),
                Optional.of(patchResult),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** By names for candidates and folders: "0-ground", "1-drm-vc4-hdmi-…". */
    private static Map<String, KernelSpec> kernelsByName(KernelSpec base, Series series, int applying) {
        Map<String, KernelSpec> kernels = new LinkedHashMap<>();
        for (int count = 0; count <= applying; count++) {
            String name = count == 0
                    ? "0-ground"
                    : count + "-" + toFileName(series.patches().get(count - 1).subject());
            Series prefix = new Series(
                    series.name() + " " + count + "/" + series.patches().size(),
                    series.patches().subList(0, count));
            List<Series> patches =
                    Stream.concat(base.patches().stream(), Stream.of(prefix)).toList();
            kernels.put(name, new KernelSpec(base.source(), base.config(), patches));
        }
        return kernels;
    }

    private static String toFileName(String subject) {
        String name = subject.replaceAll("[^A-Za-z0-9.]+", "-");
        return name.substring(0, Math.min(name.length(), 60));
    }

    private List<CheckStep> compareSteps(
            Series series, List<PatchResult> patchResults, List<CandidateResult> results, List<KernelSpec> kernels)
            throws IOException, InterruptedException {
        List<CheckStep> steps = new ArrayList<>();
        Optional<CandidateResult> lastComparable = Optional.empty();
        Optional<List<CompilerWarning>> lastWarnings = Optional.empty();
        for (int i = 0; i < results.size(); i++) {
            CandidateResult result = results.get(i);
            Optional<List<CompilerWarning>> warnings =
                    result.trials().isEmpty() ? Optional.empty() : readWarnings(kernels.get(i));
            Optional<CandidateResult> previous = lastComparable;
            boolean comparable = ReportChanges.isComparable(result);
            steps.add(new CheckStep(
                    i,
                    i == 0 ? "what the series stands on" : name(series.patches().get(i - 1)),
                    i == 0 ? Optional.empty() : Optional.of(patchResults.get(i - 1)),
                    Optional.of(result),
                    warningChanges(lastWarnings, warnings),
                    comparable ? previous.map(last -> ReportChanges.between(last, result)) : Optional.empty()));
            lastComparable = comparable ? Optional.of(result) : lastComparable;
            lastWarnings = warnings.isPresent() ? warnings : lastWarnings;
        }
        return steps;
    }

    private static String name(Patch patch) {
        return patch.subject();
    }

    private static Optional<WarningChanges> warningChanges(
            Optional<List<CompilerWarning>> before, Optional<List<CompilerWarning>> after) {
        return before.isPresent() && after.isPresent()
                ? Optional.of(WarningChanges.between(before.get(), after.get()))
                : Optional.empty();
    }

    /** The kernel is in the store, from which it is only taken. */
    private Optional<List<CompilerWarning>> readWarnings(KernelSpec spec) throws IOException, InterruptedException {
        return buildService.buildKernel(spec) instanceof KernelBuild.BuiltKernel builtKernel
                ? buildService.readWarnings(builtKernel.kernel())
                : Optional.empty();
    }
}
