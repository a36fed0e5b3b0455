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
 * Writes objects into the repository of ours. It must not see the objects of users' trees meanwhile: git would put a
 * new date on what it finds there, and that is writing too.
 */
final class GitObjectWriter {
    private static final String ROOT = "";

    private final Path repository;
    private final ProcessRunner runner;

    GitObjectWriter(Path repository, ProcessRunner runner) {
        this.repository = repository;
        this.runner = runner;
    }

    /**
     * Writes what the files are now.
     *
     * @param scratch an empty folder, left as it is for its owner to delete
     */
    Map<String, Optional<TreeEntry>> write(Map<String, FileState> files, Path scratch)
            throws IOException, InterruptedException {
        Map<String, Optional<TreeEntry>> written = new LinkedHashMap<>();
        List<PendingBlob> present = new ArrayList<>();
        for (Map.Entry<String, FileState> file : files.entrySet()) {
            written.put(file.getKey(), Optional.empty());
            if (file.getValue() instanceof FileState.Present state) {
                Path copy = scratch.resolve("blob" + present.size());
                Files.writeString(copy, state.content(), StandardCharsets.ISO_8859_1);
                present.add(new PendingBlob(file.getKey(), state.executable() ? "100755" : "100644"));
            }
        }
        List<String> ids = writeBlobs(present.size(), scratch);
        for (int i = 0; i < ids.size(); i++) {
            PendingBlob pendingBlob = present.get(i);
            written.put(pendingBlob.path(), Optional.of(new TreeEntry(pendingBlob.mode(), "blob", ids.get(i))));
        }
        return written;
    }

    private record PendingBlob(String path, String mode) {}

    private List<String> writeBlobs(int count, Path scratch) throws IOException, InterruptedException {
        Path list = scratch.resolve("blobs");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(scratch.resolve("blob" + i).toString());
        }
        Files.write(list, names);
        return runner.run(GitCommands.inRepository(repository, "hash-object", "-w", "--no-filters", "--stdin-paths")
                        .stdin(list))
                .orThrow()
                .output();
    }

    /** Writes the folders above the changed files, from the deepest up, and returns the id of the root. */
    String writeTree(GitTreeListing before, Map<String, Optional<TreeEntry>> changes, Path scratch)
            throws IOException, InterruptedException {
        Map<Integer, Set<String>> byDepth = new TreeMap<>(Comparator.reverseOrder());
        for (String path : changes.keySet()) {
            for (String above = parentOf(GitTreeListing.quotePath(path)); ; above = parentOf(above)) {
                byDepth.computeIfAbsent(depthOf(above), depth -> new TreeSet<>())
                        .add(above);
                if (above.equals(ROOT)) {
                    break;
                }
            }
        }
        Map<String, Map<String, TreeEntry>> members = groupByFolder(before.withChanges(changes), byDepth.values());
        String root = "";
        for (Set<String> folders : byDepth.values()) {
            root = writeLevel(folders, members, scratch.resolve("trees"));
        }
        return root;
    }

    /** What is in each of these folders, by the last component of its path. */
    private static Map<String, Map<String, TreeEntry>> groupByFolder(
            GitTreeListing listing, Iterable<Set<String>> levels) {
        Map<String, Map<String, TreeEntry>> members = new HashMap<>();
        levels.forEach(folders -> folders.forEach(folder -> members.put(folder, new TreeMap<>())));
        listing.entries().forEach((path, entry) -> {
            Map<String, TreeEntry> folderEntries = members.get(parentOf(path));
            if (folderEntries != null) {
                folderEntries.put(path.substring(path.lastIndexOf('/') + 1), entry);
            }
        });
        return members;
    }

    /** Writes folders of one depth and enters them in those above; one with nothing in it goes. */
    private String writeLevel(Set<String> folders, Map<String, Map<String, TreeEntry>> members, Path input)
            throws IOException, InterruptedException {
        List<String> remaining = new ArrayList<>();
        for (String folder : folders) {
            if (!folder.equals(ROOT)) {
                entriesOf(members, parentOf(folder)).remove(folder.substring(folder.lastIndexOf('/') + 1));
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
        List<String> ids = runner.run(GitCommands.inRepository(repository, "mktree", "--missing", "--batch")
                        .stdin(input))
                .orThrow()
                .output();
        for (int i = 0; i < remaining.size(); i++) {
            String folder = remaining.get(i);
            if (!folder.equals(ROOT)) {
                entriesOf(members, parentOf(folder))
                        .put(
                                folder.substring(folder.lastIndexOf('/') + 1),
                                new TreeEntry("040000", TreeEntry.FOLDER, ids.get(i)));
            }
        }
        return ids.isEmpty() ? "" : ids.get(0);
    }

    private static Map<String, TreeEntry> entriesOf(Map<String, Map<String, TreeEntry>> members, String folder) {
        return members.computeIfAbsent(folder, none -> new TreeMap<>());
    }

    private static String toMktreeInput(Map<String, TreeEntry> members) {
        StringBuilder lines = new StringBuilder();
        members.forEach((name, entry) -> lines.append(entry.mode())
                .append(' ')
                .append(entry.type())
                .append(' ')
                .append(entry.id())
                .append('\t')
                .append(name.indexOf('\\') >= 0 ? "\"" + name + "\"" : name)
                .append('\n'));
        return lines.toString();
    }

    private static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? ROOT : path.substring(0, slash);
    }

    private static int depthOf(String folder) {
        return folder.isEmpty()
                ? 0
                : 1 + (int) folder.chars().filter(c -> c == '/').count();
    }
}
