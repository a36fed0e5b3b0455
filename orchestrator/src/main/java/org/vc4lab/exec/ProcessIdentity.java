// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process to which something belongs that can outlive it, such as a container. A pid means something in its namespace
 * only, and is used again; no step of the clock changes any of these.
 *
 * @param boot id that the kernel gives each boot
 * @param pidNamespace such as {@code pid:[4026531836]}
 * @param startTicks between the boot and the start of the process
 */
public record ProcessIdentity(String boot, String pidNamespace, long pid, long startTicks) {
    private static final Path PROC = Path.of("/proc");
    private static final Pattern LABEL = Pattern.compile("([0-9a-f-]{36})/(pid:\\[\\d{1,18}])/(\\d{1,18})/(\\d{1,18})");
    /** Index among the fields of /proc/PID/stat that follow the program's name. */
    private static final int STATE = 0;

    private static final int THREADS = 17;
    private static final int START_TICKS = 19;

    /** This process. */
    public static ProcessIdentity self() throws IOException {
        long pid = ProcessHandle.current().pid();
        return new ProcessIdentity(
                Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip(),
                Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString(),
                pid,
                Long.parseLong(statFields(pid).get(START_TICKS)));
    }

    /** The process that a label names; empty for the label of another program, or of another version of this one. */
    public static Optional<ProcessIdentity> parse(String label) {
        Matcher parts = LABEL.matcher(label);
        return parts.matches()
                ? Optional.of(new ProcessIdentity(
                        parts.group(1), parts.group(2), Long.parseLong(parts.group(3)), Long.parseLong(parts.group(4))))
                : Optional.empty();
    }

    public String label() {
        return boot + "/" + pidNamespace + "/" + pid + "/" + startTicks;
    }

    public boolean isOfSameBoot(ProcessIdentity other) {
        return boot.equals(other.boot);
    }

    /** Whether the process has ended; false if that cannot be known, as of a process in another namespace. */
    public boolean hasEnded(ProcessIdentity self) {
        if (!isOfSameBoot(self) || !pidNamespace.equals(self.pidNamespace)) {
            return false;
        }
        try {
            List<String> fields = statFields(pid);
            return isUnreaped(fields) || Long.parseLong(fields.get(START_TICKS)) != startTicks;
        } catch (NoSuchFileException ended) {
            return true;
        } catch (IOException unknown) {
            return false;
        }
    }

    /**
     * Whether a process runs. {@link ProcessHandle#isAlive} is true of one that has ended as long as its parent has not
     * asked for its status, and what adopts orphans, such as a container's first process, may do so late or never.
     */
    public static boolean isRunning(ProcessHandle process) {
        try {
            return process.isAlive() && !isUnreaped(statFields(process.pid()));
        } catch (IOException reaped) {
            return process.isAlive();
        }
    }

    /** A process whose first thread has ended looks the same, but has others. */
    private static boolean isUnreaped(List<String> statFields) {
        return statFields.get(STATE).equals("Z") && Integer.parseInt(statFields.get(THREADS)) <= 1;
    }

    private static List<String> statFields(long pid) throws IOException {
        String stat = Files.readString(PROC.resolve(pid + "/stat"));
        return List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    }
}
