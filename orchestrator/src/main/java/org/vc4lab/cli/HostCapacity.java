// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this machine can carry.
 *
 * @param memoryMebibytes memory that can be had without swapping, page cache included
 */
record HostCapacity(int cores, long memoryMebibytes) {
    /** What a trial's emulator takes: the guest touches about half of this. */
    private static final long MEBIBYTES_A_TRIAL = 1024;

    private static final Path MEMORY = Path.of("/proc/meminfo");

    static HostCapacity ofThisMachine() throws IOException {
        return new HostCapacity(Runtime.getRuntime().availableProcessors(), availableMebibytes(MEMORY));
    }

    /** MemAvailable, see proc_meminfo(5). */
    static long availableMebibytes(Path memory) throws IOException {
        return Files.readAllLines(memory).stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow(() -> new IOException("no MemAvailable in " + memory));
    }

    /** With QEMU counting instructions a trial keeps one core busy. */
    int trialsSideBySide() {
        return (int) Math.max(1, Math.min(cores, memoryMebibytes / MEBIBYTES_A_TRIAL));
    }
}
