// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
