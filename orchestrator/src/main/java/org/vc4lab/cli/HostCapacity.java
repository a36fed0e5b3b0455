// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this machine can carry.
 *
 * @param memoryMebibytes memory that is not in use
 */
record HostCapacity(int cores, long memoryMebibytes) {
    /** What a trial's emulator takes: the guest touches about half of this. */
    private static final long MEBIBYTES_A_TRIAL = 1024;

    static HostCapacity ofThisMachine() {
        Runtime runtime = Runtime.getRuntime();
        long free =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getFreeMemorySize();
        return new HostCapacity(runtime.availableProcessors(), free >> 20);
    }

    /** With QEMU counting instructions a trial keeps one core busy. */
    int trialsSideBySide() {
        return (int) Math.max(1, Math.min(cores, memoryMebibytes / MEBIBYTES_A_TRIAL));
    }
}
