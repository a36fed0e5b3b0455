// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.build.kernel.KernelDebugInfo;
import org.vc4lab.build.kernel.KernelDebugInfo.SourceLocation;

/**
 * Names the switches of a schedule by the kernel's source.
 *
 * @param locations of the program counters, innermost first
 */
record SwitchDescriber(Map<Long, List<SourceLocation>> locations) {
    /** In which a processor waits for an interrupt, on Arm. */
    private static final Set<String> IDLE =
            Set.of("arch_cpu_idle", "cpu_do_idle", "cpu_v7_do_idle", "default_idle_call", "wait_for_interrupt");

    /** 32-bit kernels begin above it with their modules, 64-bit kernels are negative. */
    private static final long USER_SPACE_END = 0xbf00_0000L;

    private static final long END_OF_32_BITS = 0xffff_ffffL;

    static SwitchDescriber of(List<RecordedSwitch> switches, KernelDebugInfo debugInfo)
            throws IOException, InterruptedException {
        return new SwitchDescriber(debugInfo.locationsAt(switches.stream()
                .flatMap(each -> Stream.of(each.pcOfFrom(), each.pcOfCpu()))
                .toList()));
    }

    /**
     * {@code CPU1 at vc4_hdmi.c:812 vc4_hdmi_audio_shutdown → CPU0 at pcm_dmaengine.c:143 dmaengine_pcm_dma_complete}.
     */
    String describe(RecordedSwitch recorded) {
        String to = "CPU" + recorded.cpu() + " " + place(recorded.pcOfCpu());
        return recorded.isSwitch() ? "CPU" + recorded.from() + " " + place(recorded.pcOfFrom()) + " → " + to : to;
    }

    /**
     * One sentence for a maintainer.
     *
     * @param failure what the switches lead to, such as {@code HUNG}
     * @param without what the schedule leads to without one of them
     */
    String sentence(String failure, List<RecordedSwitch> switches, String without) {
        if (switches.isEmpty()) {
            return failure + " without any forced switch.";
        }
        String steps = switches.stream()
                .map(recorded -> recorded.isSwitch()
                        ? "CPU" + recorded.from() + " stops " + place(recorded.pcOfFrom()) + " and CPU" + recorded.cpu()
                                + " goes on " + place(recorded.pcOfCpu())
                        : "CPU" + recorded.cpu() + " goes on " + place(recorded.pcOfCpu()))
                .collect(Collectors.joining(", then "));
        return failure + " if " + steps + "; " + without
                + (switches.size() == 1 ? " without this switch." : " without one of these switches.");
    }

    /** The innermost line that is in no header: helpers for locks, lists and registers say little. */
    private String place(long pc) {
        List<SourceLocation> inlined = locations.getOrDefault(pc, List.of());
        if (inlined.stream().map(SourceLocation::function).anyMatch(IDLE::contains)) {
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
