// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.List;

/** Where the machine's devices are in QEMU's object tree. */
final class Board {
    /** Below this are all devices that keep observations. */
    static final String DEVICES = "/machine/soc/peripherals";

    private static final String DISPLAY = DEVICES + "/display/";

    /** What the kernel is told: everything to the console, and a restart, which ends the trial, after a panic. */
    static final List<String> COMMAND_LINE =
            List.of("console=ttyAMA0,115200", "printk.devkmsg=on", "ignore_loglevel", "panic=-1");

    private Board() {}

    static String display(String device) {
        return DISPLAY + device;
    }

    /** The audio FIFO of an HDMI output. */
    static String fifo(int card) {
        return DISPLAY + "mai" + card;
    }

    /** The transmitter of an HDMI output. */
    static String transmitter(int card) {
        return DISPLAY + "hdmi" + card;
    }
}
