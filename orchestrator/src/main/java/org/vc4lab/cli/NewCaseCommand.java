// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.InputFile;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.intake.CaseDraft;
import org.vc4lab.intake.CaseDrafter;
import org.vc4lab.intake.DraftFolder;
import org.vc4lab.intake.NoCaseException;
import org.vc4lab.intake.Reproduction;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.CandidateVerifier;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.CaseFolder;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.patch.SeriesReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a case of what somebody posted, and tries it. */
@Command(
        name = "new-case",
        description = {
            "Makes a case of a mail, a log or a thread, and tries it. What is read off has its line beside it as a",
            "comment; what could not be read off has one that says so. A report that needs a driver or a machine that",
            "the lab does not have is refused, with what is missing."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the case was made, and shows what the text reports, whatever its patches do",
            "1:the case was made, and shows something else",
            "125:there is no case: the machine lacks something, or there is no report in the text",
            "128:wrong usage",
            "129:the lab itself failed"
        })
final class NewCaseCommand extends LabCommand {
    @Parameters(paramLabel = "FILE", description = "A mail, a kernel's log, or a mailbox with a thread.")
    private Path file;

    @Option(names = "--name", paramLabel = "NAME", description = "Of the case (default: of the report).")
    private @Nullable String name;

    @Option(
            names = "--cases",
            paramLabel = "DIR",
            description = "The folder that the case's folder goes into (default: patches/).")
    private @Nullable Path cases;

    @Option(names = "--dry-run", description = "Write the folder, and build and run nothing.")
    private boolean dryRun;

    @Mixin
    private final LauncherOptions launcher = new LauncherOptions();

    @Mixin
    private final JobsOptions jobs = new JobsOptions();

    @Mixin
    private final RunsOption runs = new RunsOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (name != null && !CaseDrafter.CASE_NAME.matcher(name).matches()) {
            throw new UsageException("--name takes up to 60 lower-case letters, digits and '-', not '" + name + "'");
        }
        InputFile.require(file);
        int parallelism = jobs.parallelism();
        Faults faults = Faults.read(context().home());
        CaseRepository knownCases = CaseRepository.own(context().home(), faults);
        Path parent = cases == null ? knownCases.folder() : requireFolder(cases);
        ProcessRunner runner = new ProcessRunner();
        Progress progress = progress();
        try {
            SeriesReader reader = new SeriesReader(runner, progress::note);
            CaseDraft draft = draft(reader, knownCases, progress);
            requireFree(parent.resolve(draft.name()));
            CaseRepository repository = new CaseRepository(parent.toAbsolutePath(), faults);
            Path schema = knownCases.folder().resolve("case.schema.json");
            Path folder = new DraftFolder(repository, schema).write(draft, String.valueOf(file.getFileName()));
            Case ofCase = repository.read(draft.name());
            out().println("Case " + draft.name() + ": " + folder.resolve(CaseFolder.FILE));
            return dryRun ? ExitCode.GOOD : run(ofCase, draft, reader, parallelism, runner, progress);
        } catch (NoCaseException none) {
            none.missing().forEach(missing -> out().println(missing));
            return ExitCode.SKIP;
        } catch (UnknownNameException unknown) {
            throw new UsageException(unknown);
        }
    }

    private CaseDraft draft(SeriesReader reader, CaseRepository knownCases, Progress progress)
            throws IOException, InterruptedException, NoCaseException, UnknownNameException {
        return new CaseDrafter(context().home(), knownCases, reader, progress::note)
                .draft(file, Optional.ofNullable(name));
    }

    /** It is made if it is not there. */
    private static Path requireFolder(Path cases) {
        if (Files.exists(cases) && !Files.isDirectory(cases)) {
            throw new UsageException("--cases: " + cases + " is no folder");
        }
        return cases;
    }

    private static void requireFree(Path folder) {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new UsageException(folder + " exists already: give the case another --name");
        }
    }

    private int run(
            Case ofCase, CaseDraft draft, SeriesReader reader, int parallelism, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        try (LauncherOptions.LabSession session =
                launcher.open(context(), List.of(ofCase.config()), runner, progress)) {
            List<CandidateResult> results = new CandidateVerifier(
                            session.buildService(),
                            KernelResolver.forCase(reader, draft.foreignCandidates()),
                            session.trialRunner(ClockMode.DETERMINISTIC),
                            progress,
                            parallelism)
                    .run(ofCase, ofCase.candidates(), Trial.TrialSelection.OWN_SCENARIO, runs.newFolder(context()));
            results.forEach(result -> print(result, new Reproduction(draft)));
            return exitCode(results, draft.foreignCandidates());
        }
    }

    /** Whether the reports of the text are shown; what its patches do about them is another question. */
    static int exitCode(List<CandidateResult> results, Set<String> foreign) {
        return VerifyCommand.exitCode(results.stream()
                .filter(result -> result.verdict() == Verdict.INFRA
                        || !foreign.contains(result.candidate().name()))
                .toList());
    }

    private void print(CandidateResult result, Reproduction reproduction) {
        String candidate = result.candidate().name();
        result.reason().ifPresent(reason -> out().println(candidate + ": " + result.verdict() + ": " + reason));
        for (CandidateResult.TrialResult trial : result.trials()) {
            List<String> names = trial.evidence().reportNames();
            out().println(candidate + ": " + result.verdict()
                    + (names.isEmpty() ? "" : " (" + String.join(", ", names) + ")"));
            reproduction.differences(candidate, trial.evidence()).forEach(difference -> out().println(
                            "    " + difference));
            if (!trial.asExpected()) {
                trial.judgement().findings().stream()
                        .filter(finding ->
                                finding.verdict() == trial.judgement().verdict())
                        .map(Finding::reason)
                        .forEach(reason -> out().println("    " + reason));
                out().println("    Evidence: " + trial.folder());
            }
        }
    }
}
