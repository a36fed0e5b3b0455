// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.SwitchPoint;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.BuildArtifacts;
import org.vc4lab.lab.model.Fault.FaultInjection;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.source.Yaml;

/**
 * The fewest switches that have to be forced for a trial to fail, as a file that runs it again.
 *
 * @param keys of the store, under which it failed
 * @param policy of the schedule that it was shrunk from
 * @param seed of that schedule, and of the moments that hardware is free to choose
 * @param window outside of it the fixed schedule decides; empty for none
 * @param gaugeOff of {@link Schedule}
 * @param switches the forced ones
 * @param sentence for a maintainer
 * @param tests how many lists were tried
 * @param minimal whether each of its switches is known to be needed
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT) // YAML has to have values
public record ShrunkSchedule(
        @JsonProperty("case") String caseName,
        @JsonProperty("kernel") String kernel,
        @JsonProperty("config") String config,
        @JsonProperty("candidate") String candidate,
        @JsonProperty("scenario") String scenario,
        @JsonProperty("profile") String profile,
        @JsonProperty("faults") List<String> faults,
        @JsonProperty("keys") StoreKeys keys,
        @JsonProperty("policy") SchedulePolicy policy,
        @JsonProperty("seed") long seed,
        @JsonProperty("window") Optional<TimeWindow> window,
        @JsonProperty("gaugeOff") boolean gaugeOff,
        @JsonProperty("switches") List<ForcedSwitch> switches,
        @JsonProperty("verdict") Verdict verdict,
        @JsonProperty("reports") List<String> reports,
        @JsonProperty("sentence") String sentence,
        @JsonProperty("tests") int tests,
        @JsonProperty("minimal") boolean minimal) {
    /** What follows the name of the trial's folder in the name of the file beside it. */
    public static final String FILE_SUFFIX = ".schedule.json";

    /** YAML of more than 3 MiB is not read. */
    private static final int LIMIT_MIB = 2;

    private static final int MOST_SWITCHES = 5_000;

    /** Behind the name of a processor. */
    static final String NOTHING_TO_RUN = " has nothing to run";

    public ShrunkSchedule {
        faults = List.copyOf(faults);
        switches = List.copyOf(switches);
        reports = List.copyOf(reports);
        if (switches.size() > MOST_SWITCHES) {
            throw new IllegalArgumentException(switches.size() + " switches, limit " + MOST_SWITCHES);
        }
        requireOrderOfTime(switches, window);
        if (seed < 0) {
            throw new IllegalArgumentException("the seed " + seed);
        }
    }

    /** What a run depends on: equal keys, equal runs. */
    public record StoreKeys(
            @JsonProperty("emulator") String emulator,
            @JsonProperty("kernel") String kernel,
            @JsonProperty("userland") String userland) {
        static StoreKeys of(BuildArtifacts artifacts) {
            return new StoreKeys(
                    artifacts.emulator().id(),
                    artifacts.kernel().id(),
                    artifacts.rootfs().id());
        }

        /** What another run has another one of. */
        public List<String> differences(StoreKeys other) {
            return Stream.of(
                            emulator.equals(other.emulator) ? "" : "emulator",
                            kernel.equals(other.kernel) ? "" : "kernel",
                            userland.equals(other.userland) ? "" : "userland")
                    .filter(name -> !name.isEmpty())
                    .toList();
        }
    }

    /**
     * From this time on, this processor runs whenever it can, until the next one.
     *
     * @param what happens then, by the kernel's source
     */
    public record ForcedSwitch(
            @JsonProperty("atNanos") long atNanos, @JsonProperty("cpu") int cpu, @JsonProperty("what") String what) {
        public ForcedSwitch {
            if (cpu < 0 || cpu >= Schedule.PROCESSORS) {
                throw new IllegalArgumentException(
                        "the processors are 0 to " + (Schedule.PROCESSORS - 1) + ", not " + cpu);
            }
        }

        private boolean leadsToNothing() {
            return what.endsWith(NOTHING_TO_RUN);
        }
    }

    /** As the emulator requires it. */
    private static void requireOrderOfTime(List<ForcedSwitch> switches, Optional<TimeWindow> window) {
        long last = window.map(TimeWindow::fromNanos).orElse(0L);
        for (ForcedSwitch each : switches) {
            if (each.atNanos() < last
                    || window.filter(part -> each.atNanos() >= part.untilNanos())
                            .isPresent()) {
                throw new IllegalArgumentException(
                        "a switch at " + each.atNanos() + " ns, which is out of order or outside of the window");
            }
            last = each.atNanos();
        }
    }

    static ShrunkSchedule of(
            Trial trial,
            StoreKeys keys,
            Schedule schedule,
            ScheduleResult finding,
            ScheduleShrinker.ShrunkSwitches shrunk,
            SwitchDescriber describer)
            throws IOException {
        if (shrunk.points().size() > MOST_SWITCHES) {
            throw new IOException(shrunk.points().size() + " switches are left after " + shrunk.tests()
                    + " tests, limit " + MOST_SWITCHES);
        }
        return new ShrunkSchedule(
                trial.ofCase().name(),
                trial.ofCase().kernel(),
                trial.ofCase().config(),
                trial.candidate().name(),
                trial.scenario().name(),
                trial.profile().name(),
                trial.requestedFaults().stream().map(FaultInjection::describe).toList(),
                keys,
                schedule.policy(),
                schedule.seed(),
                schedule.window(),
                schedule.gaugeOff(),
                describer.describe(shrunk),
                finding.verdict(),
                finding.reports(),
                describer.sentence(finding.failure(), shrunk),
                shrunk.tests(),
                shrunk.minimal());
    }

    /** The first switch that the points of each time lead to: those of one time are one ranking of the processors. */
    public List<ForcedSwitch> switchesOfEachTime() {
        Map<Long, ForcedSwitch> ofTimes = new LinkedHashMap<>();
        for (ForcedSwitch each : switches) {
            ofTimes.merge(each.atNanos(), each, (earlier, later) -> later.leadsToNothing() ? earlier : later);
        }
        return List.copyOf(ofTimes.values());
    }

    /** A file that anybody may have written; its errors have line and key. */
    public static Yaml load(Path file) throws IOException {
        return new Yaml(file, BoundedFiles.readString(file, StandardCharsets.UTF_8, LIMIT_MIB));
    }

    static ShrunkSchedule read(Path file) throws IOException {
        return load(file).read(ShrunkSchedule.class);
    }

    /** What decides which processor runs when it is run again. */
    public Schedule schedule() {
        List<SwitchPoint> points = switches.stream()
                .map(each -> new SwitchPoint(each.atNanos(), each.cpu()))
                .toList();
        return new Schedule(SchedulePolicy.LIST, seed, 0, window, points, 0, false, gaugeOff);
    }
}
