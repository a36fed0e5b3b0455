// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.host.BuildEnvironment.ContainerBuildEnvironment;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.debug.GdbProgram;
import org.vc4lab.debug.GdbSession;
import org.vc4lab.debug.Timeline;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.TrialReplay;
import org.vc4lab.lab.WitnessedMoment;
import org.vc4lab.lab.model.Case;
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
    private static final String REPORT = "report";
    private static final Pattern TIME = Pattern.compile("(?<number>[0-9]{1,12})(?<unit>ns|us|ms|s)");
    private static final int LARGEST_PORT = 65535;
    private static final long LATEST_NANOS = Duration.ofDays(1).toNanos();

    @Mixin
    private final MachineOptions machineOptions = new MachineOptions();

    @Option(names = "--scenario", paramLabel = "NAME", description = "One of the case's (default: its first).")
    private @Nullable String scenario;

    @Option(
            names = "--at",
            paramLabel = "report|TIME",
            defaultValue = REPORT,
            description = {
                "Where it stops first. report: at the first instruction of the function that reports the first problem,",
                "or that sleeps in atomic context first. A time of the guest's clock, such as 1500ms or 1512345678ns:",
                "before the instruction at that time. Default: ${DEFAULT-VALUE}."
            })
    private String reportOrTime = REPORT;

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
        ProcessRunner runner = new ProcessRunner();
        Progress progress = progress();
        MachineOptions.MachineSetup setup = machineOptions.resolve(context().home(), scenario, runner, progress);
        try (LauncherOptions.LabSession labSession = machineOptions.open(setup, context(), runner, progress)) {
            BuildService buildService = labSession.buildService();
            prepareTools(labSession, runner, progress);
            Kernel kernel = setup.buildKernel(buildService);
            Case ofCase = setup.trial().ofCase();
            TrialReplay replay = TrialReplay.of(
                    labSession.trialRunner(ClockMode.DETERMINISTIC),
                    setup.trial(),
                    buildService.buildEmulator(),
                    kernel,
                    buildService.buildRootfs(ofCase.config(), ofCase.additions()));
            try (Timeline timeline = new Timeline(replay)) {
                int processor = goToPlace(timeline);
                return debug(new GdbSession(timeline, processor, kernel.symbols()), buildService);
            }
        }
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
        if (!reportOrTime.equals(REPORT)) {
            parseTime(reportOrTime);
        }
        if (script != null && !Files.isRegularFile(script)) {
            throw new UsageException("no file " + script);
        }
        if (script != null && port != null) {
            throw new UsageException("--port is for a gdb of your own, and --script starts one: use either");
        }
        if (port != null && (port < 1 || port > LARGEST_PORT)) {
            throw new UsageException("--port takes a number from 1 to " + LARGEST_PORT);
        }
    }

    /** Returns the processor of interest there. */
    private int goToPlace(Timeline timeline) throws IOException, InterruptedException {
        if (reportOrTime.equals(REPORT)) {
            WitnessedMoment moment = timeline.goToReport();
            err().println("vc4lab: at " + moment.atNanos() + " ns, processor " + moment.processor() + " enters "
                    + moment.function());
            return moment.processor();
        }
        timeline.goTo(parseTime(reportOrTime));
        return timeline.lastProcessor();
    }

    static long parseTime(String text) {
        Matcher parts = TIME.matcher(text);
        if (!parts.matches()) {
            throw new UsageException("not report, nor a time such as 1500ms or 1512345678ns: '" + text + "'");
        }
        long number = Long.parseLong(parts.group("number"));
        long nanos =
                switch (parts.group("unit")) {
                    case "s" -> 1_000_000_000;
                    case "ms" -> 1_000_000;
                    case "us" -> 1_000;
                    default -> 1;
                };
        if (number > LATEST_NANOS / nanos) {
            throw new UsageException("no trial takes so long: '" + text + "'");
        }
        return number * nanos;
    }

    private int debug(GdbSession session, BuildService buildService) throws IOException, InterruptedException {
        if (script != null) {
            int status = session.runScript(
                    script.toAbsolutePath(), new GdbProgram(buildService.environment()), out()::println);
            return status == 0 ? ExitCode.GOOD : ExitCode.BAD;
        }
        Consumer<org.vc4lab.exec.Command> onReady = command -> err().println("vc4lab: waits for " + command);
        if (port == null) {
            session.serve(onReady);
        } else {
            session.serve(port, onReady);
        }
        return ExitCode.GOOD;
    }
}
