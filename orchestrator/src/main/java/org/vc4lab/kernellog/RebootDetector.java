// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import org.vc4lab.kernellog.Rule.Trait;

/** Distinguishes an unexpected reboot from a requested one and from the first boot. */
final class RebootDetector {
    private static final String TITLE = "unexpected kernel reboot";

    private static final String DECOMPRESSED = "Booting the kernel.";
    private static final String BANNER = "Linux version ";

    /** Messages before a requested reboot. */
    private static final List<String> ORDERLY_REBOOTS = List.of(
            "reboot: ",
            "Rebooting in ",
            "sysrq: Resetting",
            "sysrq: SysRq : Resetting",
            "kexec_core: Starting new kernel");

    static final List<String> TRIGGERS = List.of(
            DECOMPRESSED, BANNER, "reboot: ", "Rebooting in ", "sysrq: Resetting", "sysrq: SysRq", "kexec_core: ");

    static final Rule.Headline HEADLINE =
            new Rule.Headline(Rule.fixed(ReportKind.REBOOT, TITLE, TITLE).withTraits(Trait.NO_TRACE), TITLE);

    private long runningSince = Long.MAX_VALUE;
    private boolean running;
    private boolean rebootExpected;

    /** Looks at a line in advance: a timestamp after zero shows that a kernel runs. */
    void observe(long number, LogLine line) {
        if (line.seconds() > 0) {
            runningSince = Math.min(runningSince, number);
        }
    }

    /** Whether this line shows an unexpected start. */
    boolean isUnexpectedReboot(long number, LogLine line) {
        String text = line.text();
        if (CharScanner.startsWithAny(text, ORDERLY_REBOOTS)) {
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
