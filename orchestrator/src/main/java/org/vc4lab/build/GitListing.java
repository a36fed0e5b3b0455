// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.Git;

/**
 * All that a tree object holds, folders included, by path; the path is quoted as git does, without the quotation marks.
 */
final class GitListing {
    private final Map<String, Entry> entries;

    private GitListing(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /** A file, a folder, a link or a submodule. */
    record Entry(String mode, String type, String id) {
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
    static GitListing read(Command listing, ProcessRunner runner) throws IOException, InterruptedException {
        Map<String, Entry> entries = new HashMap<>();
        runner.run(listing.tellingEachLineTo(line -> {
                    String[] parts = line.split("\t", 2);
                    String[] words = parts[0].split(" ", 4);
                    if (parts.length == 2 && words.length == 3) {
                        entries.put(bare(parts[1]), new Entry(words[0], words[1], words[2]));
                    }
                }))
                .orThrow();
        return new GitListing(entries);
    }

    private static String bare(String quoted) {
        return quoted.startsWith("\"") ? quoted.substring(1, quoted.length() - 1) : quoted;
    }

    /** How a path is spelled here. */
    static String spelled(String path) {
        return bare(Git.quoted(path));
    }

    Map<String, Entry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    Optional<Entry> find(String path) {
        return Optional.ofNullable(entries.get(spelled(path)));
    }

    /** This listing with some files changed; an empty value takes one away. The folders' ids stay what they were. */
    GitListing with(Map<String, Optional<Entry>> changes) {
        Map<String, Entry> changed = new HashMap<>(entries);
        changes.forEach((path, entry) ->
                entry.ifPresentOrElse(now -> changed.put(spelled(path), now), () -> changed.remove(spelled(path))));
        return new GitListing(changed);
    }
}
