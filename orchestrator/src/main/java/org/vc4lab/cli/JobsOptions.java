// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vc4lab.cli.exit.PositiveNumber;
import picocli.CommandLine.Option;

/** How many trials run in parallel. */
final class JobsOptions {
    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Trials in parallel (default: as many as cores and memory allow).")
    private @Nullable Integer jobs;

    int parallelism() throws IOException {
        if (jobs == null) {
            return HostCapacity.detect().parallelTrials();
        }
        PositiveNumber.require("--jobs", jobs);
        return jobs;
    }

    /**
     * The resources of this machine.
     *
     * @param memoryMebibytes memory that is available without swapping, page cache included
     */
    record HostCapacity(int cores, long memoryMebibytes) {
        /** Memory of a trial's emulator; the guest touches about half of it. */
        private static final long MEBIBYTES_PER_TRIAL = 1024;

        private static final Path MEMINFO = Path.of("/proc/meminfo");

        static HostCapacity detect() throws IOException {
            return new HostCapacity(Runtime.getRuntime().availableProcessors(), availableMebibytes(MEMINFO));
        }

        /** MemAvailable, see proc_meminfo(5). */
        static long availableMebibytes(Path meminfo) throws IOException {
            return Files.readAllLines(meminfo).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow(() -> new IOException("no MemAvailable in " + meminfo));
        }

        /** With QEMU counting instructions a trial keeps one core busy. */
        int parallelTrials() {
            return (int) Math.max(1, Math.min(cores, memoryMebibytes / MEBIBYTES_PER_TRIAL));
        }
    }
}
