// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.exec.Json;
import org.vc4lab.lab.LabCode;
import org.vc4lab.lab.WitnessedMoment;

/**
 * Where the reports of a trial are. A trial is searched for each once, and the store keeps what was found: it is the
 * same each time.
 *
 * @param trialKey of all that the trial depends on
 */
public record KnownReports(Store store, CacheKey trialKey) {
    private static final String KIND = "report";
    private static final String FILE = "moment.json";

    /** Searches a trial, and leaves it anywhere. */
    @FunctionalInterface
    interface ReportSearch {
        WitnessedMoment find() throws IOException, InterruptedException;
    }

    /**
     * Goes to a report, as {@link Timeline#goToReport} does.
     *
     * @param name of the case for the problem; empty for any
     */
    public WitnessedMoment goTo(Timeline timeline, Optional<String> name) throws IOException, InterruptedException {
        WitnessedMoment moment = find(name, () -> timeline.goToReport(name));
        timeline.goTo(moment.atNanos());
        return moment;
    }

    WitnessedMoment find(Optional<String> name, ReportSearch search) throws IOException, InterruptedException {
        CacheKey key = new CacheKey()
                .addValue("trial", trialKey.id())
                .addText("report", name.orElse("")) // no name is empty
                .addText("debugger", LabCode.running().hashOf("debug"));
        Path entry = store.<IOException>getOrBuildUnshared(
                KIND, key, folder -> AtomicFiles.write(folder.resolve(FILE), Json.line(search.find())));
        Path file = entry.resolve(FILE);
        @Nullable WitnessedMoment moment = Json.mapper().readValue(BoundedFiles.readBytes(file), WitnessedMoment.class);
        if (moment == null) {
            throw new IOException(file + " has no report"); // but a null
        }
        return moment;
    }
}
