// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import org.vc4lab.kernellog.Rule.Trait;

/** Tells a kernel that starts again unasked from one that was told to, or that starts for the first time. */
final class RebootDetector {
    static final String TITLE = "unexpected kernel reboot";

    private static final String DECOMPRESSED = "Booting the kernel.";
    private static final String BANNER = "Linux version ";

    /** After these a new start is no surprise. */
    private static final List<String> ORDERLY_REBOOTS = List.of(
            "reboot: ",
            "Rebooting in ",
            "sysrq: Resetting",
            "sysrq: SysRq : Resetting",
            "kexec_core: Starting new kernel");

    static final List<String> TRIGGERS = List.of(
            DECOMPRESSED, BANNER, "reboot: ", "Rebooting in ", "sysrq: Resetting", "sysrq: SysRq", "kexec_core: ");

    static final Rule RULE =
            Rule.of(ReportKind.REBOOT, TITLE, TitleExtractor.fixed(TITLE)).withTraits(Trait.NO_TRACE);

    private long runningSince = Long.MAX_VALUE;
    private boolean running;
    private boolean rebootExpected;

    /** A line that will come, or will be passed over: one printed after time zero shows that a kernel runs. */
    void observe(long number, LogLine line) {
        if (line.seconds() > 0) {
            runningSince = Math.min(runningSince, number);
        }
    }

    private static boolean isOrderly(String text) {
        for (String beginning : ORDERLY_REBOOTS) {
            if (text.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }

    /** Whether this line shows an unexpected start. */
    boolean isUnexpectedReboot(long number, LogLine line) {
        String text = line.text();
        if (isOrderly(text)) {
            rebootExpected = true;
            return false;
        }
        boolean decompressed = !line.stamped() && text.startsWith(DECOMPRESSED);
        boolean banner = text.startsWith(BANNER) && line.seconds() <= 0;
        if (!decompressed && !banner) {
            running |= line.seconds() > 0;
            return false;
        }
        boolean unexpected = (running || runningSince < number) && !rebootExpected;
        rebootExpected = decompressed && (unexpected || rebootExpected);
        running = banner;
        return unexpected;
    }
}
