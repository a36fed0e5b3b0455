// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vc4lab.build.kernel.KernelDebugInfo;
import org.vc4lab.build.kernel.KernelDebugInfo.SourceLocation;
import org.vc4lab.explore.ScheduleShrinker.ShrunkSwitches;
import org.vc4lab.explore.ShrunkSchedule.ForcedSwitch;
import org.vc4lab.guest.Schedule.SwitchPoint;

/**
 * Names the switches of a schedule by the kernel's source.
 *
 * @param locations of the program counters, innermost first
 */
record SwitchDescriber(Map<Long, List<SourceLocation>> locations) {
    /** In which a processor waits for an interrupt, on Arm. */
    private static final Pattern IDLE = Pattern.compile("cpu_(\\w+_)?do_idle|arch_cpu_idle|default_idle_call");

    /** 32-bit kernels begin above it with their modules, 64-bit kernels are negative. */
    private static final long USER_SPACE_END = 0xbf00_0000L;

    private static final long END_OF_32_BITS = 0xffff_ffffL;

    static SwitchDescriber of(ShrunkSwitches shrunk, KernelDebugInfo debugInfo)
            throws IOException, InterruptedException {
        return new SwitchDescriber(debugInfo.locationsAt(shrunk.switches().stream()
                .flatMap(Optional::stream)
                .flatMap(each -> Stream.of(each.pcOfFrom(), each.pcOfCpu()))
                .toList()));
    }

    /** Each point with what it leads to. */
    List<ForcedSwitch> describe(ShrunkSwitches shrunk) {
        return IntStream.range(0, shrunk.points().size())
                .mapToObj(i -> {
                    SwitchPoint point = shrunk.points().get(i);
                    String description = shrunk.switches()
                            .get(i)
                            .map(this::describe)
                            .orElse("CPU" + point.cpu() + ShrunkSchedule.NOTHING_TO_RUN);
                    return new ForcedSwitch(point.atNanos(), point.cpu(), description);
                })
                .toList();
    }

    /** {@code CPU1 at driver.c:812 driver_shutdown → CPU0 at pcm_dmaengine.c:143 dmaengine_pcm_dma_complete}. */
    String describe(RecordedSwitch recorded) {
        String to = "CPU" + recorded.cpu() + " " + place(recorded.pcOfCpu());
        return recorded.isSwitch() ? "CPU" + recorded.from() + " " + place(recorded.pcOfFrom()) + " → " + to : to;
    }

    /**
     * One sentence for a maintainer, in the order of time. Points of one time are one ranking of the processors, of
     * which the first switch matters; points of several times may lead to the same one. A processor that never has its
     * turn is left out.
     */
    String sentence(String failure, ShrunkSwitches shrunk) {
        List<RecordedSwitch> recordedSwitches = shrunk.switchesOfEachTime().stream()
                .flatMap(Optional::stream)
                .distinct()
                .sorted(Comparator.comparingLong(RecordedSwitch::atNanos))
                .toList();
        boolean allSeen = recordedSwitches.size() == shrunk.switchesOfEachTime().size();
        return allSeen || !recordedSwitches.isEmpty()
                ? sentence(
                        failure,
                        recordedSwitches,
                        shrunk.nearest().filter(nearest -> allSeen).map(nearest -> nearest.verdict()
                                .toString()))
                : failure + " with forced switches that lead to none.";
    }

    /**
     * One sentence for a maintainer.
     *
     * @param failure what the switches lead to, such as {@code HUNG}
     * @param without what the schedule leads to without one of them; empty if that is not known
     */
    String sentence(String failure, List<RecordedSwitch> switches, Optional<String> without) {
        if (switches.isEmpty()) {
            return failure + " without any forced switch.";
        }
        String steps = switches.stream()
                .map(recorded -> recorded.isSwitch()
                        ? "CPU" + recorded.from() + " stops " + place(recorded.pcOfFrom()) + " and CPU" + recorded.cpu()
                                + " goes on " + place(recorded.pcOfCpu())
                        : "CPU" + recorded.cpu() + " goes on " + place(recorded.pcOfCpu()))
                .collect(Collectors.joining(", then "));
        String oneLess = switches.size() == 1 ? " without this switch" : " without one of these switches";
        return failure + " if " + steps
                + without.map(verdict -> "; " + verdict + oneLess).orElse("") + ".";
    }

    /** The innermost line that is in no header: helpers for locks, lists and registers say little. */
    private String place(long pc) {
        List<SourceLocation> inlined = locations.getOrDefault(pc, List.of());
        if (inlined.stream().map(SourceLocation::function).anyMatch(IDLE.asMatchPredicate())) {
            return "in idle";
        }
        if (inlined.isEmpty()) {
            return isUserSpace(pc) ? "in user space" : "at 0x" + Long.toHexString(pc);
        }
        SourceLocation outermost = inlined.get(inlined.size() - 1);
        SourceLocation location = inlined.stream()
                .filter(each -> !each.file().endsWith(".h"))
                .findFirst()
                .orElse(outermost);
        return "at " + Path.of(location.file()).getFileName() + ":" + location.line() + " " + location.function()
                + (location.equals(outermost) ? "" : " in " + outermost.function());
    }

    private static boolean isUserSpace(long pc) {
        return pc >= 0 && (pc < USER_SPACE_END || pc > END_OF_32_BITS);
    }
}
