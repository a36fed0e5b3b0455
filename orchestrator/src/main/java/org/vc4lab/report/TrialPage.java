// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vc4lab.lab.audio.Waveform;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.HistoricalTrial;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.matrix.TrialRecord;

/** What a trial's page shows, as its template takes it. */
public record TrialPage(
        String plan,
        String startedAt,
        MatrixPage.Cell cell,
        List<Property> axes,
        List<Property> metrics,
        List<FindingRow> findings,
        List<ReportRow> reports,
        List<String> messages,
        List<String> violations,
        List<HistoryRow> history,
        String source,
        String sourceBeginning,
        String capture,
        String captureBeginning,
        String soundSeconds,
        String picture,
        List<ConsoleLine> console,
        int firstReport) {

    /** A name with a value. */
    public record Property(String name, String value) {}

    /** A finding. */
    public record FindingRow(String verdict, String reason) {}

    /** A report, with where it stands in the log. */
    public record ReportRow(
            int number,
            String name,
            String kind,
            String title,
            String phase,
            int repeats,
            String signature,
            List<String> functions,
            long firstLine,
            long lastLine) {}

    /** The trial in another night. */
    public record HistoryRow(String night, String verdict, boolean unexpected) {}

    /**
     * A line of the log.
     *
     * @param report number of the report that it belongs to; 0 if to none
     */
    public record ConsoleLine(int number, String text, int report) {}

    static TrialPage of(NightlyComparison comparison, TrialRecord trial, TrialArtifacts artifacts) {
        List<ReportRow> reports = reportRows(trial);
        Optional<Waveform.Sound> capture = artifacts.sound().flatMap(Waveform.SoundComparison::capture);
        return new TrialPage(
                comparison.document().plan(),
                DisplayFormats.formatTime(comparison.document().startedAt()),
                MatrixPage.cell(comparison, trial),
                axes(trial),
                metrics(trial),
                trial.findings().stream().map(TrialPage::findingRow).toList(),
                reports,
                trial.messages().stream()
                        .map(message -> "in " + message.phase().toString().toLowerCase(Locale.ROOT) + ": "
                                + message.text() + (message.times() > 1 ? " (" + message.times() + " times)" : ""))
                        .toList(),
                trial.violations(),
                history(comparison, trial),
                artifacts
                        .sound()
                        .map(soundComparison ->
                                WaveformPath.draw(soundComparison.source().whole()))
                        .orElse(""),
                artifacts
                        .sound()
                        .map(soundComparison ->
                                WaveformPath.draw(soundComparison.source().beginning()))
                        .orElse(""),
                capture.map(sound -> WaveformPath.draw(sound.whole())).orElse(""),
                capture.map(sound -> WaveformPath.draw(sound.beginning())).orElse(""),
                capture.map(sound -> String.format(
                                Locale.ROOT, "%.2f s", sound.whole().seconds()))
                        .orElse("nothing"),
                artifacts.screenshot().orElse(""),
                consoleLines(artifacts.console(), reports),
                reports.isEmpty() ? 0 : (int) reports.get(0).firstLine());
    }

    private static FindingRow findingRow(Finding finding) {
        return new FindingRow(finding.verdict().toString(), finding.reason());
    }

    private static List<Property> axes(TrialRecord trial) {
        List<Property> axes = new ArrayList<>(List.of(
                new Property("kernel", trial.kernel()),
                new Property("configuration", trial.config()),
                new Property("candidate", trial.candidate()),
                new Property("scenario", trial.scenario()),
                new Property("hardware profile", trial.profile())));
        if (!trial.faults().isEmpty()) {
            axes.add(new Property("faults", String.join(", ", trial.faults())));
        }
        return axes;
    }

    private static List<Property> metrics(TrialRecord trial) {
        String origin = trial.provenance().origin().toString().toLowerCase(Locale.ROOT);
        return List.of(
                new Property("interrupts off, at most", DisplayFormats.formatMicros(trial.maxIrqsOffMicros())),
                new Property(
                        "infoframe after the first sample", DisplayFormats.formatMicros(trial.infoframeLateMicros())),
                new Property(
                        "samples that arrived unchanged",
                        String.format(Locale.ROOT, "%,d of %,d", trial.samplesPlayed(), trial.samplesExpected())),
                new Property(
                        "wall time of the trial",
                        DisplayFormats.formatSeconds(trial.provenance().wallMillis())),
                new Property(
                        "this result was", origin + " on " + trial.provenance().host()),
                new Property("tries", Integer.toString(trial.provenance().tries())),
                new Property("inputs", trial.inputs().orElse("–")));
    }

    private static List<ReportRow> reportRows(TrialRecord trial) {
        List<ReportRow> rows = new ArrayList<>();
        for (TrialReport report : trial.reports()) {
            rows.add(new ReportRow(
                    rows.size() + 1,
                    report.name().orElse(""),
                    report.kind().toString(),
                    report.title(),
                    report.phase().toString().toLowerCase(Locale.ROOT),
                    report.repeats(),
                    report.signature(),
                    report.functions(),
                    report.firstLine(),
                    report.lastLine()));
        }
        return rows;
    }

    private static List<HistoryRow> history(NightlyComparison comparison, TrialRecord trial) {
        List<HistoryRow> rows = new ArrayList<>();
        for (HistoricalTrial pastTrial : comparison.pastTrials().getOrDefault(trial.id(), List.of())) {
            Verdict verdict = pastTrial.verdict();
            rows.add(
                    0,
                    new HistoryRow(
                            DisplayFormats.formatTime(pastTrial.night()),
                            verdict.toString(),
                            !pastTrial.asExpected().orElse(true)));
        }
        return rows;
    }

    private static List<ConsoleLine> consoleLines(List<String> console, List<ReportRow> reports) {
        int[] reportByLine = new int[console.size() + 1];
        for (ReportRow report : reports) {
            for (long line = report.firstLine(); line <= Math.min(report.lastLine(), console.size()); line++) {
                reportByLine[(int) line] = report.number();
            }
        }
        List<ConsoleLine> lines = new ArrayList<>();
        for (int i = 0; i < console.size(); i++) {
            lines.add(new ConsoleLine(
                    i + 1, XmlSanitizer.sanitize(console.get(i).replace("\r", "")), reportByLine[i + 1]));
        }
        return lines;
    }
}
