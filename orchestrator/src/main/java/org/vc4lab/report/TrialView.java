// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vc4lab.lab.Finding;
import org.vc4lab.lab.SeenReport;
import org.vc4lab.lab.Verdict;
import org.vc4lab.lab.Waveform;
import org.vc4lab.matrix.Night;
import org.vc4lab.matrix.PastTrial;
import org.vc4lab.matrix.TrialRecord;

/** What a trial's page shows, as its template takes it. */
public record TrialView(
        String plan,
        String begun,
        GridView.Cell cell,
        List<Pair> place,
        List<Pair> measures,
        List<Why> findings,
        List<Seen> reports,
        List<String> messages,
        List<String> violations,
        List<Past> past,
        String source,
        String sourceBeginning,
        String capture,
        String captureBeginning,
        String soundSeconds,
        String picture,
        List<Line> console,
        int firstReport) {

    /** A name with a value. */
    public record Pair(String name, String value) {}

    /** A finding. */
    public record Why(String verdict, String reason) {}

    /** A report, with where it stands in the log. */
    public record Seen(
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
    public record Past(String night, String verdict, boolean unexpected) {}

    /**
     * A line of the log.
     *
     * @param report number of the report that it belongs to; 0 if to none
     */
    public record Line(int number, String text, int report) {}

    static TrialView of(Night night, TrialRecord trial, TrialMaterial material) {
        List<Seen> reports = reports(trial);
        Optional<Waveform.Sound> capture = material.sound().flatMap(Waveform.Pair::capture);
        return new TrialView(
                night.document().plan(),
                Text.time(night.document().begun()),
                GridView.cell(night, trial),
                place(trial),
                measures(trial),
                trial.findings().stream().map(TrialView::why).toList(),
                reports,
                trial.messages().stream()
                        .map(seen -> "in " + seen.phase().toString().toLowerCase(Locale.ROOT) + ": " + seen.text()
                                + (seen.times() > 1 ? " (" + seen.times() + " times)" : ""))
                        .toList(),
                trial.violations(),
                past(night, trial),
                material.sound().map(pair -> Outline.path(pair.source().all())).orElse(""),
                material.sound()
                        .map(pair -> Outline.path(pair.source().beginning()))
                        .orElse(""),
                capture.map(sound -> Outline.path(sound.all())).orElse(""),
                capture.map(sound -> Outline.path(sound.beginning())).orElse(""),
                capture.map(sound ->
                                String.format(Locale.ROOT, "%.2f s", sound.all().seconds()))
                        .orElse("nothing"),
                material.picture().orElse(""),
                lines(material.console(), reports),
                reports.isEmpty() ? 0 : (int) reports.get(0).firstLine());
    }

    private static Why why(Finding finding) {
        return new Why(finding.verdict().toString(), finding.reason());
    }

    private static List<Pair> place(TrialRecord trial) {
        List<Pair> place = new ArrayList<>(List.of(
                new Pair("kernel", trial.kernel()),
                new Pair("configuration", trial.config()),
                new Pair("candidate", trial.candidate()),
                new Pair("scenario", trial.scenario()),
                new Pair("hardware profile", trial.profile())));
        if (!trial.faults().isEmpty()) {
            place.add(new Pair("faults", String.join(", ", trial.faults())));
        }
        return place;
    }

    private static List<Pair> measures(TrialRecord trial) {
        String origin = trial.run().origin().toString().toLowerCase(Locale.ROOT);
        return List.of(
                new Pair("interrupts off, at most", Text.micros(trial.maxIrqsOffMicros())),
                new Pair("infoframe after the first sample", Text.micros(trial.infoframeLateMicros())),
                new Pair(
                        "samples that arrived unchanged",
                        String.format(Locale.ROOT, "%,d of %,d", trial.samplesPlayed(), trial.samplesExpected())),
                new Pair("wall time of the trial", Text.seconds(trial.run().wallMillis())),
                new Pair("this result was", origin + " on " + trial.run().host()),
                new Pair("tries", Integer.toString(trial.run().tries())),
                new Pair("inputs", trial.inputs().orElse("–")));
    }

    private static List<Seen> reports(TrialRecord trial) {
        List<Seen> all = new ArrayList<>();
        for (SeenReport report : trial.reports()) {
            all.add(new Seen(
                    all.size() + 1,
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
        return all;
    }

    private static List<Past> past(Night night, TrialRecord trial) {
        List<Past> all = new ArrayList<>();
        for (PastTrial one : night.past().getOrDefault(trial.id(), List.of())) {
            Verdict verdict = one.verdict();
            all.add(
                    0,
                    new Past(
                            Text.time(one.night()),
                            verdict.toString(),
                            !one.asExpected().orElse(true)));
        }
        return all;
    }

    private static List<Line> lines(List<String> console, List<Seen> reports) {
        int[] owner = new int[console.size() + 1];
        for (Seen report : reports) {
            for (long line = report.firstLine(); line <= Math.min(report.lastLine(), console.size()); line++) {
                owner[(int) line] = report.number();
            }
        }
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < console.size(); i++) {
            lines.add(new Line(i + 1, XmlText.plain(console.get(i).replace("\r", "")), owner[i + 1]));
        }
        return lines;
    }
}
