// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.kernel.CompilerWarning;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.build.store.Progress;
import org.vc4lab.lab.CheckResult.CheckStep;
import org.vc4lab.lab.CheckResult.ReportChanges;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Trial.TrialSelection;
import org.vc4lab.patch.PatchResult;
import org.vc4lab.patch.Series;

/** Tries a series patch by patch, and compares each kernel with the previous one. */
public record SeriesChecker(BuildService buildService, TrialRunner runner, Progress progress, int parallelism) {
    private static final System.Logger LOG = System.getLogger(SeriesChecker.class.getName());

    /**
     * The series to check.
     *
     * @param candidate the series as a candidate of the case: its scenario is run unless others are selected
     * @param base the kernel to which the series is applied
     */
    public record CheckRequest(Candidate candidate, KernelSpec base, Series series) {
        /** With so many of its patches. */
        public KernelSpec kernel(int patches) {
            Series prefix = new Series(
                    series.name() + " " + patches + "/" + series.patches().size(),
                    series.patches().subList(0, patches));
            return base.withForeign(prefix);
        }
    }

    /** Checks the base and the patches up to the first that does not apply. */
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
        LOG.log(
                Level.DEBUG,
                "{0} of {1} patches apply",
                applying,
                series.patches().size());
        Map<String, KernelSpec> kernels = kernelsByName(request, applying);
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

    /** By names of candidates and folders: "0-ground", "1-what-the-first-patch-does". */
    private static Map<String, KernelSpec> kernelsByName(CheckRequest request, int applying) {
        Series series = request.series();
        Map<String, KernelSpec> kernels = new LinkedHashMap<>();
        for (int count = 0; count <= applying; count++) {
            String name = count == 0
                    ? "0-ground"
                    : count + "-" + toFileName(series.patches().get(count - 1).subject());
            kernels.put(name, request.kernel(count));
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
            Optional<List<CompilerWarning>> previousWarnings = lastWarnings;
            Optional<CandidateResult> previous = lastComparable;
            boolean comparable = ReportChanges.isComparable(result);
            steps.add(new CheckStep(
                    i,
                    i == 0
                            ? "what the series stands on"
                            : series.patches().get(i - 1).subject(),
                    i == 0 ? Optional.empty() : Optional.of(patchResults.get(i - 1)),
                    Optional.of(result),
                    previousWarnings.flatMap(
                            before -> warnings.map(after -> CheckResult.WarningChanges.between(before, after))),
                    comparable ? previous.map(last -> ReportChanges.between(last, result)) : Optional.empty()));
            lastComparable = comparable ? Optional.of(result) : lastComparable;
            lastWarnings = warnings.isPresent() ? warnings : lastWarnings;
        }
        return steps;
    }

    /** The kernel has been built, so it comes from the store. */
    private Optional<List<CompilerWarning>> readWarnings(KernelSpec spec) throws IOException, InterruptedException {
        return buildService.buildKernel(spec) instanceof KernelBuild.BuiltKernel builtKernel
                ? builtKernel.kernel().warnings()
                : Optional.empty();
    }
}
