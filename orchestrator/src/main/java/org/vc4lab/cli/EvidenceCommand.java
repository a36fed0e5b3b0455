// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.exec.Json;
import org.vc4lab.lab.evidence.EvidenceFile;
import org.vc4lab.lab.model.Trial.TrialFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what a trial left. */
@Command(name = "evidence", description = "Prints the evidence and the findings of a trial that has run, as JSON.")
final class EvidenceCommand extends LabCommand {
    @Parameters(
            paramLabel = "TRIAL",
            description = {
                "A trial's folder, as verify --format json names it, or its path below runs/ in the store:",
                "RUN/CANDIDATE/PROFILE."
            })
    private String trial;

    @Option(names = "--console", paramLabel = "N", description = "Print the last N lines of the console's log instead.")
    private @Nullable Integer consoleLines;

    @Override
    public Integer call() throws IOException {
        Path folder = new TrialFinder(context().runs()).folder(trial);
        if (consoleLines == null) {
            TrialFinder.requirePlainFile(folder.resolve(TrialFolder.EVIDENCE));
            Json.writeDocument(EvidenceFile.read(folder), out());
        } else {
            Path console = TrialFinder.requirePlainFile(folder.resolve(TrialFolder.CONSOLE));
            List<String> lines = BoundedFiles.readString(console, StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            lines.subList(Math.max(0, lines.size() - Math.max(0, consoleLines)), lines.size())
                    .forEach(out()::println);
        }
        return ExitCode.GOOD;
    }
}
