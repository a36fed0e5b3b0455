// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;

/**
 * One complaint of the kernel, as found in a log.
 *
 * @param title what it is, in syzkaller's convention, free of anything that changes from run to run
 * @param signature equal for the same bug whatever the timestamps, addresses, line numbers, kernel or architecture
 * @param frames the first call trace, innermost first, as printed
 * @param locksHeld the locks that the report says were held, each with where it was taken
 * @param firstLine number of the line that it begins with, from 1
 * @param lastLine number of the last line that belongs to it
 * @param corrupted whether the text is known to be incomplete or mixed with another's
 * @param corruptedReason why, or "" if it is not
 * @param repeats how often it occurred in a row, from 1; the lines are those of the first
 * @param panicked whether the kernel panicked because of it
 */
public record Report(
        ReportKind kind,
        String title,
        String signature,
        TaskContext context,
        List<Frame> frames,
        List<String> locksHeld,
        long firstLine,
        long lastLine,
        boolean corrupted,
        String corruptedReason,
        int repeats,
        boolean panicked) {
    public Report {
        frames = List.copyOf(frames);
        locksHeld = List.copyOf(locksHeld);
    }

    Report withOneMoreRepeat() {
        return new Report(
                kind,
                title,
                signature,
                context,
                frames,
                locksHeld,
                firstLine,
                lastLine,
                corrupted,
                corruptedReason,
                repeats + 1,
                panicked);
    }
}
