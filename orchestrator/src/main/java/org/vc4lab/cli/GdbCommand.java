// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.host.BuildEnvironment.ContainerBuildEnvironment;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelTwin;
import org.vc4lab.build.kernel.KernelTwin.FoundTwin;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.InputFile;
import org.vc4lab.cli.exit.PositiveNumber;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.debug.GdbFiles;
import org.vc4lab.debug.GdbProgram;
import org.vc4lab.debug.GdbSession;
import org.vc4lab.debug.ScriptedGdb;
import org.vc4lab.debug.TrialAtPlace;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Opens a trial in gdb. */
@Command(
        name = "gdb",
        description = {
            "Runs a trial to a place of interest, and lets gdb look at all four processors there. gdb also goes",
            "backwards, by reverse-continue and the like. It leaves no trace in the run: what happens next is what",
            "happens in the trial. Memory and registers cannot be written.",
            "Without --script it serves one gdb that you start."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:gdb has left, or its script has ended",
            "1:a command of the script failed",
            "128:wrong usage",
            "129:the lab itself failed"
        })
final class GdbCommand extends LabCommand {
    private static final int LARGEST_PORT = 65535;

    /** What a kept schedule decides. */
    private static final List<String> OPTIONS_OF_SCHEDULE =
            List.of("--kernel", "--config", "--profile", "--fault", "--scenario", "--seed");

    @Mixin
    private final TrialOptions trialOptions = new TrialOptions();

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Under the schedule that explore --policy random gives this seed, without a window.")
    private @Nullable Long seed;

    @Option(
            names = "--schedule",
            paramLabel = "FILE",
            description = {
                "Under a schedule that explore has kept: *.schedule.json. Case, kernel, scenario, profile and faults are",
                "those of the file."
            })
    private @Nullable Path schedule;

    @Option(
            names = "--at",
            paramLabel = "PLACE",
            defaultValue = TrialPlace.REPORT,
            description = {
                "Where it stops first. Default: ${DEFAULT-VALUE}.",
                "report: at the first instruction of the function that reports the scenario's first problem, or that",
                "sleeps in atomic context first.",
                "A name of the case, such as W1: the same of the first such sleep.",
                "1500ms, 1512345678ns: before the instruction at this time of the guest's clock.",
                "line:120, line:TEXT: behind the instruction that ends this line of the console, or the first with the",
                "text.",
                "instruction:N: when the processors have executed N instructions since the machine started."
            })
    private String place = TrialPlace.REPORT;

    @Option(
            names = "--twin",
            description = {
                "Build the kernel once more, with types, variables and sources, and let gdb read that. vc4lab-why needs",
                "it."
            })
    private boolean usesTwin;

    @Option(
            names = "--script",
            paramLabel = "FILE",
            description = "Run gdb with these commands, confined as compilers are, and print its output.")
    private @Nullable Path script;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = {
                "Serve a TCP port of 127.0.0.1 instead of a socket in a private folder. Each user of this host can",
                "connect to it."
            })
    private @Nullable Integer port;

    @Override
    public Integer call() throws IOException, InterruptedException {
        validateOptions();
        TrialPlace trialPlace = TrialPlace.parse(place);
        ProcessRunner runner = new ProcessRunner();
        Progress progress = progress();
        MachineOptions.MachineSetup setup = resolve(runner, progress);
        trialPlace.requireIn(setup.trial().ofCase().reports());
        try (LauncherOptions.LabSession labSession = trialOptions.machine().open(setup, context(), runner, progress)) {
            BuildService buildService = labSession.buildService();
            prepareTools(labSession, runner, progress);
            Kernel kernel = setup.buildKernel(buildService);
            GdbFiles files = new GdbFiles(
                    kernel.symbols(),
                    findTwin(setup, kernel, buildService),
                    GdbFiles.commands(context().home()));
            DebuggedTrial debugged =
                    DebuggedTrial.of(labSession, setup.trial(), kernel, trialOptions.findFolder(context()));
            TrialOpener trial = () -> trialPlace.open(debugged.replay(), debugged.reports(), err());
            return script == null
                    ? serve(trial, files)
                    : run(script.toAbsolutePath(), new GdbProgram(buildService.environment()), trial, files);
        }
    }

    /** Boots a machine if need be. */
    @FunctionalInterface
    private interface TrialOpener {
        TrialAtPlace open() throws IOException, InterruptedException;
    }

    private MachineOptions.MachineSetup resolve(ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        if (schedule != null) {
            TrialNames names = KeptScheduleFile.read(schedule).names();
            CaseRepository cases = trialOptions
                    .machine()
                    .caseOption()
                    .cases(context().home(), Faults.read(context().home()));
            return trialOptions.machine().resolveNamed(cases, schedule.toString(), names, runner, progress);
        }
        MachineOptions.MachineSetup setup = trialOptions.resolve(context(), runner, progress);
        return seed == null
                ? setup
                : setup.withSchedule(Schedule.ofSeed(SchedulePolicy.RANDOM, seed, 0, Optional.empty())
                        .withoutGauge());
    }

    private Optional<FoundTwin> findTwin(MachineOptions.MachineSetup setup, Kernel kernel, BuildService buildService)
            throws IOException, InterruptedException {
        if (!usesTwin) {
            return Optional.empty();
        }
        KernelTwin twin = setup.buildTwin(kernel, buildService);
        if (twin instanceof KernelTwin.NoTwin none) {
            throw new IOException("the kernel has no twin: " + none.reason()
                    + "; without --twin gdb reads functions and lines of the kernel itself");
        }
        return Optional.of((FoundTwin) twin);
    }

    private void prepareTools(LauncherOptions.LabSession labSession, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        if (labSession.snapshots().isEmpty()) {
            throw new UsageException("gdb begins with a booted machine, so --no-snapshot has no meaning");
        }
        if (script == null) {
            return;
        }
        if (labSession.buildService().environment() instanceof ContainerBuildEnvironment) {
            throw new UsageException("--script needs --launcher sandbox or local: the containers have no gdb");
        }
        new HostPackages(context().home(), runner, progress)
                .withPackages(List.of(GdbProgram.PACKAGE))
                .install();
    }

    private void validateOptions() {
        trialOptions.validate(this::hasOption);
        for (String option : OPTIONS_OF_SCHEDULE) {
            if (schedule != null && hasOption(option)) {
                throw new UsageException("--schedule FILE decides what " + option + " would: use either");
            }
        }
        if (seed != null) {
            PositiveNumber.require("--seed", seed);
        }
        if (script != null) {
            InputFile.require(script);
        }
        if (script != null && port != null) {
            throw new UsageException("--port is for a gdb of your own, and --script starts one: use either");
        }
        if (port != null && (port < 1 || port > LARGEST_PORT)) {
            throw new UsageException("--port takes a number from 1 to " + LARGEST_PORT + ", not " + port);
        }
    }

    private int run(Path scriptFile, GdbProgram program, TrialOpener opener, GdbFiles files)
            throws IOException, InterruptedException {
        try (ScriptedGdb gdb =
                        ScriptedGdb.start(socket -> program.runScript(scriptFile, socket, files, out()::println));
                TrialAtPlace trial = opener.open()) {
            int status = gdb.serve(trial.timeline(), trial.processor());
            keep(trial);
            return status == 0 ? ExitCode.GOOD : ExitCode.BAD;
        }
    }

    private int serve(TrialOpener opener, GdbFiles files) throws IOException, InterruptedException {
        Consumer<org.vc4lab.exec.Command> onReady = command -> err().println("vc4lab: waits for " + command);
        try (TrialAtPlace trial = opener.open()) {
            GdbSession session = new GdbSession(trial.timeline(), trial.processor(), files);
            if (port == null) {
                session.serve(onReady);
            } else {
                session.serve(port, onReady);
            }
            keep(trial);
        }
        return ExitCode.GOOD;
    }

    /** What the session was for is done, whatever comes of this. */
    private void keep(TrialAtPlace trial) throws InterruptedException {
        try {
            trial.keep();
        } catch (IOException failed) {
            err().println("vc4lab: the next gdb has to search for this place again: " + failed.getMessage());
        }
    }
}
