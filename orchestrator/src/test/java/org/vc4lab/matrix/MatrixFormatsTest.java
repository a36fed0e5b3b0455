// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.Golden;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.Evidence.DriverMessage;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.ObserverSummary;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.TrialReport.ReportOccurrence;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.PlannedTrial.TrialAxes;
import org.vc4lab.matrix.ResultHistory.HistoricalTrial;
import org.vc4lab.matrix.RunDirectory.RunManifest;

/** The folder of a run and the history of nights, byte for byte. */
final class MatrixFormatsTest {
    @TempDir
    Path folder;

    /** Every component has a value. */
    private static TrialRecord record(String candidate, TrialRecord.Origin origin) {
        return new TrialRecord(
                "5.10/arm/" + candidate + "/play/prompt/irq-late=5ms",
                new TrialAxes(
                        "5.10",
                        "arm",
                        candidate,
                        "play",
                        "prompt",
                        List.of("irq-late=5ms"),
                        Optional.empty(),
                        Optional.empty()),
                Optional.of("0123"),
                new TrialRecord.Outcome(
                        Verdict.OTHER_REPORT,
                        Optional.of(Verdict.CLEAN),
                        Optional.of(false),
                        List.of(new Finding(Verdict.OTHER_REPORT, "KASAN: it squeaks"))),
                new TrialRecord.Observations(
                        List.of(new TrialReport(
                                Phase.BOOT,
                                ReportKind.KASAN,
                                "KASAN: it squeaks",
                                "0011223344556677",
                                Optional.of("W1"),
                                Optional.of("drivers/squeak.c"),
                                List.of("squeak"),
                                new ReportOccurrence(2, true, false, 7, 9))),
                        List.of(new DriverMessage(Phase.SCENARIO, "vc4-drm: it hurts", 3)),
                        List.of("hdmi0: rule"),
                        OptionalLong.of(4700),
                        OptionalLong.of(16),
                        176_400,
                        1000,
                        Optional.of(new ObserverSummary(
                                List.of("no report"), List.of("the canary's sleep"), List.of(), List.of("no sample")))),
                Optional.empty(),
                new TrialRecord.Provenance(origin, 2, 6400, "here"));
    }

    private static List<TrialRecord> records() {
        List<TrialRecord> records = new ArrayList<>();
        for (TrialRecord.Origin origin : TrialRecord.Origin.values()) {
            records.add(record("fix" + records.size(), origin));
        }
        for (Verdict verdict : Verdict.values()) {
            records.add(MatrixFixtures.trial(
                    "5.10/arm/" + records.size() + "/play/prompt", "7", verdict, Optional.empty(), "why"));
        }
        return records;
    }

    private static RunManifest header() {
        Map<String, Integer> shards = new LinkedHashMap<>();
        shards.put(records().get(0).id(), 1);
        return MatrixFixtures.manifest(1, 2, shards);
    }

    @Test
    void runFolderKeepsItsBytes() throws Exception {
        try (RunDirectory run = RunDirectory.create(folder, header())) {
            for (TrialRecord record : records()) {
                run.add(record);
            }
        }
        Golden.check("run/run.json", Files.readString(folder.resolve("run.json")));
        Golden.check("run/records.jsonl", Files.readString(folder.resolve("records.jsonl")));
    }

    @Test
    void runFolderOfBeforeIsReadBack() throws Exception {
        RunDirectory read = RunDirectory.read(Golden.file("run"));

        assertThat(read.manifest()).isEqualTo(header());
        assertThat(List.copyOf(read.records().values())).isEqualTo(records());
    }

    @Test
    void runOfALabThatDidNotKnowThePatchesIsReadBack() throws Exception {
        RunDirectory.create(folder, header()).close();
        Path manifest = folder.resolve("run.json");
        Files.writeString(manifest, Files.readString(manifest).replaceFirst(",\"patchsets\":\\{[^}]*}", ""));

        assertThat(RunDirectory.read(folder).manifest().patchsets()).isEmpty();
    }

    @Test
    void historyKeepsItsColumnsAndValues() throws Exception {
        Path file = folder.resolve("history.sqlite");
        try (ResultHistory history = ResultHistory.open(file)) {
            history.add(MatrixFixtures.document(MatrixFixtures.STARTED_AT, records(), List.of()), true);
            assertThat(history.pastTrials("nightly", records().get(0).id(), "2027", 9))
                    .containsExactly(new HistoricalTrial(
                            MatrixFixtures.STARTED_AT, Optional.of("0123"), Verdict.OTHER_REPORT, Optional.of(false)));
        }
        List<String> lines = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String query : List.of(
                    "select type, name, sql from sqlite_master where sql is not null order by name",
                    "select * from night",
                    "select * from trial order by id")) {
                try (ResultSet rows = statement.executeQuery(query)) {
                    while (rows.next()) {
                        List<String> cells = new ArrayList<>();
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            cells.add(rows.getMetaData().getColumnName(i) + "=" + rows.getString(i));
                        }
                        lines.add(String.join(" | ", cells));
                    }
                }
            }
        }
        Golden.check("history.txt", String.join("\n", lines) + "\n");
    }

    @Test
    void planIsKnownByTheSameHashAndItsTrialsByTheSameIds() throws Exception {
        MatrixPlan plan = MatrixFixtures.plan(List.of("base", "hw-params"), List.of("own"));
        List<String> ids = plan.plannedTrials().stream().map(PlannedTrial::id).toList();
        Golden.check("plan.txt", plan.identity().hash() + "\n" + String.join("\n", ids) + "\n");
    }
}
