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

    /** Adds a night in one transaction. */
    public void add(MatrixDocument night, boolean good) throws IOException {
        try {
            try (PreparedStatement delete =
                    connection.prepareStatement("delete from night where plan = ? and begun = ?")) {
                delete.setString(1, night.plan().name());
                delete.setString(2, night.startedAt());
                delete.executeUpdate();
            }
            long id = addNight(night, good);
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into trial values (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                for (TrialRecord trial : night.results()) {
                    addTrial(insert, id, trial);
                }
                insert.executeBatch();
            }
            connection.commit();
        } catch (SQLException failed) {
            throw wrap(file, failed);
        }
    }

    private long addNight(MatrixDocument night, boolean good) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into night (plan, begun, good) values (?, ?, ?) returning id")) {
            insert.setString(1, night.plan().name());
            insert.setString(2, night.startedAt());
            insert.setBoolean(3, good);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void addTrial(PreparedStatement insert, long night, TrialRecord trial) throws SQLException {
        insert.setLong(1, night);
        insert.setString(2, trial.id());
        insert.setObject(3, trial.inputs().orElse(null));
        insert.setString(4, trial.verdict().toString());
        insert.setObject(5, trial.outcome().expected().map(Verdict::toString).orElse(null));
        insert.setObject(
                6, trial.outcome().asExpected().map(good -> good ? 1 : 0).orElse(null));
        insert.setLong(7, trial.provenance().wallMillis());
        insert.setObject(8, nullable(trial.observations().maxIrqsOffMicros()));
        insert.setObject(9, nullable(trial.observations().infoframeLateMicros()));
        insert.addBatch();
    }

    private static @Nullable Long nullable(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    /** Start of a plan's newest good night before a time, ISO 8601. */
    public Optional<String> lastGoodNight(String plan, String before) throws IOException {
        return selectStart(
                "select begun from night where plan = ? and begun < ? and good order by begun desc", plan, before);
    }

    /** Start of a plan's newest night before a time, ISO 8601. */
    public Optional<String> lastNight(String plan, String before) throws IOException {
        return selectStart("select begun from night where plan = ? and begun < ? order by begun desc", plan, before);
    }

    private Optional<String> selectStart(String query, String plan, String before) throws IOException {
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setString(1, plan);
            select.setString(2, before);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        } catch (SQLException failed) {
            throw wrap(file, failed);
        }
    }

    /** A trial's results in a plan's nights before a time, newest first. */
    public List<HistoricalTrial> pastTrials(String plan, String trial, String before, int limit) throws IOException {
        try (PreparedStatement select = connection.prepareStatement(
                """
                select begun, inputs, verdict, as_expected from trial join night on night.id = trial.night
                where plan = ? and trial.id = ? and begun < ? order by begun desc limit ?""")) {
            select.setString(1, plan);
            select.setString(2, trial);
            select.setString(3, before);
            select.setInt(4, limit);
            List<HistoricalTrial> trials = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    int good = row.getInt(4);
                    Optional<Boolean> asExpected = row.wasNull() ? Optional.empty() : Optional.of(good == 1);
                    trials.add(new HistoricalTrial(
                            row.getString(1),
                            Optional.ofNullable(row.getString(2)),
                            Verdict.of(row.getString(3)),
                            asExpected));
                }
            }
            return trials;
        } catch (SQLException failed) {
            throw wrap(file, failed);
        }
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
