// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Which of a machine's processors runs when. Equal schedules of equal machines execute the same instructions in the
 * same order. It is no part of a saved machine: one can be restored with many.
 *
 * @param seed what turns, ranks and points are derived from; 0 without. With a list of points only the moments that
 *     hardware is free to choose
 * @param changePoints of the policy {@code pct}: how often the processor that runs becomes the last
 * @param window the part of the guest's time in which the policy applies, with the fixed turns outside of it; empty for
 *     all of it
 * @param points of the policy {@code list}
 * @param busyNanos of the policy {@code pct}: change points are moments of the first so many nanoseconds that
 *     processors execute in the window; 0: they are times of the window, which may be idle
 * @param recorded whether the emulator writes its switches to {@link #RECORD_FILE}, which changes nothing else
 * @param gaugeOff whether the guest's kernel does not measure for how long interrupts are off, which takes about an
 *     eighth of a trial's time and is judged under the fixed schedule only
 */
public record Schedule(
        @JsonProperty("policy") SchedulePolicy policy,
        @JsonProperty("seed") long seed,
        @JsonProperty("changePoints") int changePoints,
        @JsonProperty("window") Optional<TimeWindow> window,
        @JsonProperty("points") List<SwitchPoint> points,
        @JsonProperty("busyNanos") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long busyNanos,
        @JsonProperty("recorded") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean recorded,
        @JsonProperty("gaugeOff") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean gaugeOff) {
    /** In the machine's folder; given back as points it repeats the run. */
    public static final String RECORD_FILE = "schedule.record";

    /** A Raspberry Pi 4's. */
    public static final int PROCESSORS = 4;

    /** Turns of equal length in the processors' order. */
    public static final Schedule FIXED = new Schedule(SchedulePolicy.FIXED, 0, 0, Optional.empty(), List.of());

    /** In the machine's folder. */
    static final String POINTS_FILE = "schedule.points";

    public Schedule {
        points = List.copyOf(points);
        boolean mayHaveSeed = policy.hasSeed || policy == SchedulePolicy.LIST;
        if (seed < 0 || (seed == 0 && policy.hasSeed) || (seed != 0 && !mayHaveSeed)) {
            throw new IllegalArgumentException("the policy " + policy + " with the seed " + seed);
        }
        if (policy == SchedulePolicy.PLACES) {
            throw new IllegalArgumentException("the emulator executes the lists of the policy " + policy);
        }
        if (changePoints < 0 || (changePoints > 0 && policy != SchedulePolicy.PCT)) {
            throw new IllegalArgumentException("the policy " + policy + " with " + changePoints + " change points");
        }
        if (busyNanos < 0 || (busyNanos > 0 && policy != SchedulePolicy.PCT)) {
            throw new IllegalArgumentException("the policy " + policy + " with " + busyNanos + " ns of executed time");
        }
        if (!points.isEmpty() && policy != SchedulePolicy.LIST) {
            throw new IllegalArgumentException("the policy " + policy + " with a list of points");
        }
    }

    /** One that is not recorded, with the guest's gauge. */
    public Schedule(
            SchedulePolicy policy, long seed, int changePoints, Optional<TimeWindow> window, List<SwitchPoint> points) {
        this(policy, seed, changePoints, window, points, 0, false, false);
    }

    /** A schedule that a seed chooses. */
    public static Schedule ofSeed(SchedulePolicy policy, long seed, int changePoints, Optional<TimeWindow> window) {
        return new Schedule(policy, seed, changePoints, window, List.of());
    }

    /** The fixed one, in a trial in which a processor takes the interrupts. */
    public static Schedule fixed(OptionalInt interruptsOn) {
        return interruptsOn.isEmpty()
                ? FIXED
                : new Schedule(
                        SchedulePolicy.FIXED,
                        0,
                        0,
                        Optional.of(new TimeWindow(0, Long.MAX_VALUE, interruptsOn)),
                        List.of());
    }

    /** The same, but a list of points decides which processor runs. */
    public Schedule withPoints(List<SwitchPoint> newPoints) {
        return new Schedule(SchedulePolicy.LIST, seed, 0, window, newPoints, 0, recorded, gaugeOff);
    }

    /** The same, with change points in the time that processors execute. */
    public Schedule withBusyTime(Duration busyTime) {
        return new Schedule(policy, seed, changePoints, window, points, busyTime.toNanos(), recorded, gaugeOff);
    }

    /** The same, and the emulator records it. */
    public Schedule recording() {
        return new Schedule(policy, seed, changePoints, window, points, busyNanos, true, gaugeOff);
    }

    /** The same, and the guest's kernel does not measure times. */
    public Schedule withoutGauge() {
        return new Schedule(policy, seed, changePoints, window, points, busyNanos, recorded, true);
    }

    /** How the processor that runs is chosen. */
    public enum SchedulePolicy {
        FIXED("fixed", false),
        /** Slots of random length, each with a random ranking. */
        RANDOM("random", true),
        /** A random ranking, whose first becomes the last at a few random times: probabilistic concurrency testing. */
        PCT("pct", true),
        /** Now and then a processor is the last for a while. */
        STARVE("starve", true),
        /** A processor is held at places of the code: lists that are derived from runs, not by the emulator. */
        PLACES("places", true),
        /** A processor becomes the first at each point of a list. */
        LIST("list", false);

        private final String text;
        private final boolean hasSeed;

        SchedulePolicy(String text, boolean hasSeed) {
            this.text = text;
            this.hasSeed = hasSeed;
        }

        /** Those that a seed chooses a schedule of. */
        public static List<SchedulePolicy> seeded() {
            return Stream.of(values()).filter(policy -> policy.hasSeed).toList();
        }

        /** As options and files have it. */
        @JsonValue
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * A part of the guest's time, in a trial in which one processor takes the devices' interrupts.
     *
     * @param interruptsOn that processor, from when the scenario begins; empty as the kernel has it
     */
    public record TimeWindow(
            @JsonProperty("fromNanos") long fromNanos,
            @JsonProperty("untilNanos") long untilNanos,
            @JsonProperty("interruptsOn") @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalInt interruptsOn) {
        public TimeWindow {
            if (fromNanos < 0 || untilNanos <= fromNanos) {
                throw new IllegalArgumentException("a window from " + fromNanos + " until " + untilNanos + " ns");
            }
            interruptsOn.ifPresent(TimeWindow::requireProcessor);
        }

        /** With the interrupts where the kernel has them. */
        public TimeWindow(long fromNanos, long untilNanos) {
            this(fromNanos, untilNanos, OptionalInt.empty());
        }

        private static void requireProcessor(int number) {
            if (number < 0 || number >= PROCESSORS) {
                throw new IllegalArgumentException("the processors are 0 to " + (PROCESSORS - 1) + ", not " + number);
            }
        }

        public Duration from() {
            return Duration.ofNanos(fromNanos);
        }

        public Duration until() {
            return Duration.ofNanos(untilNanos);
        }
    }

    /** From this time on, this processor runs whenever it can, until the next point. */
    public record SwitchPoint(@JsonProperty("atNanos") long atNanos, @JsonProperty("cpu") int cpu) {}

    public boolean isFixed() {
        return equals(FIXED);
    }

    /** The processor that takes the interrupts of devices from when the scenario begins. */
    public OptionalInt interruptsOn() {
        return window.map(TimeWindow::interruptsOn).orElse(OptionalInt.empty());
    }

    /** {@code CPU2 takes the interrupts of devices}; empty where the kernel decides. */
    public Optional<String> describeInterrupts() {
        return interruptsOn().stream()
                .mapToObj(processor -> "CPU" + processor + " takes the interrupts of devices")
                .findFirst();
    }

    /** What the guest's shell runs before the scenario. Interrupts that belong to a processor stay there. */
    public String guestCommands() {
        String stopGauge = gaugeOff ? "echo N >/sys/module/canary/parameters/irqsoff || :\n" : "";
        return interruptsOn().isEmpty()
                ? stopGauge
                : stopGauge + "for mask in /proc/irq/[0-9]*/smp_affinity; do echo "
                        + (1 << interruptsOn().getAsInt()) + " >$mask || :; done 2>/dev/null\n";
    }

    /** What follows the other values of QEMU's option {@code -icount}. */
    String icountOptions() {
        if (isFixed()) {
            return "";
        }
        return (seed == 0 ? "" : ",seed=" + seed)
                + (policy == SchedulePolicy.RANDOM ? "" : ",policy=" + policy) // random is the default with a seed
                + (policy == SchedulePolicy.PCT ? ",change-points=" + changePoints : "")
                + (busyNanos == 0 ? "" : ",busy-ns=" + busyNanos)
                + (policy == SchedulePolicy.LIST ? ",points=" + POINTS_FILE : "")
                + (recorded ? ",record=" + RECORD_FILE : "")
                + window.map(part -> ",from-ns=" + part.fromNanos() + ",until-ns=" + part.untilNanos())
                        .orElse("");
    }

    /** The file that the emulator reads; empty without points. */
    Optional<String> pointsFile() {
        return policy != SchedulePolicy.LIST
                ? Optional.empty()
                : Optional.of(points.stream()
                        .map(point -> point.atNanos() + " " + point.cpu() + "\n")
                        .collect(Collectors.joining()));
    }

    private String hashOfPoints() {
        CRC32 crc = new CRC32();
        crc.update(pointsFile().orElse("").getBytes(StandardCharsets.US_ASCII));
        return points.isEmpty() ? "" : String.format("-%08x", crc.getValue());
    }

    /** A name that is valid in paths. */
    @Override
    public String toString() {
        return policy
                + (policy == SchedulePolicy.PCT ? Integer.toString(changePoints) : "")
                + (policy.hasSeed ? "-" + seed : "")
                + (policy == SchedulePolicy.LIST ? "-" + points.size() + "-points" + hashOfPoints() : "")
                + window.map(part -> "-" + part.from().toMillis() + "ms").orElse("")
                + (interruptsOn().isEmpty() ? "" : "-irq" + interruptsOn().getAsInt())
                + (recorded ? "-recorded" : "");
    }
}
