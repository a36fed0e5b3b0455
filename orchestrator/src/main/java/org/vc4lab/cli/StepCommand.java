// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vc4lab.bisect.LabProbe;
import org.vc4lab.bisect.Made;
import org.vc4lab.bisect.Sight;
import org.vc4lab.bisect.SightRules;
import org.vc4lab.bisect.SingleCommit;
import org.vc4lab.bisect.Subject;
import org.vc4lab.build.Progress;
import org.vc4lab.build.Store;
import org.vc4lab.exec.ProcessRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tries one commit: {@code git bisect run ./vc4lab step}. */
@Command(
        name = "step",
        description = {
            "Tries one commit and says by its exit code whether it shows a report: git bisect run .../vc4lab step.",
            "Without --rev it is the commit that is checked out, or the one that git bisect --no-checkout is at."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it does not show the report (with --fix: it does)",
            "1:it shows the report (with --fix: it does not)",
            "125:nothing can be told of it",
            "128:wrong usage",
            "129:the lab itself failed"
        })
final class StepCommand implements Callable<Integer> {
    private static final DateTimeFormatter RUN_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final LauncherOptions launcher = new LauncherOptions();

    @Mixin
    private SearchOptions search;

    @Option(names = "--tree", paramLabel = "DIR", defaultValue = "", description = "A git tree (default: this folder).")
    private Path tree;

    @Option(names = "--rev", paramLabel = "REV", description = "The commit (default: the one that is checked out).")
    private @Nullable String revision;

    @Option(names = "--fix", description = "The fix is looked for: a commit without the report is a new one.")
    private boolean fix;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description = "Run it until the report shows, at most so often (default: ${DEFAULT-VALUE}).")
    private int repeat;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where the evidence goes (default: runs/ in the store).")
    private @Nullable Path folder;

    StepCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (repeat < 1 || (repeat > 1 && !search.freeRunning())) {
            throw new UsageException("--repeat takes a number from 1, and makes sense with --free-running only");
        }
        ProcessRunner runner = new ProcessRunner();
        LabProbe.Stage stage = search.stage(surroundings.home());
        SightRules rules = search.rules(stage.ofCase());
        Path place = tree.toAbsolutePath().normalize();
        UserTree commit = UserTree.open(place, revision(place), runner);
        SingleCommit territory =
                new SingleCommit(commit.source(), stage.ofCase().config());
        Progress progress = surroundings.progress(spec.commandLine().getErr());
        UserTree.tellOfUncommitted(place, runner, progress);
        List<String> configs = List.of(stage.ofCase().config());
        try (LauncherOptions.Lab lab = launcher.open(surroundings, configs, runner, progress)) {
            LabProbe probe = new LabProbe(lab.workshop(), lab.trials(search.runProfile()), territory, stage, rules);
            return status(sight(probe), commit.name());
        }
    }

    private Optional<String> revision(Path place) {
        boolean noCheckout =
                Files.exists(place.resolve(".git/BISECT_HEAD")) || Files.exists(place.resolve("BISECT_HEAD"));
        return Optional.ofNullable(revision != null ? revision : noCheckout ? "BISECT_HEAD" : null);
    }

    private Sight sight(LabProbe probe) throws IOException, InterruptedException {
        Subject subject = new Subject.Point(Subject.START);
        if (probe.make(subject) instanceof Made.Nothing nothing) {
            return new Sight(Sight.Kind.UNCLEAR, nothing.reason());
        }
        Path runs = runFolder();
        Sight sight = probe.look(subject, runs.resolve("1"));
        for (int run = 2; run <= repeat && sight.kind() == Sight.Kind.ABSENT; run++) {
            sight = probe.look(subject, runs.resolve(Integer.toString(run)));
        }
        return sight;
    }

    private Path runFolder() {
        if (folder != null) {
            return folder.toAbsolutePath().normalize();
        }
        String name = "step-" + RUN_NAME.format(surroundings.clock().instant()) + "-"
                + ProcessHandle.current().pid();
        return Store.location(surroundings.environment()).resolve("runs").resolve(name);
    }

    private int status(Sight sight, String commit) {
        spec.commandLine()
                .getOut()
                .println(commit + ": " + sight.kind() + (sight.detail().isEmpty() ? "" : ": " + sight.detail()));
        return switch (sight.kind()) {
            case SHOWN -> fix ? ExitCode.GOOD : ExitCode.BAD;
            case ABSENT -> fix ? ExitCode.BAD : ExitCode.GOOD;
            default -> ExitCode.CANNOT_TELL;
        };
    }
}
