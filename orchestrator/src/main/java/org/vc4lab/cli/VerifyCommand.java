// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.CandidateResolver.ResolvedCandidates;
import org.vc4lab.cli.ExtraSchedulesOptions.ExtraTrials;
import org.vc4lab.cli.ReplyOptions.ReplyDraft;
import org.vc4lab.cli.ReplyOptions.ReplySubject;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.cli.matrix.KcidbOrigin;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.Json;
import org.vc4lab.explore.Exploration;
import org.vc4lab.explore.ExplorationPlan;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.patch.Series;
import org.vc4lab.report.KcidbDocument;
import org.vc4lab.report.KcidbReport;
import org.vc4lab.report.KernelRun;
import org.vc4lab.report.ReplyContent;
import org.vc4lab.report.ReplyContent.TestedSeries;
import org.vc4lab.report.VerifyDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tests the candidates of a case, or patches of the user, and judges each. */
@Command(
        name = "verify",
        description = {
            "Tests the candidates of a case and judges each.",
            "Whatever is missing is set up first: Debian packages, sources, emulator, kernels, userland."
        })
final class VerifyCommand extends LabCommand {
    /** One such trial makes a kernel bad. */
    static final Set<Verdict> BAD_VERDICTS = EnumSet.of(
            Verdict.REPRODUCED, Verdict.OTHER_REPORT, Verdict.BROKEN, Verdict.LATENCY, Verdict.PANIC, Verdict.HUNG);

    @Mixin
    private final VerificationOptions options = new VerificationOptions();

    @Option(
            names = "--candidate",
            paramLabel = "NAME|FILE|DIR|RANGE",
            description = {
                "One of the case's candidates, or a series of your own: a patch, an mbox, a maildir, a folder of",
                "patches or mails, a folder that quilt keeps, or with --tree a range A..B of it; applied on the",
                "case's base, or on the tree. May be given more than once; default: all of the case's, or the",
                "tree as it is."
            })
    private List<String> candidates = List.of();

    @Option(
            names = "--free-running",
            description = {
                "Let each of the guest's processors run by the host's clock.",
                "Without it QEMU counts instructions, and a trial is the same each time."
            })
    private boolean freeRunning;

    @Mixin
    private final ExtraSchedulesOptions extraSchedules = new ExtraSchedulesOptions();

    @Option(names = "--explain", description = "Print for each trial who saw what: console, witness, canary, hardware.")
    private boolean explain;

    @Mixin
    private final FormatOptions formatOptions = new FormatOptions();

    @Mixin
    private final NotesOption notesOption = new NotesOption();

    @Option(
            names = "--kcidb",
            paramLabel = "FILE",
            description = "Write the results for KernelCI's database, see submit.")
    private @Nullable Path kcidb;

    @Mixin
    private final KcidbOrigin kcidbOrigin = new KcidbOrigin();

    @Mixin
    private final ReplyOptions replyOptions = new ReplyOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        VerificationOptions.VerificationRequest request =
                options.resolve(context().home());
        Optional<ExplorationPlan> plan = extraSchedules.plan();
        if (freeRunning && plan.isPresent()) {
            throw new UsageException("--schedules and --free-running exclude each other");
        }
        kcidbOrigin.name();
        ReplyOptions.requireWritable("--kcidb", kcidb);
        Progress progress = progress();
        ResolvedCandidates resolved =
                options.candidateResolver(request, progress).resolve(candidates);
        Optional<ReplyDraft> reply =
                replyOptions.open(context(), request.ofCase().name(), () -> findSubject(request, resolved));
        Optional<KernelSpec> notedKernel =
                notesOption.isGiven() ? Optional.of(kernelOfCommit(request, resolved)) : Optional.empty();
        ClockMode clockMode = freeRunning ? ClockMode.FREE_RUNNING : ClockMode.DETERMINISTIC;
        VerifiedTrials verified = verify(request, resolved, clockMode, plan, progress);
        List<CandidateResult> results = verified.results();
        VerifyDocument document = VerifyDocument.of(request.ofCase(), results, verified.explorations());
        print(document, request.ofCase().hasAudio());
        write(document, request, resolved, reply);
        if (notedKernel.isPresent() && results.get(0).verdict() != Verdict.INFRA) {
            writeNote(document, request, notedKernel.get());
        }
        return worst(Stream.concat(
                Stream.of(exitCode(results)), verified.explorations().stream().map(ExploreCommand::exitCode)));
    }

    private record VerifiedTrials(List<CandidateResult> results, List<Exploration> explorations) {}

    /** @param plan empty to try no other schedules */
    private VerifiedTrials verify(
            VerificationOptions.VerificationRequest request,
            ResolvedCandidates resolved,
            ClockMode clockMode,
            Optional<ExplorationPlan> plan,
            Progress progress)
            throws IOException, InterruptedException {
        try (LauncherOptions.LabSession labSession = options.open(request, context(), progress)) {
            Path folder = options.newRunFolder(context());
            ExtraTrials extraTrials = extraSchedules.open(plan, labSession, progress, request.parallelism());
            List<CandidateResult> results =
                    VerificationOptions.verify(request, resolved, labSession, clockMode, folder, progress);
            return new VerifiedTrials(results, extraTrials.run(results, resolved.kernelResolver(), folder));
        }
    }

    private static ReplySubject findSubject(
            VerificationOptions.VerificationRequest request, ResolvedCandidates resolved)
            throws IOException, InterruptedException {
        if (resolved.candidates().size() != 1) {
            throw new UsageException("--reply takes one --candidate, and not "
                    + resolved.candidates().size());
        }
        Candidate candidate = resolved.candidates().get(0);
        KernelSpec kernel = resolved.kernelResolver().resolve(request.ofCase(), candidate);
        List<Series> series = kernel.patches();
        Series last = candidate.patches().isEmpty() ? Series.empty(candidate.name()) : series.get(series.size() - 1);
        return ReplySubject.of(last, kernel);
    }

    /** The kernel of a commit as it is; a note would not say that patches were applied to it. */
    private static KernelSpec kernelOfCommit(
            VerificationOptions.VerificationRequest request, ResolvedCandidates resolved)
            throws IOException, InterruptedException {
        Candidate candidate = resolved.candidates().get(0);
        KernelSpec kernel = resolved.kernelResolver().resolve(request.ofCase(), candidate);
        boolean isPatched =
                kernel.patches().stream().anyMatch(series -> !series.patches().isEmpty());
        boolean isOnlyOne = resolved.candidates().size() == 1;
        if (isOnlyOne && kernel.source() instanceof KernelSource.GitRevision && !isPatched) {
            return kernel;
        }
        throw new UsageException("--notes takes a commit as it is: --tree, without --candidate and --on-base");
    }

    private void writeNote(VerifyDocument document, VerificationOptions.VerificationRequest request, KernelSpec kernel)
            throws IOException, InterruptedException {
        KernelSource.GitRevision revision = (KernelSource.GitRevision) kernel.source();
        String caseName = request.ofCase().name();
        ReplyContent content = new TestedSeries(kernel, caseName, version(), "")
                .verified(document.results().get(0));
        NotesOption.write(caseName, revision, content, request.runner());
    }

    private void print(VerifyDocument document, boolean withAudio) throws IOException {
        if (formatOptions.isJson()) {
            Json.writeDocument(document, out());
        } else {
            VerdictTable.print(document, withAudio, explain, out());
        }
    }

    /** Writes the files that the user asked for. */
    private void write(
            VerifyDocument document,
            VerificationOptions.VerificationRequest request,
            ResolvedCandidates resolved,
            Optional<ReplyDraft> reply)
            throws IOException, InterruptedException {
        if (reply.isPresent()) {
            ReplyDraft draft = reply.get();
            draft.write(draft.testedSeries().verified(document.results().get(0)));
        }
        if (kcidb != null) {
            Map<String, KernelSpec> kernels = new LinkedHashMap<>();
            for (Candidate candidate : resolved.candidates()) {
                kernels.put(candidate.name(), resolved.kernelResolver().resolve(request.ofCase(), candidate));
            }
            KcidbDocument results = KcidbReport.of(
                    kcidbOrigin.name(),
                    context().newRunName(),
                    context().clock().instant().toString(),
                    KernelRun.of(document, kernels));
            AtomicFiles.write(kcidb.toAbsolutePath(), Json.document(results));
        }
    }

    /**
     * Infrastructure errors come first, then bad kernels. An expectation decides; without one a bad trial makes the
     * kernel bad, only CLEAN is good, and anything else is skipped.
     */
    static int exitCode(List<CandidateResult> results) {
        return worst(results.stream().map(VerifyCommand::exitCode));
    }

    static int worst(Stream<Integer> codes) {
        List<Integer> exitCodes = codes.toList();
        return Stream.of(ExitCode.INFRASTRUCTURE, ExitCode.BAD, ExitCode.SKIP)
                .filter(exitCodes::contains)
                .findFirst()
                .orElse(ExitCode.GOOD);
    }

    private static int exitCode(CandidateResult result) {
        if (result.verdict() == Verdict.INFRA) {
            return ExitCode.INFRASTRUCTURE;
        }
        Optional<Boolean> asExpected = result.asExpected();
        if (asExpected.isPresent()) {
            return asExpected.get() ? ExitCode.GOOD : ExitCode.BAD;
        }
        if (result.trials().stream()
                .anyMatch(trial -> BAD_VERDICTS.contains(trial.judgement().verdict()))) {
            return ExitCode.BAD;
        }
        return result.verdict() == Verdict.CLEAN ? ExitCode.GOOD : ExitCode.SKIP;
    }
}
