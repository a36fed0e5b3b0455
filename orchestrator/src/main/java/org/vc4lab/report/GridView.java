// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vc4lab.lab.SeenReport;
import org.vc4lab.lab.Verdict;
import org.vc4lab.matrix.Change;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.Night;
import org.vc4lab.matrix.TrialName;
import org.vc4lab.matrix.TrialRecord;

/** What the first page shows, as its template takes it. */
public record GridView(
        String plan,
        String caseName,
        String begun,
        int trials,
        int expected,
        int unexpected,
        int untold,
        int infra,
        List<String> missing,
        List<String> notes,
        String lastNight,
        List<Changed> changed,
        List<Count> verdicts,
        List<Section> sections) {

    /** Trials that changed in the same way. */
    public record Changed(String change, List<Cell> cells) {}

    /** How many trials have a verdict. */
    public record Count(String verdict, int count) {}

    /** A kernel in a configuration: candidates side by side. */
    public record Section(String kernel, String config, List<String> candidates, List<Row> rows) {}

    /** A scenario with a profile and faults. */
    public record Row(String scenario, String profile, String faults, List<Cell> cells) {}

    /**
     * A trial.
     *
     * @param verdict empty where there is no such trial in the plan
     * @param expected empty where nothing is expected
     * @param reports names of the reports seen
     */
    public record Cell(
            String candidate,
            String id,
            String href,
            String verdict,
            String expected,
            boolean unexpected,
            String change,
            String reports,
            String seconds) {
        static Cell none(String candidate) {
            return new Cell(candidate, "", "", "", "", false, "", "", "");
        }
    }

    static GridView of(Night night) {
        MatrixDocument document = night.document();
        int infra =
                (int) document.results().stream().filter(TrialRecord::isInfra).count();
        int judged = (int) document.results().stream()
                .filter(trial -> trial.asExpected().isPresent())
                .count();
        return new GridView(
                document.plan(),
                document.caseName(),
                Text.time(document.begun()),
                document.trials(),
                judged - document.unexpected().size(),
                document.unexpected().size(),
                document.results().size() - judged - infra,
                infra,
                document.missing(),
                document.notes(),
                night.lastNight().map(Text::time).orElse(""),
                changed(night),
                document.verdicts().entrySet().stream()
                        .map(one -> new Count(one.getKey().toString(), one.getValue()))
                        .toList(),
                sections(night));
    }

    private static List<Changed> changed(Night night) {
        List<Changed> all = new ArrayList<>();
        for (Change change : List.of(Change.NEW, Change.FIXED, Change.FLAKY)) {
            List<Cell> cells = night.trials(change).stream()
                    .map(trial -> cell(night, trial))
                    .toList();
            all.add(new Changed(Text.mark(change), cells));
        }
        return all;
    }

    private static List<Section> sections(Night night) {
        Map<String, List<TrialRecord>> kernels = new LinkedHashMap<>();
        night.document().results().forEach(trial -> kernels.computeIfAbsent(
                        trial.kernel() + "/" + trial.config(), name -> new ArrayList<>())
                .add(trial));
        return kernels.values().stream().map(trials -> section(night, trials)).toList();
    }

    private static Section section(Night night, List<TrialRecord> trials) {
        List<String> candidates =
                trials.stream().map(TrialRecord::candidate).distinct().toList();
        Map<List<String>, Map<String, Cell>> rows = new LinkedHashMap<>();
        for (TrialRecord trial : trials) {
            List<String> row = List.of(trial.scenario(), trial.profile(), String.join(" ", trial.faults()));
            rows.computeIfAbsent(row, name -> new LinkedHashMap<>()).put(trial.candidate(), cell(night, trial));
        }
        List<Row> shown = rows.entrySet().stream()
                .map(row -> new Row(
                        row.getKey().get(0),
                        row.getKey().get(1),
                        row.getKey().get(2),
                        candidates.stream()
                                .map(name -> row.getValue().getOrDefault(name, Cell.none(name)))
                                .toList()))
                .toList();
        return new Section(trials.get(0).kernel(), trials.get(0).config(), candidates, shown);
    }

    static Cell cell(Night night, TrialRecord trial) {
        return new Cell(
                trial.candidate(),
                trial.id(),
                "trials/" + TrialName.of(trial.id()) + ".html",
                trial.verdict().toString(),
                trial.expected().map(Verdict::toString).orElse(""),
                trial.isUnexpected(),
                Text.mark(night.change(trial.id())),
                String.join(" ", names(trial)),
                Text.seconds(trial.run().wallMillis()));
    }

    private static List<String> names(TrialRecord trial) {
        return trial.reports().stream()
                .map(SeenReport::name)
                .flatMap(name -> name.stream())
                .distinct()
                .toList();
    }
}
