// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.commons.io.output.WriterOutputStream;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.mcp.AllowedFolders;
import org.vc4lab.cli.mcp.McpService;
import org.vc4lab.cli.mcp.McpTool;
import org.vc4lab.cli.mcp.ToolRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** Serves commands of the lab as tools to a program, such as a coding agent. */
@Command(
        name = "mcp",
        description = {
            "Serves verify, check, bisect and others as tools, by the Model Context Protocol on standard input and",
            "output. It ends with its input, and ends what runs for it."
        })
final class McpCommand extends LabCommand {
    private static final String JSON = "--format=json";

    @Parameters(
            paramLabel = "DIR",
            arity = "0..*",
            description = {
                "The folders in which a client may name patches, trees and logs, beside the runs in the store",
                "(default: the working directory)."
            })
    private List<Path> folders = List.of();

    @Mixin
    private final LauncherOptions launcher = new LauncherOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        AllowedFolders allowed = AllowedFolders.of(
                folders.isEmpty() ? List.of(Path.of("")) : folders, context().runs());
        ToolRunner runner = new ToolRunner(
                (line, out, err, progress) -> Main.runWithin(context(), progress, out, err, line),
                allowed,
                context().clock());
        PrintStream protocol = System.out;
        // whatever else printed there would end the conversation
        System.setOut(new PrintStream(
                WriterOutputStream.builder()
                        .setWriter(err())
                        .setCharset(StandardCharsets.UTF_8)
                        .get(),
                true,
                StandardCharsets.UTF_8));
        try {
            new McpService(BuildVersion.number(), tools(), runner).serve(System.in, protocol);
        } finally {
            System.setOut(protocol);
        }
        return ExitCode.GOOD;
    }

    /** A client cannot use an option that is not listed here. */
    private List<McpTool> tools() {
        String kernel = "case config kernel tree rev on-base ";
        return List.of(
                inLab("verify", kernel + "candidate scenario fault free-running jobs"),
                inLab("check", kernel + "scenario fault jobs"),
                inLab(
                        "bisect",
                        "case config report scenario profile no-boot-is-bad broken-is-bad broken-is-good"
                                + " despite-other-reports free-running series tree good bad replay fix shows-in repeat"
                                + " confidence jobs fresh"),
                inLab("prove_finding", "prove", kernel + "candidate while-holding context scenario fault jobs"),
                reading("dmesg", List.of(JSON), "symbols", "notes"),
                reading("evidence", List.of(), "console"),
                reading("cases", List.of(JSON)),
                reading("faults", List.of(JSON)),
                reading("kernels", List.of(JSON)),
                reading("doctor", List.of(JSON)));
    }

    /** A command that builds and boots. */
    private McpTool inLab(String command, String options) {
        return inLab(command, command, options);
    }

    private McpTool inLab(String tool, String command, String options) {
        List<String> fixed = new ArrayList<>(List.of(JSON));
        fixed.addAll(launcher.arguments());
        return McpTool.of(tool, specOf(command), fixed, true, List.of(options.split(" ", -1)));
    }

    private McpTool reading(String command, List<String> fixed, String... options) {
        return McpTool.of(command, specOf(command), fixed, false, List.of(options));
    }

    private CommandSpec specOf(String command) {
        return Objects.requireNonNull(
                        new Main(context()).commandLine().getSubcommands().get(command))
                .getCommandSpec();
    }
}
