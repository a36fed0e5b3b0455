// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.vc4lab.build.kernel.GitTreeListing.TreeEntry;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.FileState;

/**
 * Writes objects into the lab's repository. It does not see the objects of users' trees: git would update the mtime of
 * an object that is there already, and that would be a write to the user's tree.
 */
record GitObjectWriter(Path repository, ProcessRunner runner) {
    private static final String ROOT = "";

    /**
     * Writes files as blobs.
     *
     * @param scratch an empty folder, deleted by its owner
     * @return the new entries by path; empty for a file that is absent
     */
    Map<String, Optional<TreeEntry>> write(Map<String, FileState> files, Path scratch)
            throws IOException, InterruptedException {
        Map<String, Optional<TreeEntry>> written = new LinkedHashMap<>();
        List<String> paths = new ArrayList<>();
        List<String> modes = new ArrayList<>();
        List<String> copies = new ArrayList<>();
        for (Map.Entry<String, FileState> file : files.entrySet()) {
            written.put(file.getKey(), Optional.empty());
            if (file.getValue() instanceof FileState.Present state) {
                Path copy = scratch.resolve("blob" + copies.size());
                copies.add(Files.writeString(copy, state.content(), StandardCharsets.ISO_8859_1)
                        .toString());
                paths.add(file.getKey());
                modes.add(state.executable() ? "100755" : "100644");
            }
        }
        Path list = Files.write(scratch.resolve("blobs"), copies);
        List<String> ids = run(list, "hash-object", "-w", "--no-filters", "--stdin-paths");
        for (int i = 0; i < ids.size(); i++) {
            written.put(paths.get(i), Optional.of(new TreeEntry(modes.get(i), "blob", ids.get(i))));
        }
        return written;
    }

    private List<String> run(Path stdin, String... arguments) throws IOException, InterruptedException {
        return runner.run(GitCommands.inRepository(repository, arguments).stdin(stdin))
                .orThrow()
                .output();
    }

    /** Writes the folders above the changed files, deepest first, and returns the id of the root. */
    String writeTree(GitTreeListing original, Map<String, Optional<TreeEntry>> changes, Path scratch)
            throws IOException, InterruptedException {
        Map<Integer, Set<String>> byDepth = new TreeMap<>(Comparator.reverseOrder());
        for (String path : changes.keySet()) {
            String folder = GitTreeListing.quotePath(path);
            do {
                folder = parentOf(folder);
                byDepth.computeIfAbsent(depthOf(folder), depth -> new TreeSet<>())
                        .add(folder);
            } while (!folder.equals(ROOT));
        }
        Map<String, Map<String, TreeEntry>> members = groupByFolder(original.withChanges(changes), byDepth.values());
        String root = "";
        for (Set<String> folders : byDepth.values()) {
            root = writeLevel(folders, members, scratch.resolve("trees"));
        }
        return root;
    }

    /** The entries of each of these folders, by the last component of the path. */
    private static Map<String, Map<String, TreeEntry>> groupByFolder(
            GitTreeListing listing, Iterable<Set<String>> levels) {
        Map<String, Map<String, TreeEntry>> members = new HashMap<>();
        levels.forEach(folders -> folders.forEach(folder -> members.put(folder, new TreeMap<>())));
        listing.entries().forEach((path, entry) -> {
            Map<String, TreeEntry> folderEntries = members.get(parentOf(path));
            if (folderEntries != null) {
                folderEntries.put(nameOf(path), entry);
            }
        });
        return members;
    }

    /** Writes folders of one depth and enters them in their parents. Git has no empty folders. */
    private String writeLevel(Set<String> folders, Map<String, Map<String, TreeEntry>> members, Path input)
            throws IOException, InterruptedException {
        List<String> remaining = new ArrayList<>();
        for (String folder : folders) {
            if (!folder.equals(ROOT)) {
                entriesOf(members, parentOf(folder)).remove(nameOf(folder));
            }
            if (folder.equals(ROOT) || !entriesOf(members, folder).isEmpty()) {
                remaining.add(folder);
            }
        }
        Files.writeString(
                input,
                remaining.stream()
                        .map(folder -> toMktreeInput(entriesOf(members, folder)))
                        .collect(Collectors.joining("\n")),
                StandardCharsets.UTF_8);
        List<String> ids = run(input, "mktree", "--missing", "--batch");
        for (int i = 0; i < remaining.size(); i++) {
            String folder = remaining.get(i);
            if (!folder.equals(ROOT)) {
                TreeEntry entry = new TreeEntry("040000", TreeEntry.FOLDER, ids.get(i));
                entriesOf(members, parentOf(folder)).put(nameOf(folder), entry);
            }
        }
        return ids.isEmpty() ? "" : ids.get(0);
    }

    private static Map<String, TreeEntry> entriesOf(Map<String, Map<String, TreeEntry>> members, String folder) {
        return members.computeIfAbsent(folder, absent -> new TreeMap<>());
    }

    private static String toMktreeInput(Map<String, TreeEntry> members) {
        StringBuilder lines = new StringBuilder();
        members.forEach((name, entry) -> {
            String quoted = name.indexOf('\\') >= 0 ? "\"" + name + "\"" : name;
            lines.append(entry.mode() + " " + entry.type() + " " + entry.id() + "\t" + quoted + "\n");
        });
        return lines.toString();
    }

    private static String parentOf(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static int depthOf(String folder) {
        return folder.isEmpty()
                ? 0
                : 1 + (int) folder.chars().filter(c -> c == '/').count();
    }
}
