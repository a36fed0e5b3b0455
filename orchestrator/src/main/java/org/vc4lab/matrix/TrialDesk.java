// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.vc4lab.build.Emulator;
import org.vc4lab.build.Kernel;
import org.vc4lab.build.Progress;
import org.vc4lab.build.Rootfs;
import org.vc4lab.build.Workshop;
import org.vc4lab.lab.Finding;
import org.vc4lab.lab.Trial;
import org.vc4lab.lab.Verdict;
import org.vc4lab.lab.Waveform;
import org.vc4lab.matrix.TrialRecord.Origin;

/** Makes single trials, notes them in the run's folder with what the reports show, and tells of them. */
final class TrialDesk {
    /** Our own faults may pass; a kernel's do not. */
    private static final int TRIES = 3;

    private static final int COLUMNS = 480;
    private static final List<String> SHOWN = List.of("console.log", "evidence.json", "screenshot.png");

    private final RunFolder folder;
    private final Booth booth;
    private final Progress progress;
    private final Estimate estimate;
    private final String host;

    TrialDesk(RunFolder folder, Booth booth, Progress progress, Estimate estimate, String host) {
        this.folder = folder;
        this.booth = booth;
        this.progress = progress;
        this.estimate = estimate;
        this.host = host;
    }

    /** One thing to do. */
    record Work(Slot slot, Kernel kernel, Bench bench) {
        void run() throws IOException, InterruptedException {
            bench.make(slot, kernel);
        }

        long cost() {
            return slot.cost();
        }
    }

    Bench bench(Workshop workshop, List<Slot> todo, Progress.Task task) throws IOException, InterruptedException {
        Map<String, Rootfs> userlands = new HashMap<>();
        for (Slot slot : todo) {
            String config = slot.trial().ofCase().config();
            if (!userlands.containsKey(config)) {
                userlands.put(config, workshop.rootfs(config));
            }
        }
        return new Bench(workshop.emulator(), userlands, todo.size(), task);
    }

    /** What all trials share. */
    final class Bench {
        private final Emulator emulator;
        private final Map<String, Rootfs> userlands;
        private final int total;
        private final Progress.Task task;
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong cost = new AtomicLong();

        Bench(Emulator emulator, Map<String, Rootfs> userlands, int total, Progress.Task task) {
            this.emulator = emulator;
            this.userlands = Map.copyOf(userlands);
            this.total = total;
            this.task = task;
        }

        Work work(Slot slot, Kernel kernel) {
            return new Work(slot, kernel, this);
        }

        void without(List<Slot> slots, Verdict verdict, String reason) throws IOException {
            for (Slot slot : slots) {
                note(slot, TrialRecord.without(slot, verdict, reason, new TrialRecord.Run(Origin.NOTHING, 1, 0, host)));
            }
        }

        private void make(Slot slot, Kernel kernel) throws IOException, InterruptedException {
            TrialRecord record = attempt(slot, kernel);
            int tries = 1;
            while (record.isInfra() && tries < TRIES) {
                progress.note(slot.id() + ": our own fault, tried again: " + ourFault(record));
                record = attempt(slot, kernel);
                tries++;
            }
            note(slot, record.tried(tries));
        }

        private static String ourFault(TrialRecord record) {
            return record.findings().stream()
                    .filter(finding -> finding.verdict() == Verdict.INFRA)
                    .map(Finding::reason)
                    .findFirst()
                    .orElse("");
        }

        private TrialRecord attempt(Slot slot, Kernel kernel) throws InterruptedException {
            Trial trial = slot.trial();
            Rootfs rootfs = userlands.get(trial.ofCase().config());
            if (rootfs == null) {
                throw new IllegalStateException(trial.ofCase().config());
            }
            try {
                Booth.Made made = booth.make(trial, emulator, kernel, rootfs);
                long wall = made.result().evidence().wall().toMillis();
                Origin origin = made.booted() ? Origin.BOOTED : Origin.STORED;
                if (Booth.hasFiles(made)) {
                    keep(slot, made, rootfs);
                }
                return TrialRecord.of(slot, made.inputs(), made.result(), new TrialRecord.Run(origin, 1, wall, host));
            } catch (IOException ours) {
                return TrialRecord.without(
                        slot,
                        Verdict.INFRA,
                        String.valueOf(ours.getMessage()),
                        new TrialRecord.Run(Origin.NOTHING, 1, 0, host));
            }
        }

        private void note(Slot slot, TrialRecord record) throws IOException {
            folder.add(record);
            boolean booted = record.run().origin() == Origin.BOOTED;
            estimate.done(slot, booted);
            long number = done.incrementAndGet();
            task.reached(cost.addAndGet(slot.cost()), 0);
            if (booted || record.isInfra() || record.isUnexpected()) {
                progress.note(String.format(
                        Locale.ROOT,
                        "[%d/%d] %s %s%s, %.1f s%s; %s",
                        number,
                        total,
                        record.id(),
                        record.verdict(),
                        record.isUnexpected()
                                ? " (expected: " + record.expected().orElseThrow() + ")"
                                : "",
                        record.run().wallMillis() / 1000.0,
                        booted ? "" : " when it was made",
                        estimate.told()));
            }
        }
    }

    /** The files are there before the trial counts as done. */
    private void keep(Slot slot, Booth.Made made, Rootfs rootfs) throws IOException {
        Path place = Files.createDirectories(folder.filesOf(slot.id()));
        for (String name : SHOWN) {
            Path file = made.result().folder().resolve(name);
            if (Files.exists(file)) {
                Files.copy(file, place.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Waveform.Pair sound =
                Waveform.of(slot.trial(), rootfs.tone(), made.result().folder(), COLUMNS);
        Files.writeString(place.resolve(Waveforms.FILE), Json.mapper().writeValueAsString(sound));
    }
}
