// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vc4lab.cli.dmesg.DmesgFormat;
import org.vc4lab.cli.dmesg.DmesgOutput;
import org.vc4lab.cli.dmesg.LogFollower;
import org.vc4lab.cli.dmesg.Symbolizer;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.kernellog.KernelLogParser;
import org.vc4lab.kernellog.LogOrigin;
import org.vc4lab.kernellog.LogSink;
import org.vc4lab.kernellog.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds and names the reports in kernel logs. */
@Command(
        name = "dmesg",
        description = "Finds the reports in kernel logs (warnings, oopses, lock and context complaints, sanitizer"
                + " findings, hangs) and names them.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every log was read",
            "1:with --fail-on-report, a report was found",
            "128:a log cannot be read, or the usage is wrong"
        })
final class DmesgCommand extends LabCommand {
    private static final String STANDARD_INPUT = "-";

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "A kernel log; - for standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}; jsonl prints each report as soon as it is complete.")
    private DmesgFormat format = DmesgFormat.table;

    @Option(names = "--symbols", paramLabel = "VMLINUX", description = "Add file and line to each frame, from this.")
    private Optional<Path> symbols = Optional.empty();

    @Option(names = "--follow", description = "Keep reading as the log grows; for one FILE.")
    private boolean follow;

    @Option(names = "--notes", description = "Also print the errors of ALSA and DRM, to standard error.")
    private boolean notes;

    @Option(names = "--fail-on-report", description = "Exit with 1 if there is a report.")
    private boolean failOnReport;

    private boolean foundUnreadable;
    private boolean foundReport;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (follow && files.size() != 1) {
            throw new UsageException("--follow reads one FILE, not " + files.size());
        }
        if (follow && format != DmesgFormat.jsonl) {
            throw new UsageException("--follow needs --format=jsonl: the other formats print at the end");
        }
        Symbolizer symbolizer =
                symbols.isPresent() ? Symbolizer.of(symbols.get(), new ProcessRunner()) : Symbolizer.NONE;
        DmesgOutput output = format.newOutput(out(), symbolizer);
        for (String file : files) {
            readFile(file, output);
        }
        output.finish();
        if (foundUnreadable) {
            return ExitCode.USAGE;
        }
        return failOnReport && foundReport ? ExitCode.BAD : ExitCode.GOOD;
    }

    private void readFile(String file, DmesgOutput output) throws IOException, InterruptedException {
        Path path = Path.of(file);
        if (!file.equals(STANDARD_INPUT) && !Files.isReadable(path)) {
            reportUnreadable(file + (Files.exists(path) ? " cannot be read" : " does not exist"));
        } else if (!file.equals(STANDARD_INPUT) && Files.isDirectory(path)) {
            reportUnreadable(file + " is a folder; name the logs in it");
        } else {
            LogSink sink = newSink(file, output);
            if (follow) {
                follow(file, sink);
            } else {
                read(file, sink);
            }
        }
    }

    private static void read(String file, LogSink sink) throws IOException {
        try (InputStream log = file.equals(STANDARD_INPUT)
                ? new BufferedInputStream(System.in)
                : Files.newInputStream(Path.of(file))) {
            KernelLogParser.parse(log, LogOrigin.POSTED, sink);
        }
    }

    private static void follow(String file, LogSink sink) throws IOException, InterruptedException {
        LogFollower follower = new LogFollower(new KernelLogParser(sink));
        if (file.equals(STANDARD_INPUT)) {
            follower.followPipe(System.in);
        } else {
            follower.followFile(Path.of(file));
        }
    }

    private void reportUnreadable(String problem) {
        foundUnreadable = true;
        err().println("vc4lab dmesg: " + problem);
    }

    private LogSink newSink(String file, DmesgOutput output) {
        return new LogSink() {
            @Override
            public void report(Report report) {
                foundReport = true;
                output.report(file, report);
            }

            @Override
            public boolean wantsNotes() {
                return notes;
            }

            @Override
            public void note(LogSink.Note note) {
                err().println(file + ":" + note.line() + ": " + note.text());
            }
        };
    }
}
