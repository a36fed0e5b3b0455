// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UserErrorHandler;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The entry point of {@code ./vc4lab}. */
@Command(
        name = "vc4lab",
        description = "Reproduces Raspberry Pi 4 HDMI audio kernel bugs under QEMU and judges candidate fixes.",
        mixinStandardHelpOptions = true,
        version = "vc4lab 0.1.0",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every candidate got the verdict that the case expects",
            "1:a candidate did not",
            "125:it cannot be told, for example where the candidate does not build",
            "128:wrong usage",
            "129:the lab itself failed"
        },
        subcommands = {
            VerifyCommand.class,
            CheckCommand.class,
            MatrixCommand.class,
            MergeCommand.class,
            FaultsCommand.class,
            KernelsCommand.class,
            ScreenshotCommand.class,
            ShellCommand.class,
            BisectCommand.class,
            BisectRunCommand.class,
            DmesgCommand.class,
            DoctorCommand.class,
            CleanCommand.class,
            AutoComplete.GenerateCompletion.class,
            HelpCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int status = commandLine(CliContext.ofCurrentProcess(), out, err).execute(arguments);
        out.flush();
        err.flush();
        System.exit(status);
    }

    /** The whole command line over given surroundings, so that a test can drive it within its own process. */
    static CommandLine commandLine(CliContext cliContext, PrintWriter out, PrintWriter err) {
        CommandLine commandLine = new CommandLine(new Main(), new CommandFactory(cliContext));
        propagateExitCodes(commandLine);
        return commandLine
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new UserErrorHandler());
    }

    /** picocli does not hand these down, and 2 would be "bad" to git bisect. */
    private static void propagateExitCodes(CommandLine commandLine) {
        commandLine.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE);
        commandLine.getCommandSpec().exitCodeOnExecutionException(ExitCode.INFRASTRUCTURE);
        commandLine.getSubcommands().values().forEach(Main::propagateExitCodes);
    }
}
