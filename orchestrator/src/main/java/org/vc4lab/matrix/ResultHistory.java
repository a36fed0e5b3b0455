// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.vc4lab.lab.model.Verdict;

/** Results of all nights in one SQLite file. Adding a night again, with the same plan and start, replaces it. */
public final class ResultHistory implements AutoCloseable {
    private static final int BUSY_MILLIS = 30_000;
    private static final List<String> TABLES = List.of(
            """
            create table if not exists night (
              id integer primary key, plan text not null, begun text not null, good integer not null,
              unique (plan, begun))""",
            """
            create table if not exists trial (
              night integer not null references night (id) on delete cascade, id text not null, inputs text,
              verdict text not null, expected text, as_expected integer, wall_millis integer not null,
              irqs_off_micros integer, infoframe_late_micros integer, primary key (night, id))""",
            "create index if not exists trial_by_id on trial (id)");

    private final Path file;
    private final Connection connection;

    private ResultHistory(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** Opens the file or creates it. */
    public static ResultHistory open(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
        try {
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma busy_timeout = " + BUSY_MILLIS);
                statement.execute("pragma foreign_keys = on");
                for (String table : TABLES) {
                    statement.execute(table);
                }
                connection.setAutoCommit(false);
            } catch (SQLException failed) {
                connection.close();
                throw failed;
            }
            return new ResultHistory(file, connection);
        } catch (SQLException failed) {
            throw wrap(file, failed);
        }
    }

    private static IOException wrap(Path file, SQLException failed) {
        return new IOException("the history " + file + ": " + failed.getMessage(), failed);
    }

    @FunctionalInterface
    private interface RowReader<T> {
        T readRow(ResultSet row) throws SQLException;
    }

    /**
     * A trial of an earlier night.
     *
     * @param night its start, ISO 8601
     * @param inputs hash of all that the trial depended on
     */
    public record HistoricalTrial(
            String night, Optional<String> inputs, Verdict verdict, Optional<Boolean> asExpected) {}

    /** Adds a night in one transaction. */
    public void add(MatrixDocument night, boolean good) throws IOException {
        String plan = night.plan().name();
        String startedAt = night.startedAt();
        try {
            update("delete from night where plan = ? and begun = ?", plan, startedAt);
            update("insert into night (plan, begun, good) values (?, ?, ?)", plan, startedAt, good);
            for (TrialRecord trial : night.results()) {
                update(
                        "insert into trial select id, ?, ?, ?, ?, ?, ?, ?, ? from night where plan = ? and begun = ?",
                        trial.id(),
                        trial.inputs().orElse(null),
                        trial.verdict().toString(),
                        trial.outcome().expected().map(Verdict::toString).orElse(null),
                        trial.outcome().asExpected().orElse(null),
                        trial.provenance().wallMillis(),
                        nullable(trial.observations().maxIrqsOffMicros()),
                        nullable(trial.observations().infoframeLateMicros()),
                        plan,
                        startedAt);
            }
            connection.commit();
        } catch (SQLException failed) {
            throw wrap(file, failed);
        }
    }

    private static @Nullable Long nullable(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    /** Start of a plan's newest night, or newest good night, before a time, ISO 8601. */
    public Optional<String> lastNight(String plan, String before, boolean onlyGood) throws IOException {
        String query = "select begun from night where plan = ? and begun < ? and good >= ? order by begun desc limit 1";
        return select(row -> row.getString(1), query, plan, before, onlyGood).stream()
                .findFirst();
    }

    /** A trial's results in a plan's nights before a time, newest first. */
    public List<HistoricalTrial> pastTrials(String plan, String trial, String before, int limit) throws IOException {
        return select(
                row -> new HistoricalTrial(
                        row.getString(1),
                        Optional.ofNullable(row.getString(2)),
                        Verdict.of(row.getString(3)),
                        Optional.ofNullable(row.getObject(4)).map(good -> good.equals(1))),
                """
                select begun, inputs, verdict, as_expected from trial join night on night.id = trial.night
                where plan = ? and trial.id = ? and begun < ? order by begun desc limit ?""",
                plan,
                trial,
                before,
                limit);
    }

    private <T> List<T> select(RowReader<T> reader, String query, Object... values) throws IOException {
        try (PreparedStatement select = prepare(query, values);
                ResultSet row = select.executeQuery()) {
            List<T> results = new ArrayList<>();
            while (row.next()) {
                results.add(reader.readRow(row));
            }
            return results;
        } catch (SQLException failed) {
            throw wrap(file, failed);
        }
    }

    private void update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement update = prepare(sql, values)) {
            update.executeUpdate();
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException failed) {
            throw wrap(file, failed);
        }
    }
}
