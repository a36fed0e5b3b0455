// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
            StepCommand.class,
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
        int status = commandLine(Surroundings.ofThisProcess(), out, err).execute(arguments);
        out.flush();
        err.flush();
        System.exit(status);
    }

    /** The whole command line over given surroundings, so that a test can drive it within its own process. */
    static CommandLine commandLine(Surroundings surroundings, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new Main(), new CommandFactory(surroundings));
        settleExitCodes(line);
        return line.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new ShortErrorHandler());
    }

    /** picocli does not hand these down, and 2 would be "bad" to git bisect. */
    private static void settleExitCodes(CommandLine line) {
        line.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE);
        line.getCommandSpec().exitCodeOnExecutionException(ExitCode.INFRASTRUCTURE);
        line.getSubcommands().values().forEach(Main::settleExitCodes);
    }
}
