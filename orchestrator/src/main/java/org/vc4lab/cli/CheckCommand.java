// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.CandidateResolver.CheckedSeries;
import org.vc4lab.cli.ExtraSchedulesOptions.ExtraTrials;
import org.vc4lab.cli.ReplyOptions.ReplyDraft;
import org.vc4lab.cli.ReplyOptions.ReplySubject;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.Json;
import org.vc4lab.explore.Exploration;
import org.vc4lab.explore.ExplorationPlan;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.CheckResult;
import org.vc4lab.lab.CheckResult.CheckStep;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.SeriesChecker;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.report.CheckDocument;
import org.vc4lab.report.ReplyContent.TestedSeries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tests a series patch by patch. */
@Command(
        name = "check",
        description = {
            "Tests a series patch by patch: whether each applies with git am, builds without new",
            "compiler warnings, and boots, and which reports it removes, keeps and adds against the one before."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:each patch applies and builds, none adds a report or a warning, and the last leaves a good kernel",
            "1:a patch adds a report or a compiler warning, or the last one leaves a bad kernel",
            "125:a patch does not apply, does not build, or leaves a kernel that is neither good nor bad",
            "128:wrong usage",
            "129:the lab itself failed"
        })
final class CheckCommand extends LabCommand {
    @Parameters(
            paramLabel = "SERIES",
            description = {
                "One of the case's candidates, or a series of your own: a patch, an mbox, a maildir, a folder of",
                "patches or mails, a folder that quilt keeps, or with --tree a range A..B of it."
            })
    private String series;

    @Mixin
    private final VerificationOptions options = new VerificationOptions();

    @Mixin
    private final ExtraSchedulesOptions extraSchedules = new ExtraSchedulesOptions();

    @Mixin
    private final FormatOptions formatOptions = new FormatOptions();

    @Mixin
    private final NotesOption notesOption = new NotesOption();

    @Mixin
    private final ReplyOptions replyOptions = new ReplyOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        VerificationOptions.VerificationRequest request =
                options.resolve(context().home());
        Optional<ExplorationPlan> plan = extraSchedules.plan();
        Progress progress = progress();
        CheckedSeries checked = options.candidateResolver(request, progress).resolveSeries(series);
        SeriesChecker.CheckRequest checkRequest = checked.request();
        if (notesOption.isGiven() && checked.commits().isEmpty()) {
            throw new UsageException("--notes takes a range A..B of --tree, without --rev and --on-base");
        }
        Optional<ReplyDraft> reply = replyOptions.open(
                context(),
                request.ofCase().name(),
                () -> ReplySubject.of(checkRequest.series(), checkRequest.base().withForeign(checkRequest.series())));
        try (LauncherOptions.LabSession labSession = options.open(request, context(), progress)) {
            ExtraTrials extraTrials = extraSchedules.open(plan, labSession, progress, request.parallelism());
            Path folder = options.newRunFolder(context());
            CheckResult result = new SeriesChecker(
                            labSession.buildService(),
                            labSession.trialRunner(ClockMode.DETERMINISTIC),
                            progress,
                            request.parallelism())
                    .run(request.ofCase(), checkRequest, request.trialSelection(), folder);
            List<Exploration> explorations = explore(result, checkRequest, extraTrials, folder);
            CheckDocument document = CheckDocument.of(result, explorations);
            if (formatOptions.isJson()) {
                Json.writeDocument(document, out());
            } else {
                CheckTable.print(document, out());
            }
            int exitCode = VerifyCommand.worst(Stream.concat(
                    Stream.of(exitCode(result)), explorations.stream().map(ExploreCommand::exitCode)));
            if (reply.isPresent()) {
                ReplyDraft draft = reply.get();
                draft.write(draft.testedSeries().checked(document, exitCode == ExitCode.GOOD));
            }
            if (notesOption.isGiven()) {
                writeNotes(checked, document, request);
            }
            return exitCode;
        }
    }

    /** Other schedules of the series as a whole; none if it was not tried. */
    private static List<Exploration> explore(
            CheckResult result, SeriesChecker.CheckRequest request, ExtraTrials extraTrials, Path folder)
            throws IOException, InterruptedException {
        CheckStep last = result.steps().get(result.steps().size() - 1);
        if (last.number() < request.series().patches().size() || last.trials().isEmpty()) {
            return List.of();
        }
        CandidateResult whole = last.trials().get();
        return extraTrials.run(
                List.of(whole),
                KernelResolver.of(Map.of(whole.candidate().name(), request.kernel(last.number()))),
                folder);
    }

    private void writeNotes(
            CheckedSeries checked, CheckDocument document, VerificationOptions.VerificationRequest request)
            throws IOException, InterruptedException {
        KernelSpec base = checked.request().base();
        Path repository = ((KernelSource.GitRevision) base.source()).repository();
        TestedSeries tested = new TestedSeries(base, document.caseName(), version(), "");
        for (CheckDocument.StepEntry step : document.steps()) {
            boolean isJudged =
                    step.verdict().filter(verdict -> verdict != Verdict.INFRA).isPresent();
            if (step.number() > 0 && isJudged) {
                String commit = checked.commits().get(step.number() - 1);
                NotesOption.write(
                        document.caseName(),
                        new KernelSource.GitRevision(repository, commit),
                        tested.checked(step),
                        request.runner());
            }
        }
    }

    /** Infrastructure errors come first, then bad steps, then skipped ones. */
    private static int exitCode(CheckResult result) {
        List<CheckStep> steps = result.steps();
        List<CandidateResult> tried =
                steps.stream().flatMap(step -> step.trials().stream()).toList();
        if (tried.stream().anyMatch(trials -> trials.verdict() == Verdict.INFRA)) {
            return ExitCode.INFRASTRUCTURE;
        }
        Optional<CandidateResult> last = steps.get(steps.size() - 1).trials();
        int lastCode =
                last.map(trials -> VerifyCommand.exitCode(List.of(trials))).orElse(ExitCode.SKIP);
        if (lastCode == ExitCode.BAD || steps.stream().anyMatch(CheckCommand::addsReportOrWarning)) {
            return ExitCode.BAD;
        }
        return steps.stream().allMatch(CheckStep::builds) ? lastCode : ExitCode.SKIP;
    }

    private static boolean addsReportOrWarning(CheckStep step) {
        return step.warnings().filter(warnings -> !warnings.added().isEmpty()).isPresent()
                || step.changes().filter(changes -> !changes.added().isEmpty()).isPresent();
    }
}
