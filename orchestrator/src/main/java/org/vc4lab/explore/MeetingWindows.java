// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.BoundedFiles;
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

    /** Runs the trial. */
    @FunctionalInterface
    interface WindowFinder {
        List<TimeWindow> find() throws IOException, InterruptedException;
    }

    /** @param key of all that they depend on */
    static MeetingWindows of(Store store, CacheKey key, WindowFinder finder) throws IOException, InterruptedException {
        List<List<TimeWindow>> found = new ArrayList<>();
        Path entry = store.<IOException>getOrBuildUnshared(KIND, key, folder -> {
            found.add(finder.find());
            AtomicFiles.write(folder.resolve(FILE), Json.line(found.get(0)));
        });
        Path file = entry.resolve(FILE);
        @Nullable
        List<TimeWindow> windows = Json.mapper().readValue(BoundedFiles.readBytes(file), new TypeReference<>() {});
        if (windows == null) {
            throw new IOException(file + " has no windows"); // but a null
        }
        return new MeetingWindows(windows, !found.isEmpty());
    }
}
