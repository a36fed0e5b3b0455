// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
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
import org.vc4lab.lab.model.Trial.TrialFolder;

/**
 * Where the reports of a trial are: the same each time. What was found can be kept in the store, with a machine that is
 * almost there.
 *
 * @param trialKey of all that the trial depends on
 * @param run that may have seen them; it is not trusted
 */
public record KnownReports(Store store, CacheKey trialKey, Optional<TrialFolder> run) {
    private static final String KIND = "report";
    private static final String FILE = "report.json";

    /** A report, and where the machine is that the entry has; empty if the scenario begins there. */
    record FoundReport(
            @JsonProperty("moment") WitnessedMoment moment, @JsonProperty("place") Optional<SavedPlace> place) {
        FoundReport {
            Objects.requireNonNull(moment, "no moment");
        }
    }

    /** Leaves a machine in a folder. */
    @FunctionalInterface
    interface MachineWriter {
        FoundReport write(Path folder) throws IOException, InterruptedException;
    }

    /**
     * Opens a trial at a report, as {@link ReportSearch} finds it.
     *
     * @param name of the case for the problem; empty for any
     * @param onFound is given it before the trial is there, if the store knows it
     */
    public TrialAtPlace open(TrialReplay replay, Optional<String> name, Consumer<WitnessedMoment> onFound)
            throws IOException, InterruptedException {
        CacheKey key = keyOf(name, replay.bootKey());
        Optional<Path> entry = store.find(KIND, key);
        return entry.isPresent() ? openKnown(entry.get(), replay, onFound) : search(key, replay, name, onFound);
    }

    /** Lets the store have a trial's first report, so that {@link #open} need not search. */
    public void prepare(TrialReplay replay) throws IOException, InterruptedException {
        CacheKey key = keyOf(Optional.empty(), replay.bootKey());
        if (store.find(KIND, key).isEmpty()) {
            try (TrialAtPlace found = search(key, replay, Optional.empty(), moment -> {})) {
                found.keep();
            }
        }
    }

    private static TrialAtPlace openKnown(Path entry, TrialReplay replay, Consumer<WitnessedMoment> onFound)
            throws IOException, InterruptedException {
        FoundReport report = read(entry);
        onFound.accept(report.moment());
        Timeline opened =
                report.place().isPresent() ? Timeline.read(entry, report.place().get(), replay) : new Timeline(replay);
        return TrialAtPlace.go(opened, timeline -> {
            timeline.goTo(report.moment().atNanos());
            return new TrialAtPlace(timeline, report.moment().processor());
        });
    }

    private TrialAtPlace search(
            CacheKey key, TrialReplay replay, Optional<String> name, Consumer<WitnessedMoment> onFound)
            throws IOException, InterruptedException {
        return TrialAtPlace.go(run.isPresent() ? Timeline.toSave(replay) : new Timeline(replay), timeline -> {
            WitnessedMoment moment = new ReportSearch(replay, timeline, name).go(run);
            onFound.accept(moment);
            return new TrialAtPlace(
                    timeline,
                    moment.processor(),
                    () -> keep(key, folder -> new FoundReport(moment, timeline.save(moment.atNanos(), folder))));
        });
    }

    /** @param bootKey has the configuration of the witness, whose state a saved machine has */
    CacheKey keyOf(Optional<String> name, CacheKey bootKey) throws IOException {
        return new CacheKey()
                .addValue("trial", trialKey.id())
                .addValue("boot", bootKey.id())
                .addText("report", name.orElse("")) // no name is empty
                .addText("debugger", LabCode.running().hashOf("debug"));
    }

    /** Makes the store's entry. */
    Path keep(CacheKey key, MachineWriter machine) throws IOException, InterruptedException {
        return store.<IOException>getOrBuildUnshared(
                KIND, key, folder -> AtomicFiles.write(folder.resolve(FILE), Json.line(machine.write(folder))));
    }

    static FoundReport read(Path entry) throws IOException {
        return Json.read(entry.resolve(FILE), FoundReport.class);
    }
}
