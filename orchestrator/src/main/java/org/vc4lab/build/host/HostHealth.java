// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The state of this machine before a step, to find out whether the machine made it fail. The step's output proves
 * nothing: a makefile can print "Killed" and "No space left on device" too.
 *
 * @param folder on the disk that the step writes to
 * @param oomKills processes that the kernel has killed for lack of memory, in any container
 */
public record HostHealth(Path folder, Path vmstat, long oomKills) {
    private static final Path VMSTAT = Path.of("/proc/vmstat");
    private static final String OOM_KILLS = "oom_kill ";
    /** A step that fails deletes some of its files; that alone does not make more room than this. */
    private static final int MIN_FREE_BYTES = 32 << 20;

    private static final int PROBE_BYTES = 1 << 20;

    public static HostHealth measure(Path folder) throws IOException {
        return measure(folder, VMSTAT);
    }

    static HostHealth measure(Path folder, Path vmstat) throws IOException {
        return new HostHealth(folder, vmstat, countOomKills(vmstat));
    }

    private static long countOomKills(Path vmstat) throws IOException {
        return Files.readAllLines(vmstat).stream()
                .filter(line -> line.startsWith(OOM_KILLS))
                .mapToLong(line -> Long.parseLong(line.substring(OOM_KILLS.length())))
                .sum();
    }

    /** What this machine lacks, or lacked since the measurement; empty if nothing. */
    public Optional<String> findFailure() throws IOException {
        long killed = countOomKills(vmstat) - oomKills;
        if (killed > 0) {
            return Optional.of("out of memory: the kernel of this machine killed " + killed + " processes meanwhile");
        }
        long usable = folder.toFile().getUsableSpace();
        if (usable < MIN_FREE_BYTES) {
            return Optional.of("no disk space: " + folder + " has " + (usable >> 20) + " MiB left");
        }
        try {
            Path probe = Files.createTempFile(folder, "probe", "");
            try {
                Files.write(probe, new byte[PROBE_BYTES]);
            } finally {
                Files.delete(probe);
            }
        } catch (IOException failed) { // a quota, no inodes, a broken disk, a read-only file system
            return Optional.of("cannot write to " + folder + ": " + failed);
        }
        return Optional.empty();
    }
}
