// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.matrix;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.io.function.IOConsumer;
import org.jspecify.annotations.Nullable;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.Json;
import org.vc4lab.exec.PrintableWriter;
import org.vc4lab.explore.ExplorationSummary;
import org.vc4lab.explore.ShrunkSchedule;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.matrix.ResultHistory;
import org.vc4lab.matrix.TrialFiles;
import org.vc4lab.matrix.TrialRecord;
import org.vc4lab.report.HtmlReport;
import org.vc4lab.report.HtmlReport.TrialArtifacts;
import org.vc4lab.report.JUnitReport;
import org.vc4lab.report.KcidbDocument;
import org.vc4lab.report.KcidbReport;
import org.vc4lab.report.KernelRun;
import org.vc4lab.report.KtapReport;
import org.vc4lab.trace.CallsBeforeReport;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Publishes the results of a night: reports, history, summary, exit code. */
public final class ReportPublisher {
    private static final System.Logger LOG = System.getLogger(ReportPublisher.class.getName());

    /** Written last: if it exists, so do the other reports. */
    private static final String RESULTS_FILE = "results.json";

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = {
                "Compare with the nights in this file, and add this one unless it is a shard.",
                "A SQLite file; created if it does not exist."
            })
    private @Nullable Path history;

    @Option(
            names = "--night",
            description = {
                "Exit with 1 only if a trial is worse than in the last good night of the history, not if it is as",
                "unexpected as it was then."
            })
    private boolean night;

    @Mixin
    private final KcidbOrigin kcidbOrigin = new KcidbOrigin();

    public void validate() {
        kcidbOrigin.name();
        if (night && history == null) {
            throw new UsageException("--night takes --history FILE");
        }
    }

    /**
     * Writes the reports into a folder, and prints a summary.
     *
     * @param trialFiles of the trial with an id
     * @param patchsets a hash of the patches of each kernel, if they are known
     * @param isComplete whether the run is a whole plan; only those enter the history
     * @return the exit code
     */
    public int publish(
            MatrixDocument document,
            Function<String, TrialFiles> trialFiles,
            Map<String, String> patchsets,
            Path folder,
            boolean isComplete,
            PrintWriter out)
            throws IOException {
        NightlyComparison comparison = compare(document, isComplete);
        Files.createDirectories(folder);
        KcidbDocument kcidb = KcidbReport.of(
                kcidbOrigin.name(),
                document.plan().hash() + document.startedAt(),
                document.startedAt(),
                KernelRun.of(document, patchsets));
        write(folder.resolve("kcidb.json"), report -> Json.writeDocument(kcidb, report));
        Path index = writeReports(comparison, trialFiles, folder, out);
        NightSummary.print(comparison, index, out);
        return exitCode(comparison);
    }

    private NightlyComparison compare(MatrixDocument document, boolean isComplete) throws IOException {
        if (history == null) {
            return NightlyComparison.withoutHistory(document);
        }
        try (ResultHistory resultHistory = ResultHistory.open(history)) {
            NightlyComparison comparison = NightlyComparison.of(document, resultHistory);
            if (isComplete) {
                resultHistory.add(document, comparison.isGood());
            }
            return comparison;
        }
    }

    /**
     * Writes the reports; the site needs nothing from outside its folder.
     *
     * @param notes gets what is left out
     * @return the page that a reader opens
     */
    private static Path writeReports(
            NightlyComparison comparison, Function<String, TrialFiles> trialFiles, Path folder, PrintWriter notes)
            throws IOException {
        MatrixDocument document = comparison.document();
        Path site = folder.resolve("site");
        Path trials = Files.createDirectories(site.resolve("trials"));
        HtmlReport html = new HtmlReport(comparison, trials);
        for (TrialRecord trial : document.results()) {
            String name = TrialFiles.nameOf(trial.id());
            TrialFiles files = trialFiles.apply(trial.id());
            Optional<Path> screenshot = files.screenshot();
            if (screenshot.isPresent()) {
                Files.copy(screenshot.get(), trials.resolve(name + ".png"), StandardCopyOption.REPLACE_EXISTING);
            }
            Optional<ShrunkSchedule> shrunk = trial.explored().flatMap(ExplorationSummary::shrunk);
            if (shrunk.isPresent()) {
                write(trials.resolve(HtmlReport.scheduleFile(trial)), out -> Json.writeDocument(shrunk.get(), out));
            }
            TrialArtifacts artifacts = new TrialArtifacts(
                    files.consoleLines(),
                    files.waveforms(),
                    screenshot.map(file -> name + ".png"),
                    callsOf(files, notes));
            write(trials.resolve(name + ".html"), out -> html.writeTrial(trial, artifacts, out));
        }
        Path index = site.resolve("index.html");
        write(index, html::writeIndex);
        write(folder.resolve("junit.xml"), out -> JUnitReport.write(document, trials, out));
        write(folder.resolve("results.ktap"), out -> KtapReport.write(document, trials, out));
        write(folder.resolve(RESULTS_FILE), out -> Json.writeDocument(document, out));
        return index;
    }

    /** A shard or a shared store may have brought a damaged file, and a page is complete without the picture. */
    private static Optional<CallsBeforeReport> callsOf(TrialFiles files, PrintWriter notes) {
        try {
            return files.calls();
        } catch (IOException damaged) {
            LOG.log(Level.DEBUG, "no picture of calls", damaged);
            notes.println("no picture of the calls before a report: " + files.callsFile() + " is damaged");
            return Optional.empty();
        }
    }

    private static void write(Path file, IOConsumer<Writer> writer) throws IOException {
        AtomicFiles.<IOException>write(file, temporary -> {
            try (Writer out = new PrintableWriter(Files.newBufferedWriter(temporary))) {
                writer.accept(out);
            }
        });
    }

    private int exitCode(NightlyComparison comparison) {
        List<String> failures =
                night ? comparison.regressions() : comparison.document().unexpected();
        if (!failures.isEmpty()) {
            return ExitCode.BAD;
        }
        return comparison.document().hasInfraFailure() ? ExitCode.INFRASTRUCTURE : ExitCode.GOOD;
    }

    /** Whether a run has written its last report. */
    public static boolean isFinished(Path folder) {
        return Files.exists(folder.resolve(RESULTS_FILE));
    }
}
