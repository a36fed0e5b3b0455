// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.source.BorrowingRepository;

/**
 * The content of a tree object.
 *
 * @param entries files and folders by path; paths are quoted as git does, without the quotation marks
 */
record GitTreeListing(Map<String, TreeEntry> entries) {
    GitTreeListing {
        entries = Collections.unmodifiableMap(entries);
    }

    /** A file, a folder, a link or a submodule. */
    record TreeEntry(String mode, String type, String id) {
        static final String FOLDER = "tree";

        boolean isFolder() {
            return type.equals(FOLDER);
        }

        boolean isPlainFile() {
            return mode.equals("100644") || mode.equals("100755") || mode.equals("100664");
        }

        boolean isExecutable() {
            return mode.equals("100755");
        }
    }

    static GitTreeListing read(BorrowingRepository repository, String commit) throws IOException, InterruptedException {
        Map<String, TreeEntry> entries = new HashMap<>();
        for (String line : repository.lines("ls-tree", "-r", "-t", commit)) {
            String[] parts = line.split("\t", 2);
            String[] words = parts[0].split(" ", 4);
            if (parts.length == 2 && words.length == 3) {
                entries.put(unquote(parts[1]), new TreeEntry(words[0], words[1], words[2]));
            }
        }
        return new GitTreeListing(entries);
    }

    private static String unquote(String quoted) {
        return quoted.startsWith("\"") ? quoted.substring(1, quoted.length() - 1) : quoted;
    }

    /** The spelling of a path in {@link #entries}. */
    static String quotePath(String path) {
        return unquote(GitCommands.quotePath(path));
    }

    Optional<TreeEntry> find(String path) {
        return Optional.ofNullable(entries.get(quotePath(path)));
    }

    /** A listing with some files changed; an empty value removes a file. The ids of folders stay the old ones. */
    GitTreeListing withChanges(Map<String, Optional<TreeEntry>> changes) {
        Map<String, TreeEntry> changed = new HashMap<>(entries);
        changes.forEach((path, entry) -> entry.ifPresentOrElse(
                newEntry -> changed.put(quotePath(path), newEntry), () -> changed.remove(quotePath(path))));
        return new GitTreeListing(changed);
    }
}
