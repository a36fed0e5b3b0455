// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.guest.Schedule.SwitchPoint;

/**
 * A line that the emulator records of a schedule: from this time on another processor runs.
 *
 * @param from the processor that ran before; -1 if none did
 * @param pcOfFrom its program counter
 * @param why slot, point, halt, yield, wake or cap
 */
record RecordedSwitch(long atNanos, int cpu, int from, long pcOfFrom, long pcOfCpu, String why) {
    private static final Pattern LINE = Pattern.compile("(?<at>\\d{1,18}) (?<cpu>\\d{1,2}) (?<from>-1|\\d{1,2})"
            + " (?:0x)?(?<pcOfFrom>[0-9a-f]{1,16}) (?:0x)?(?<pcOfCpu>[0-9a-f]{1,16}) (?<why>[a-z]{1,10})");

    /** @throws IllegalArgumentException if it is no such line */
    static RecordedSwitch parse(String line) {
        Matcher columns = LINE.matcher(line);
        if (!columns.matches()) {
            throw new IllegalArgumentException("no line of a recorded schedule: '" + line + "'");
        }
        return new RecordedSwitch(
                Long.parseLong(columns.group("at")),
                Integer.parseInt(columns.group("cpu")),
                Integer.parseInt(columns.group("from")),
                Long.parseUnsignedLong(columns.group("pcOfFrom"), 16),
                Long.parseUnsignedLong(columns.group("pcOfCpu"), 16),
                columns.group("why"));
    }

    /** That of a list which repeats it. */
    SwitchPoint point() {
        return new SwitchPoint(atNanos, cpu);
    }

    /** Whether another processor runs from here on; otherwise the line only keeps a list from switching here. */
    boolean isSwitch() {
        return from >= 0 && from != cpu;
    }
}
