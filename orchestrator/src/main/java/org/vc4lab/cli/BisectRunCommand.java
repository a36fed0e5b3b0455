// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.bisect.BuildOutcome;
import org.vc4lab.bisect.LabRevisionTester;
import org.vc4lab.bisect.LabRevisionTester.TestSetup;
import org.vc4lab.bisect.Revision;
import org.vc4lab.bisect.SearchSpace;
import org.vc4lab.bisect.TestOutcome;
import org.vc4lab.bisect.TestOutcome.TestStatus;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.LauncherOptions.LabSession;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tests one commit: {@code git bisect run ./vc4lab bisect-run}. */
@Command(
        name = "bisect-run",
        aliases = "step",
        description = {
            "Tests one commit for git bisect run .../vc4lab bisect-run: the exit code says whether it shows a report.",
            "Without --rev it is the commit that is checked out, or BISECT_HEAD, which git bisect --no-checkout sets."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it does not show the report (with --fix: it does)",
            "1:it shows the report (with --fix: it does not)",
            "125:neither can be said, for example because it does not build or boot",
            "128:wrong usage",
            "129:the lab itself failed"
        })
final class BisectRunCommand extends LabCommand {
    @Mixin
    private ReproductionOptions reproduction;

    @Option(names = "--tree", paramLabel = "DIR", defaultValue = "", description = "A git tree (default: this folder).")
    private Path tree;

    @Option(names = "--rev", paramLabel = "REV", description = "The commit (default: the one that is checked out).")
    private @Nullable String revision;

    @Option(names = "--fix", description = "Search for the fix: a commit without the report counts as bad.")
    private boolean fix;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description = "Run it until the report shows, at most N times (default: ${DEFAULT-VALUE}).")
    private int repeat;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where the evidence goes (default: runs/ in the store).")
    private @Nullable Path folder;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (repeat < 1 || (repeat > 1 && !reproduction.isFreeRunning())) {
            throw new UsageException("--repeat takes a number from 1, and makes sense with --free-running only");
        }
        ProcessRunner runner = new ProcessRunner();
        TestSetup testSetup = reproduction.testSetup(context().home());
        Path treeFolder = tree.toAbsolutePath().normalize();
        KernelCheckout checkout = KernelCheckout.open(treeFolder, selectedRevision(treeFolder), runner);
        SearchSpace commit = new SearchSpace.SingleCommit(
                checkout.source(), testSetup.ofCase().config());
        Progress progress = progress();
        KernelCheckout.warnAboutUncommittedChanges(treeFolder, runner, progress);
        try (LabSession labSession = reproduction.openLab(context(), testSetup, runner, progress)) {
            LabRevisionTester tester = reproduction.tester(labSession, commit, testSetup);
            return reportExitCode(test(tester), checkout.name());
        }
    }

    private Optional<String> selectedRevision(Path treeFolder) {
        boolean noCheckout =
                Files.exists(treeFolder.resolve(".git/BISECT_HEAD")) || Files.exists(treeFolder.resolve("BISECT_HEAD"));
        return Optional.ofNullable(revision != null ? revision : noCheckout ? "BISECT_HEAD" : null);
    }

    private TestOutcome test(LabRevisionTester tester) throws IOException, InterruptedException {
        Revision start = Revision.AtCommit.OLDER_END;
        if (tester.build(start) instanceof BuildOutcome.Unbuildable unbuildable) {
            return new TestOutcome(TestStatus.UNCLEAR, unbuildable.reason());
        }
        Path runsFolder = folder != null
                ? folder.toAbsolutePath().normalize()
                : context().runs().resolve("step-" + context().newRunName());
        TestOutcome outcome = tester.test(start, runsFolder.resolve("1"));
        for (int run = 2; run <= repeat && outcome.status() == TestStatus.NOT_REPRODUCED; run++) {
            outcome = tester.test(start, runsFolder.resolve(Integer.toString(run)));
        }
        return outcome;
    }

    private int reportExitCode(TestOutcome outcome, String commit) {
        out().println(commit + ": " + outcome.status() + (outcome.detail().isEmpty() ? "" : ": " + outcome.detail()));
        return switch (outcome.status()) {
            case REPRODUCED -> fix ? ExitCode.GOOD : ExitCode.BAD;
            case NOT_REPRODUCED -> fix ? ExitCode.BAD : ExitCode.GOOD;
            default -> ExitCode.SKIP;
        };
    }
}
