// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.Json;
import org.vc4lab.guest.Schedule.TimeWindow;

/**
 * The windows around the {@link Meetings} of a trial, which the store keeps.
 *
 * @param ran whether the trial ran to find them
 */
record MeetingWindows(List<TimeWindow> windows, boolean ran) {
    private static final String KIND = "meetings";
    private static final String FILE = "windows.json";

    MeetingWindows {
        windows = List.copyOf(windows);
    }

    /** What the file has. */
    private record StoredWindows(@JsonProperty("windows") List<TimeWindow> windows) {
        StoredWindows {
            windows = List.copyOf(windows);
        }
    }

    /** Runs the trial. */
    @FunctionalInterface
    interface WindowFinder {
        List<TimeWindow> find() throws IOException, InterruptedException;
    }

    /** @param key of all that they depend on */
    static MeetingWindows of(Store store, CacheKey key, WindowFinder finder) throws IOException, InterruptedException {
        boolean[] ran = {false};
        Path entry = store.<IOException>getOrBuildUnshared(KIND, key, folder -> {
            ran[0] = true;
            AtomicFiles.write(folder.resolve(FILE), Json.line(new StoredWindows(finder.find())));
        });
        return new MeetingWindows(
                Json.read(entry.resolve(FILE), StoredWindows.class).windows(), ran[0]);
    }
}
