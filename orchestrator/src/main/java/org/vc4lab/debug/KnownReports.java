// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Store;
import org.vc4lab.debug.Timeline.SavedPlace;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.Json;
import org.vc4lab.lab.LabCode;
import org.vc4lab.lab.TrialReplay;
import org.vc4lab.lab.WitnessedMoment;

/**
 * Where the reports of a trial are. A trial is searched for each once, and the store keeps what was found, with a
 * machine that is almost there: it is the same each time.
 *
 * @param trialKey of all that the trial depends on
 */
public record KnownReports(Store store, CacheKey trialKey) {
    private static final String KIND = "report";
    private static final String FILE = "report.json";

    /** A report, and where the machine is that the entry has; empty if the scenario begins there. */
    record FoundReport(
            @JsonProperty("moment") WitnessedMoment moment, @JsonProperty("place") Optional<SavedPlace> place) {}

    /** Searches a trial, and leaves a machine in a folder. */
    @FunctionalInterface
    interface ReportSearch {
        FoundReport find(Path folder) throws IOException, InterruptedException;
    }

    /**
     * Opens a trial at a report, as {@link Timeline#goToReport} finds it.
     *
     * @param name of the case for the problem; empty for any
     * @param onFound is given it before the trial is there
     */
    public TrialAtPlace open(TrialReplay replay, Optional<String> name, Consumer<WitnessedMoment> onFound)
            throws IOException, InterruptedException {
        Path entry = find(name, replay.bootKey(), folder -> search(replay, name, folder));
        FoundReport report = read(entry);
        onFound.accept(report.moment());
        Timeline opened =
                report.place().isPresent() ? Timeline.read(entry, report.place().get(), replay) : new Timeline(replay);
        return TrialAtPlace.go(opened, timeline -> {
            timeline.goTo(report.moment().atNanos());
            return report.moment().processor();
        });
    }

    private static FoundReport search(TrialReplay replay, Optional<String> name, Path folder)
            throws IOException, InterruptedException {
        try (Timeline timeline = new Timeline(replay)) {
            WitnessedMoment moment = timeline.goToReport(name);
            return new FoundReport(moment, timeline.save(folder));
        }
    }

    /**
     * The store's entry.
     *
     * @param bootKey has the configuration of the witness, whose state a saved machine has
     */
    Path find(Optional<String> name, CacheKey bootKey, ReportSearch search) throws IOException, InterruptedException {
        CacheKey key = new CacheKey()
                .addValue("trial", trialKey.id())
                .addValue("boot", bootKey.id())
                .addText("report", name.orElse("")) // no name is empty
                .addText("debugger", LabCode.running().hashOf("debug"));
        return store.<IOException>getOrBuildUnshared(
                KIND, key, folder -> AtomicFiles.write(folder.resolve(FILE), Json.line(search.find(folder))));
    }

    static FoundReport read(Path entry) throws IOException {
        return Json.read(entry.resolve(FILE), FoundReport.class);
    }
}
