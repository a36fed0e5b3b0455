// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import java.util.List;
import java.util.Set;

/** Where the machine's devices are in QEMU's object tree. */
public final class QomPaths {
    /** Below this are all devices that keep observations. */
    static final String DEVICES = "/machine/soc/peripherals";

    /** The id of the device whose heads show the picture of each HDMI output. */
    public static final String DISPLAY_ENGINE = "hvs";

    private static final String DISPLAY = DEVICES + "/display/";
    private static final Set<String> OUTSIDE_DISPLAY = Set.of("dma", "fw-clocks");

    /** What the kernel is told: everything to the console, and a restart, which ends the trial, after a panic. */
    public static final List<String> COMMAND_LINE =
            List.of("console=ttyAMA0,115200", "printk.devkmsg=on", "ignore_loglevel", "panic=-1");

    private QomPaths() {}

    /** A device by its name within the display, or of those beside it. */
    public static String device(String name) {
        return (OUTSIDE_DISPLAY.contains(name) ? DEVICES + "/" : DISPLAY) + name;
    }

    /** The audio FIFO of an HDMI output. */
    public static String fifo(int card) {
        return DISPLAY + "mai" + card;
    }

    /** The transmitter of an HDMI output. */
    static String transmitter(int card) {
        return DISPLAY + "hdmi" + card;
    }
}
