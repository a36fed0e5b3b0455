// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.guest.Schedule.TimeWindow;

/** A trial runs once to find its meetings. */
class MeetingWindowsTest {
    private static final List<TimeWindow> WINDOWS =
            List.of(new TimeWindow(100, 200, OptionalInt.of(2)), new TimeWindow(300, 400));

    @TempDir
    Path folder;

    @Test
    void theStoreKeepsWhatWasFound() throws Exception {
        try (Store store = Store.open(folder.resolve("store"), Progress.silent())) {
            assertThat(MeetingWindows.of(store, new CacheKey(), () -> WINDOWS))
                    .isEqualTo(new MeetingWindows(WINDOWS, true));
            assertThat(MeetingWindows.of(store, new CacheKey(), List::of))
                    .isEqualTo(new MeetingWindows(WINDOWS, false));
            assertThat(MeetingWindows.of(store, new CacheKey().addText("trial", "another"), List::of))
                    .isEqualTo(new MeetingWindows(List.of(), true));
        }
    }

    /** Whoever can write into the store may leave anything in it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{\"windows\":null}",
                "{\"windows\":[null]}",
                "{\"windows\":[{\"fromNanos\":5}]}",
                "{\"windows\":7}",
                "[",
                ""
            })
    void aDamagedEntryIsRefused(String json) throws Exception {
        try (Store store = Store.open(folder.resolve("store"), Progress.silent())) {
            CacheKey key = new CacheKey();
            store.<IOException>getOrBuildUnshared(
                    "meetings", key, entry -> Files.writeString(entry.resolve("windows.json"), json));
            assertThatThrownBy(() -> MeetingWindows.of(store, key, () -> WINDOWS))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching("(?s).*/entries/meetings/\\w+/windows.json is damaged: .*");
        }
    }

    @Test
    void aTrialThatFailsIsRunAgain() throws Exception {
        try (Store store = Store.open(folder.resolve("store"), Progress.silent())) {
            assertThatThrownBy(() -> MeetingWindows.of(store, new CacheKey(), () -> {
                        throw new IOException("no calls are known");
                    }))
                    .hasMessage("no calls are known");
            assertThat(MeetingWindows.of(store, new CacheKey(), () -> WINDOWS).ran())
                    .isTrue();
        }
    }
}
