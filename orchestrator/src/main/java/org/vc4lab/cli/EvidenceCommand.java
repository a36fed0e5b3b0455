// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
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
    private Path trial;

    @Option(names = "--console", paramLabel = "N", description = "Print the last N lines of the console's log instead.")
    private @Nullable Integer consoleLines;

    @Override
    public Integer call() throws IOException {
        Path folder = Files.isDirectory(trial) ? trial : belowRuns();
        if (consoleLines == null) {
            requirePlainFile(folder.resolve(TrialFolder.EVIDENCE));
            Json.writeDocument(EvidenceFile.read(folder), out());
        } else {
            Path console = requirePlainFile(folder.resolve(TrialFolder.CONSOLE));
            List<String> lines = BoundedFiles.readString(console, StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            lines.subList(Math.max(0, lines.size() - Math.max(0, consoleLines)), lines.size())
                    .forEach(out()::println);
        }
        return ExitCode.GOOD;
    }

    private Path belowRuns() throws IOException {
        Path runs = context().runs().normalize();
        Path folder = runs.resolve(trial).normalize();
        if (!Files.isDirectory(folder) || !folder.toRealPath().startsWith(runs.toRealPath())) {
            throw new UsageException("no folder of a trial: " + trial + ", nor is there one below " + runs
                    + "; verify --format json names it");
        }
        return folder;
    }

    /** A guest that took over the emulator could have left a link. */
    private static Path requirePlainFile(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new UsageException("not the folder of a trial that has ended: there is no file " + file);
        }
        return file;
    }
}
