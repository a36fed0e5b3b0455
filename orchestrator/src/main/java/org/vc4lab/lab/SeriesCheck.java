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
import org.vc4lab.build.CompilerWarning;
import org.vc4lab.build.KernelBuild;
import org.vc4lab.build.KernelSpec;
import org.vc4lab.build.Progress;
import org.vc4lab.build.Workshop;
import org.vc4lab.lab.CheckResult.Step;
import org.vc4lab.lab.CheckResult.WarningChanges;
import org.vc4lab.patch.Fit;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.Series;

/** Tries a series patch by patch: each kernel that it makes on the way, against the one before. */
public final class SeriesCheck {
    private final Workshop workshop;
    private final TrialRunner runner;
    private final Progress progress;
    private final int sideBySide;

    public SeriesCheck(Workshop workshop, TrialRunner runner, Progress progress, int sideBySide) {
        this.workshop = workshop;
        this.runner = runner;
        this.progress = progress;
        this.sideBySide = sideBySide;
    }

    /**
     * What is checked.
     *
     * @param candidate what the series is to the case: its scenario counts where the plan names none
     * @param ground what the series stands on
     */
    public record Subject(Candidate candidate, KernelSpec ground, Series series) {}

    /** Tries as many patches as apply. */
    public CheckResult run(Case ofCase, Subject subject, Plan plan, Path folder)
            throws IOException, InterruptedException {
        Series series = subject.series();
        KernelSpec ground = subject.ground();
        List<Fit> fits = workshop.fits(ground, series);
        boolean groundFails = fits.size() != series.patches().size()
                || (!fits.isEmpty()
                        && !fits.get(0).patch().equals(series.patches().get(0).name()));
        if (groundFails) {
            return new CheckResult(ofCase, series.name(), List.of(untried(0, fits.get(0))));
        }
        int applying = (int) fits.stream().filter(Fit.Applies.class::isInstance).count();
        Map<String, KernelSpec> kernels = kernels(ground, series, applying);
        List<Candidate> candidates = kernels.keySet().stream()
                .map(name -> new Candidate(
                        name, Optional.empty(), subject.candidate().scenario(), Map.of()))
                .toList();
        List<CandidateResult> results = new Verification(workshop, Ground.of(kernels), runner, progress, sideBySide)
                .run(ofCase, candidates, plan, folder);
        List<Step> steps = new ArrayList<>(compared(series, fits, results, List.copyOf(kernels.values())));
        for (int i = applying; i < fits.size(); i++) {
            steps.add(untried(i + 1, fits.get(i)));
        }
        return new CheckResult(ofCase, series.name(), steps);
    }

    private static Step untried(int number, Fit fit) {
        return new Step(number, fit.patch(), Optional.of(fit), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** By names for candidates and folders: "0-ground", "1-drm-vc4-hdmi-…". */
    private static Map<String, KernelSpec> kernels(KernelSpec ground, Series series, int applying) {
        Map<String, KernelSpec> kernels = new LinkedHashMap<>();
        for (int count = 0; count <= applying; count++) {
            String name = count == 0
                    ? "0-ground"
                    : count + "-" + plain(series.patches().get(count - 1).subject());
            Series first = new Series(
                    series.name() + " " + count + "/" + series.patches().size(),
                    series.patches().subList(0, count));
            List<Series> patches =
                    Stream.concat(ground.patches().stream(), Stream.of(first)).toList();
            kernels.put(name, new KernelSpec(ground.source(), ground.config(), patches));
        }
        return kernels;
    }

    private static String plain(String subject) {
        String name = subject.replaceAll("[^A-Za-z0-9.]+", "-");
        return name.substring(0, Math.min(name.length(), 60));
    }

    private List<Step> compared(Series series, List<Fit> fits, List<CandidateResult> results, List<KernelSpec> kernels)
            throws IOException, InterruptedException {
        List<Step> steps = new ArrayList<>();
        Optional<CandidateResult> before = Optional.empty();
        Optional<List<CompilerWarning>> warned = Optional.empty();
        for (int i = 0; i < results.size(); i++) {
            CandidateResult result = results.get(i);
            Optional<List<CompilerWarning>> warnings =
                    result.trials().isEmpty() ? Optional.empty() : warnings(kernels.get(i));
            Optional<CandidateResult> other = before;
            boolean tells = ReportChanges.tells(result);
            steps.add(new Step(
                    i,
                    i == 0 ? "what the series stands on" : name(series.patches().get(i - 1)),
                    i == 0 ? Optional.empty() : Optional.of(fits.get(i - 1)),
                    Optional.of(result),
                    changes(warned, warnings),
                    tells ? other.map(last -> ReportChanges.between(last, result)) : Optional.empty()));
            before = tells ? Optional.of(result) : before;
            warned = warnings.isPresent() ? warnings : warned;
        }
        return steps;
    }

    private static String name(Patch patch) {
        return patch.subject();
    }

    private static Optional<WarningChanges> changes(
            Optional<List<CompilerWarning>> before, Optional<List<CompilerWarning>> after) {
        return before.isPresent() && after.isPresent()
                ? Optional.of(WarningChanges.between(before.get(), after.get()))
                : Optional.empty();
    }

    /** The kernel is in the store, from which it is only taken. */
    private Optional<List<CompilerWarning>> warnings(KernelSpec spec) throws IOException, InterruptedException {
        return workshop.kernel(spec) instanceof KernelBuild.Built built
                ? workshop.warnings(built.kernel())
                : Optional.empty();
    }
}
