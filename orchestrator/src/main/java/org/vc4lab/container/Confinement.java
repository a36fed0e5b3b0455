// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What an untrusted program may see and use; it has no network and no privileges.
 *
 * @param readOnlyMounts read-only files and folders: path inside by path on the host
 * @param writableMounts writable folders: path inside by path on the host
 * @param workingDirectory working directory of the program, inside
 */
public record Confinement(
        User user,
        Map<Path, Path> readOnlyMounts,
        Map<Path, Path> writableMounts,
        Path workingDirectory,
        Limits limits) {

    /** Of the programs' {@code /tmp}, which is in memory. */
    static final int TMP_MIB = 256;

    /**
     * What a program may use up.
     *
     * @param memoryMib of all processes together without swap in a container; of each process in a sandbox
     * @param maxProcesses processes and threads together
     * @param cpu of each process
     * @param fileMib size of each file that it writes
     * @param folderMib size of each writable folder
     */
    public record Limits(int memoryMib, int maxProcesses, Duration cpu, int fileMib, int folderMib) {
        /** In bytes. */
        public long fileBytes() {
            return (long) fileMib << 20;
        }
    }

    /**
     * The user of the confined processes: the caller, or nobody if the caller is root.
     *
     * @param uid never 0
     */
    public record User(int uid, int gid, boolean isCaller) {
        private static final int NOBODY = 65534;

        /** S_ISVTX of inode(7), the restricted deletion flag. */
        private static final int STICKY = 01000;

        private static final Path SELF = Path.of("/proc/self");

        /** The user for confined programs of this process. */
        public static User forThisProcess() throws IOException {
            int uid = (Integer) Files.getAttribute(SELF, "unix:uid");
            int gid = (Integer) Files.getAttribute(SELF, "unix:gid");
            return uid == 0 ? new User(NOBODY, NOBODY, false) : new User(uid, gid, true);
        }

        /** In Docker's notation. */
        public String uidAndGid() {
            return uid + ":" + gid;
        }

        /**
         * Changes the owner of a folder and of the files in it to this user.
         *
         * @throws IOException also if the folder is one that all users of the host share, such as {@code /tmp}
         */
        public void chown(Path folder) throws IOException {
            if (isCaller) {
                return;
            }
            if (((Integer) Files.getAttribute(folder, "unix:mode") & STICKY) != 0) {
                throw new IOException("all users of this host share " + folder + ": a program that is confined cannot"
                        + " have it as its own; use a folder below it");
            }
            try (Stream<Path> folderAndFiles = Files.walk(folder.toRealPath(), 1)) {
                for (Path file : folderAndFiles.toList()) {
                    Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }

    public Confinement {
        readOnlyMounts = Map.copyOf(readOnlyMounts);
        writableMounts = Map.copyOf(writableMounts);
    }
}
