// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.exec.ProcessRunner;

/**
 * All that a tree object holds, folders included, by path; the path is quoted as git does, without the quotation marks.
 */
final class GitTreeListing {
    private final Map<String, TreeEntry> entries;

    private GitTreeListing(Map<String, TreeEntry> entries) {
        this.entries = entries;
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

    /** @param listing the command {@code git ls-tree -r -t} */
    static GitTreeListing read(Command listing, ProcessRunner runner) throws IOException, InterruptedException {
        Map<String, TreeEntry> entries = new HashMap<>();
        runner.run(listing.onOutputLine(line -> {
                    String[] parts = line.split("\t", 2);
                    String[] words = parts[0].split(" ", 4);
                    if (parts.length == 2 && words.length == 3) {
                        entries.put(unquote(parts[1]), new TreeEntry(words[0], words[1], words[2]));
                    }
                }))
                .orThrow();
        return new GitTreeListing(entries);
    }

    private static String unquote(String quoted) {
        return quoted.startsWith("\"") ? quoted.substring(1, quoted.length() - 1) : quoted;
    }

    /** How a path is spelled here. */
    static String quotePath(String path) {
        return unquote(GitCommands.quotePath(path));
    }

    Map<String, TreeEntry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    Optional<TreeEntry> find(String path) {
        return Optional.ofNullable(entries.get(quotePath(path)));
    }

    /** This listing with some files changed; an empty value takes one away. The folders' ids stay what they were. */
    GitTreeListing withChanges(Map<String, Optional<TreeEntry>> changes) {
        Map<String, TreeEntry> changed = new HashMap<>(entries);
        changes.forEach((path, entry) -> entry.ifPresentOrElse(
                newEntry -> changed.put(quotePath(path), newEntry), () -> changed.remove(quotePath(path))));
        return new GitTreeListing(changed);
    }
}
