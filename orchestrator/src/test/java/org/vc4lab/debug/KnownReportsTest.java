// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.debug.KnownReports.FoundReport;
import org.vc4lab.debug.Timeline.SavedPlace;
import org.vc4lab.lab.WitnessedMoment;

/** A trial is searched for a report once. */
class KnownReportsTest {
    private static final Optional<String> ANY = Optional.empty();
    private static final CacheKey BOOT = new CacheKey();

    @TempDir
    Path folder;

    private Store store;
    private int searches;

    @BeforeEach
    void openStore() throws Exception {
        store = Store.open(folder.resolve("store"), Progress.silent());
    }

    @AfterEach
    void closeStore() throws Exception {
        store.close();
    }

    private KnownReports of(String trial) {
        return new KnownReports(store, new CacheKey().addText("trial", trial), Optional.empty());
    }

    private Path find(String trial, Optional<String> name, CacheKey boot) throws Exception {
        KnownReports reports = of(trial);
        return reports.keep(reports.keyOf(name, boot), this::search);
    }

    private FoundReport search(Path entry) throws IOException {
        searches++;
        Files.writeString(entry.resolve("state"), "of search " + searches);
        return new FoundReport(
                new WitnessedMoment(1_000 + searches, 1, "___might_sleep"),
                Optional.of(new SavedPlace(100, 900 + searches)));
    }

    @Test
    void theStoreKeepsWhatWasFound() throws Exception {
        Path entry = find("base", ANY, BOOT);
        assertThat(KnownReports.read(entry))
                .isEqualTo(new FoundReport(
                        new WitnessedMoment(1_001, 1, "___might_sleep"), Optional.of(new SavedPlace(100, 901))));
        assertThat(entry.resolve("state")).hasContent("of search 1");
        assertThat(find("base", ANY, BOOT)).isEqualTo(entry);
        assertThat(searches).isEqualTo(1);
    }

    @Test
    void anotherNameTrialOrWitnessIsSearchedFor() throws Exception {
        find("base", ANY, BOOT);
        find("base", Optional.of("W1"), BOOT);
        find("dont-poll", ANY, BOOT);
        find("base", ANY, new CacheKey().addText("witness", "watches more"));
        assertThat(searches).isEqualTo(4);
    }

    /** Whoever can write into the store may leave anything in it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{\"moment\":null,\"place\":null}",
                "{\"moment\":{\"atNanos\":5,\"cpu\":1,\"function\":null},\"place\":null}",
                "{\"moment\":{\"atNanos\":[],\"cpu\":1,\"function\":\"f\"},\"place\":null}"
            })
    void aDamagedEntryIsRefused(String json) throws Exception {
        Path entry = find("base", ANY, BOOT);
        Files.writeString(entry.resolve("report.json"), json);
        assertThatThrownBy(() -> KnownReports.read(entry))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(entry + "/report.json is damaged: ");
    }

    @Test
    void aReportThatCannotBeKeptIsSearchedForAgain() throws Exception {
        KnownReports reports = of("base");
        assertThatThrownBy(() -> reports.keep(reports.keyOf(ANY, BOOT), entry -> {
                    throw new IOException("no room for a machine");
                }))
                .hasMessage("no room for a machine");
        find("base", ANY, BOOT);
        assertThat(searches).isEqualTo(1);
    }
}
