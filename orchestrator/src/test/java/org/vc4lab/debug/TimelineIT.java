// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.Nightly;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.Guest;
import org.vc4lab.lab.CpuLoad;
import org.vc4lab.lab.TestReplay;
import org.vc4lab.lab.TrialReplay;
import org.vc4lab.lab.WitnessedMoment;
import org.vc4lab.lab.model.Trial.TrialFolder;

/** A place of a trial is the same however one comes there: by running on, by steps, forwards or backwards. */
class TimelineIT {
    /** A thousand take some 20 minutes for each architecture. */
    private static final int MANY_MOVES = Integer.getInteger("vc4lab.timeline.moves", 100);

    private static final int PROCESSORS = 4;
    private static final long LATEST_NANOS = 500_000_000;

    /** The kernel with its data, at the begin of its RAM. */
    private static final long KERNEL_BYTES = 32L << 20;

    private static final long RAM_BYTES = 2L << 30;
    /** Of the rest of the RAM, another one for each place. */
    private static final long PART_BYTES = 64L << 20;

    /** Called now and then. */
    private static final String FUNCTION = "usleep_range";

    @TempDir
    Path folder;

    private final Random random = new Random(1);
    private final Map<Long, String> places = new HashMap<>();
    private int returns;

    @Test
    void aPlaceIsTheSameHoweverOneComesThere() throws Exception {
        wander("armv7l-lockdep", 12);
    }

    /** The fault holds up each stream once, however often a machine within it is restored. */
    @Test
    void soItIsWithAFault() throws Exception {
        wander("armv7l-lockdep", 12, "dreq-stall=1ms");
    }

    @Nightly
    @ParameterizedTest
    @ValueSource(strings = {"armv7l-lockdep", "arm64-lockdep"})
    void aPlaceIsTheSameWhateverElseTheHostDoes(String config) throws Exception {
        try (CpuLoad load = new CpuLoad(new ProcessRunner())) {
            wander(config, MANY_MOVES);
            assertThat(load.isRunning()).isTrue();
        }
        System.out.println(config + ": " + MANY_MOVES + " moves came to " + places.size() + " places, and " + returns
                + " times to one of before; 0 divergences");
        assertThat(returns).as("times that it came to a place of before").isGreaterThan(MANY_MOVES / 2);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void aTrialThatHasEndedGoesBackAndNotOn() throws Exception {
        try (TestReplay trial = TestReplay.open("armv7l-lockdep");
                Timeline timeline = new Timeline(trial.replay())) {
            assertThat(timeline.run(StubChannel.CONTINUE, () -> false)).startsWith("T03");
            long end = timeline.time();
            assertThat(timeline.run(StubChannel.CONTINUE, () -> false)).startsWith("T03thread:p01.");
            assertThat(timeline.time()).isEqualTo(end);
            assertThat(timeline.reverseContinue(() -> true)).startsWith("T02");
            assertThat(timeline.savedMachines())
                    .as("those that going back to here needs")
                    .isLessThan(3);
            assertThat(timeline.time()).isEqualTo(end);
            assertThat(timeline.reverseStep(0)).startsWith(StubChannel.TRAP);
            assertThat(timeline.time()).isLessThan(end);
        }
    }

    /** One instruction earlier it is not reached, and the case's name leads to the same place as the first report. */
    @Test
    void aMilestoneIsAtItsFirstInstruction() throws Exception {
        try (TestReplay trial = TestReplay.open("armv7l-lockdep");
                Timeline timeline = new Timeline(trial.replay())) {
            assertFirst(timeline, new Milestone.ConsoleText("begin scenario="));
            WitnessedMoment named = new ReportSearch(trial.replay(), timeline, Optional.of("W1")).go(Optional.empty());
            assertThat(named).isEqualTo(search(trial, timeline, Optional.empty()));
            assertThatThrownBy(() -> timeline.goToFirst(new Milestone.ConsoleLine(1)))
                    .hasMessageContaining("line 1 of its console comes before the scenario");
        }
    }

    /** A run that has seen it, or says so, decides how long it takes to find, and nothing else. */
    @Test
    void aReportIsThatOfTheSearchWhateverARunSays() throws Exception {
        try (TestReplay trial = TestReplay.open("armv7l-lockdep")) {
            WitnessedMoment report;
            long end;
            try (Timeline searched = new Timeline(trial.replay())) {
                report = search(trial, searched, Optional.empty());
                compare(searched, "the report");
                searched.run(StubChannel.CONTINUE, () -> false);
                end = searched.time();
            }
            TrialFolder run = new TrialFolder(Files.createDirectory(folder.resolve("run")));
            trial.replay().runUntil(Duration.ofNanos(report.atNanos() + LATEST_NANOS), run);
            String seen = Files.readString(run.witnessLog());
            long at = report.atNanos();
            long near = at + 100;
            List<String> logs = List.of(
                    seen,
                    seen.substring(0, seen.length() - 2),
                    event("___might_sleep", 1, at - 20_000_000),
                    event("___might_sleep", 1, at + 20_000_000),
                    event("___might_sleep", 1, Long.MAX_VALUE),
                    event("___might_sleep", 1, end + 1_000_000),
                    event("___might_sleep", 0, near),
                    event("__might_sleep", 1, near),
                    event("no_such_function", 1, near));
            for (String log : logs) {
                Files.writeString(run.witnessLog(), log);
                try (Timeline timeline = Timeline.toSave(trial.replay())) {
                    assertThat(search(trial, timeline, Optional.of(run)))
                            .as(log)
                            .isEqualTo(report);
                    compare(timeline, "the report, with another log");
                }
            }
            assertThat(returns).isEqualTo(logs.size());
        }
    }

    private static WitnessedMoment search(TestReplay trial, Timeline timeline, Optional<TrialFolder> run)
            throws IOException, InterruptedException {
        return new ReportSearch(trial.replay(), timeline, Optional.empty()).go(run);
    }

    private static String event(String function, int processor, long atNanos) {
        return "{\"type\":\"sleep\",\"function\":\"" + function + "\",\"cpu\":" + processor + ",\"atNanos\":" + atNanos
                + "}\n";
    }

    /** The machine that the store has for a report is the trial's, and what was before it is still to be had. */
    @Test
    void aKnownReportIsThatOfTheSearch() throws Exception {
        try (TestReplay trial = TestReplay.open("armv7l-lockdep")) {
            Path root = folder.resolve("store");
            long begin;
            long end;
            try (Timeline booted = new Timeline(trial.replay())) {
                begin = booted.time();
            }
            try (Store store = Store.open(root, Progress.silent());
                    TrialAtPlace searched = openReport(store, trial)) {
                Timeline timeline = searched.timeline();
                end = timeline.time();
                compare(timeline, "the report");
                for (long at : placesUntil(begin, end)) {
                    timeline.goTo(at);
                    compare(timeline, "before the report");
                }
                searched.keep();
            }
            try (Store store = Store.openReadOnly(root);
                    TrialAtPlace known = openReport(store, trial)) {
                Timeline timeline = known.timeline();
                assertThat(timeline.time()).isEqualTo(end);
                assertThat(timeline.savedMachines()).as("the entry's").isEqualTo(1);
                compare(timeline, "the known report");
                for (long at : placesUntil(begin, end)) {
                    timeline.goTo(at);
                    compare(timeline, "before the known report");
                }
                assertThat(returns).isEqualTo(places.size()).isGreaterThan(4);
            }
        }
    }

    private static TrialAtPlace openReport(Store store, TestReplay trial) throws IOException, InterruptedException {
        return new KnownReports(store, new CacheKey(), Optional.empty())
                .open(trial.replay(), Optional.empty(), moment -> {});
    }

    /** Near the report, and so much earlier that the machine near it is of no use. */
    private static long[] placesUntil(long begin, long end) {
        return new long[] {end - 4, end - 20_000_000, begin, begin + (end - begin) / 2};
    }

    private static void assertFirst(Timeline timeline, Milestone milestone) throws Exception {
        timeline.goToFirst(milestone);
        long at = timeline.time();
        assertThat(timeline.isBehind(milestone)).isTrue();
        assertThat(timeline.reverseStep(timeline.lastProcessor())).startsWith(StubChannel.TRAP);
        assertThat(timeline.time()).isLessThan(at);
        assertThat(timeline.isBehind(milestone)).isFalse();
    }

    private void wander(String config, int moves, String... faults) throws Exception {
        try (TestReplay trial = TestReplay.open(config, faults);
                Timeline timeline = new Timeline(trial.replay())) {
            long begin = timeline.time();
            String entry = "Z0,"
                    + Long.toHexString(trial.replay().addressesOf(FUNCTION).get(0)) + ",4";
            for (int i = 0; i < moves; i++) {
                move(timeline, begin, entry);
                compare(timeline, "move " + i);
            }
        }
    }

    private void move(Timeline timeline, long begin, String entry) throws IOException, InterruptedException {
        int processor = random.nextInt(PROCESSORS);
        switch (places.isEmpty() ? 0 : random.nextInt(5)) {
            case 0 -> timeline.goTo(begin + (long) (random.nextDouble() * LATEST_NANOS));
            case 1 -> {
                timeline.reverseStep(processor);
                compare(timeline, "a step back");
                timeline.run("vCont;s:" + StubChannel.threadOf(processor) + ";c", () -> false);
            }
            case 2 -> {
                timeline.ask(entry);
                timeline.reverseContinue(() -> false);
                timeline.ask("z" + entry.substring(1));
            }
            default -> {
                List<Long> known = new ArrayList<>(places.keySet());
                timeline.goTo(known.get(random.nextInt(known.size())));
            }
        }
    }

    private void compare(Timeline timeline, String move) throws IOException, InterruptedException {
        String state = stateOf(timeline);
        String before = places.putIfAbsent(timeline.time(), state);
        returns += before == null ? 0 : 1;
        assertThat(state).as(move + ", at " + timeline.time() + " ns").isEqualTo(before == null ? state : before);
    }

    /**
     * How many instructions were executed, and by which processors in which order; how much was printed; a checksum of
     * the memory; the registers of all processors, and what is on their stacks.
     */
    private String stateOf(Timeline timeline) throws IOException, InterruptedException {
        Guest guest = timeline.guest();
        StringBuilder state = new StringBuilder()
                .append(guest.instructions())
                .append(" instructions, schedule ")
                .append(guest.devices().getText("/machine/schedule", "hash"))
                .append(", console ")
                .append(TrialReplay.consoleOf(guest.machine()).length())
                .append(", memory ")
                .append(memoryChecksum(timeline))
                .append(", registers ");
        for (int processor = 1; processor <= PROCESSORS; processor++) {
            timeline.ask("Hgp01.0" + processor);
            String registers = timeline.ask("g");
            state.append(registers).append(timeline.ask("m" + stackPointer(registers) + ",200"));
        }
        return state.toString();
    }

    /** Of the kernel, and of a part of the other memory. */
    private String memoryChecksum(Timeline timeline) throws IOException, InterruptedException {
        long parts = (RAM_BYTES - KERNEL_BYTES) / PART_BYTES;
        long part = KERNEL_BYTES + timeline.time() / 4 % parts * PART_BYTES;
        return checksum(timeline, 0, KERNEL_BYTES) + " " + checksum(timeline, part, PART_BYTES);
    }

    private String checksum(Timeline timeline, long address, long bytes) throws IOException, InterruptedException {
        Path file = folder.resolve("memory");
        String command = "pmemsave " + address + " " + bytes + " \"" + file + "\""; // a slash alone divides
        assertThat(timeline.ask("qRcmd," + HexFormat.of().formatHex(command.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("OK");
        assertThat(file).hasSize(bytes);
        CRC32C checksum = new CRC32C();
        try (FileChannel memory = FileChannel.open(file)) {
            checksum.update(memory.map(FileChannel.MapMode.READ_ONLY, 0, bytes));
        }
        return Long.toHexString(checksum.getValue());
    }

    /** In hexadecimal; the registers are little-endian. */
    private static String stackPointer(String registers) {
        boolean is32 = registers.length() == 17 * 8;
        int bytes = is32 ? 4 : 8;
        int start = (is32 ? 13 : 31) * bytes * 2;
        StringBuilder address = new StringBuilder();
        for (int i = bytes - 1; i >= 0; i--) {
            address.append(registers, start + 2 * i, start + 2 * i + 2);
        }
        return address.toString();
    }
}
