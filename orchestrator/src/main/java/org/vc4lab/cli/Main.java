// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UserErrorHandler;
import org.vc4lab.exec.PrintableWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The entry point of {@code ./vc4lab}. */
@Command(
        name = "vc4lab",
        description = "Reproduces kernel bugs of the Raspberry Pi 4 under QEMU and judges candidate fixes.",
        mixinStandardHelpOptions = true,
        versionProvider = LabCommand.BuildVersion.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every candidate got the verdict that the case expects",
            "1:a candidate did not",
            "125:neither can be said, for example because the candidate does not build",
            "128:wrong usage",
            "129:the lab itself failed"
        },
        subcommands = {
            VerifyCommand.class,
            CheckCommand.class,
            B4CheckCommand.class,
            ExploreCommand.class,
            ReplayCommand.class,
            GdbCommand.class,
            TraceCommand.class,
            ProveCommand.class,
            ShrinkCommand.class,
            MatrixCommand.class,
            MergeCommand.class,
            SubmitCommand.class,
            CasesCommand.class,
            NewCaseCommand.class,
            FaultsCommand.class,
            KernelsCommand.class,
            ScreenshotCommand.class,
            ShellCommand.class,
            BisectCommand.class,
            BisectRunCommand.class,
            DmesgCommand.class,
            EvidenceCommand.class,
            McpCommand.class,
            DoctorCommand.class,
            CleanCommand.class,
            AutoComplete.GenerateCompletion.class,
            HelpCommand.class
        })
public final class Main {
    private static final System.Logger LOG = System.getLogger(Main.class.getName());

    /** The system property with the status that stands for "bad" between this process and the launcher. */
    private static final String BAD_PROPERTY = "vc4lab.bad";

    private final CliContext context;
    private final Function<PrintWriter, Progress> progressOn;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show log messages on standard error.")
    private boolean verbose;

    @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Show the stack traces of errors.")
    private boolean stacktrace;

    /** For picocli's generator of man pages, which creates the command by this constructor. */
    Main() {
        this(CliContext.ofCurrentProcess());
    }

    Main(CliContext context) {
        this(context, context::progress);
    }

    private Main(CliContext context, Function<PrintWriter, Progress> progressOn) {
        this.context = context;
        this.progressOn = progressOn;
    }

    CliContext context() {
        return context;
    }

    Progress progress(PrintWriter err) {
        return progressOn.apply(err);
    }

    public static void main(String[] arguments) {
        int status = ExitCode.INFRASTRUCTURE; // whatever is thrown below: 1, the JVM's own code, is a verdict
        try {
            PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
            PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
            status = run(CliContext.ofCurrentProcess(), out, err, arguments);
            out.flush();
            err.flush();
        } catch (Throwable failure) { // before there is an error handler
            failure.printStackTrace(printable(new PrintWriter(System.err, true, StandardCharsets.UTF_8)));
        } finally {
            System.exit(status == ExitCode.BAD ? Integer.getInteger(BAD_PROPERTY, ExitCode.BAD) : status);
        }
    }

    /** Runs one command and returns its exit code; a test does so in its own process. */
    static int run(CliContext context, PrintWriter rawOut, PrintWriter rawErr, String... arguments) {
        Main main = new Main(context);
        return main.run(main.commandLine(), rawOut, rawErr, arguments);
    }

    /**
     * Runs a command within another one, beside others: it leaves this process's log handlers alone, reads no argument
     * from a file, and reports its progress to the caller.
     */
    static int runWithin(
            CliContext context, Progress progress, PrintWriter rawOut, PrintWriter rawErr, List<String> arguments) {
        Main main = new Main(context, unused -> progress);
        CommandLine commandLine = main.commandLine()
                .setExecutionStrategy(new CommandLine.RunLast())
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((invalid, unused) -> {
                    invalid.getCommandLine().getErr().println("vc4lab: " + invalid.getMessage());
                    return ExitCode.USAGE;
                });
        return main.run(commandLine, rawOut, rawErr, arguments.toArray(String[]::new));
    }

    private int run(CommandLine commandLine, PrintWriter rawOut, PrintWriter rawErr, String... arguments) {
        PrintWriter out = printable(rawOut);
        PrintWriter err = printable(rawErr);
        UserErrorHandler errorHandler = new UserErrorHandler(
                () -> context.stateFolder().resolve("error-" + context.newRunName() + ".log"), () -> stacktrace);
        commandLine.setOut(out).setErr(err).setExecutionExceptionHandler(errorHandler);
        try {
            return commandLine.execute(arguments);
        } catch (Throwable failure) { // an Error, which picocli does not handle
            return errorHandler.handle(failure, err);
        }
    }

    private static PrintWriter printable(PrintWriter raw) {
        return new PrintWriter(new PrintableWriter(raw), true);
    }

    CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(this);
        propagateExitCodes(commandLine);
        return commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF)) // it uses controls
                .setExecutionStrategy(this::execute);
    }

    @SuppressWarnings("try") // closed, but not used
    private int execute(ParseResult parsed) {
        CommandLine command = parsed.commandSpec().commandLine();
        try (LogOutput output = LogOutput.open(verbose, command.getErr())) {
            LOG.log(Level.DEBUG, () -> "Java " + Runtime.version() + ", arguments " + parsed.originalArgs());
            int status = new CommandLine.RunLast().execute(parsed);
            LOG.log(Level.DEBUG, "exit code {0}", status);
            return status;
        }
    }

    /** Subcommands do not inherit these; picocli's own code 2 would be "bad" to git bisect. */
    private static void propagateExitCodes(CommandLine commandLine) {
        commandLine.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE);
        commandLine.getCommandSpec().exitCodeOnExecutionException(ExitCode.INFRASTRUCTURE);
        commandLine.getSubcommands().values().forEach(Main::propagateExitCodes);
    }
}
