// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A saved machine, ready for its scenario or within it. Each machine that is restored from it gets copies of the pages
 * of its RAM that it writes to.
 *
 * @param ram the file that was the machine's RAM
 * @param folder has the state of its devices, and its logs
 * @param hasBegun whether it has its settings and its scenario; setting them again would begin some faults anew
 */
public record ReadyGuest(Path ram, Path folder, boolean hasBegun) {
    /** The names of the files of a saved machine. */
    public static final String RAM = "ram";

    public static final String STATE = "state";
    private static final List<String> LOGS = List.of("console.log", Machine.TRANSCRIPT, "witness.jsonl");

    Machine.MemoryFile memory() {
        return new Machine.MemoryFile(ram, false);
    }

    /** Copies what a machine that goes on from here begins with, and returns the path of the state. */
    Path copyInto(Path machineFolder) throws IOException {
        copyFiles(folder, machineFolder);
        return machineFolder.resolve(STATE);
    }

    /** Copies state and logs; a confined emulator may have left anything in their place. */
    public static void copyFiles(Path from, Path to) throws IOException {
        copy(from.resolve(STATE), to);
        for (String log : LOGS) {
            Files.deleteIfExists(to.resolve(log));
            if (Files.exists(from.resolve(log), LinkOption.NOFOLLOW_LINKS)) {
                copy(from.resolve(log), to);
            }
        }
    }

    /** A link is copied as one, so what is looked at is what is read later. */
    private static void copy(Path file, Path folder) throws IOException {
        Path copy = folder.resolve(file.getFileName());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING, LinkOption.NOFOLLOW_LINKS);
        if (!Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(copy);
            throw new IOException("no file of a saved machine: " + file);
        }
    }
}
