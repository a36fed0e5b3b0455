// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

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
import org.vc4lab.build.GitListing.Entry;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.FileState;
import org.vc4lab.source.Git;

/**
 * Writes objects into the repository of ours. It must not see the objects of users' trees meanwhile: git would put a
 * new date on what it finds there, and that is writing too.
 */
final class GitObjects {
    private static final String ROOT = "";

    private final Path repository;
    private final ProcessRunner runner;

    GitObjects(Path repository, ProcessRunner runner) {
        this.repository = repository;
        this.runner = runner;
    }

    /**
     * Writes what the files are now.
     *
     * @param scratch an empty folder, left as it is for its owner to delete
     */
    Map<String, Optional<Entry>> write(Map<String, FileState> files, Path scratch)
            throws IOException, InterruptedException {
        Map<String, Optional<Entry>> written = new LinkedHashMap<>();
        List<File> present = new ArrayList<>();
        for (Map.Entry<String, FileState> file : files.entrySet()) {
            written.put(file.getKey(), Optional.empty());
            if (file.getValue() instanceof FileState.Present state) {
                Path copy = scratch.resolve("blob" + present.size());
                Files.writeString(copy, state.content(), StandardCharsets.ISO_8859_1);
                present.add(new File(file.getKey(), state.executable() ? "100755" : "100644"));
            }
        }
        List<String> ids = blobs(present.size(), scratch);
        for (int i = 0; i < ids.size(); i++) {
            File file = present.get(i);
            written.put(file.path(), Optional.of(new Entry(file.mode(), "blob", ids.get(i))));
        }
        return written;
    }

    private record File(String path, String mode) {}

    private List<String> blobs(int count, Path scratch) throws IOException, InterruptedException {
        Path list = scratch.resolve("blobs");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(scratch.resolve("blob" + i).toString());
        }
        Files.write(list, names);
        return runner.run(Git.in(repository, "hash-object", "-w", "--no-filters", "--stdin-paths")
                        .reading(list))
                .orThrow()
                .output();
    }

    /** Writes the folders above the changed files, from the deepest up, and returns the id of the root. */
    String tree(GitListing before, Map<String, Optional<Entry>> changes, Path scratch)
            throws IOException, InterruptedException {
        Map<Integer, Set<String>> byDepth = new TreeMap<>(Comparator.reverseOrder());
        for (String path : changes.keySet()) {
            for (String above = folder(GitListing.spelled(path)); ; above = folder(above)) {
                byDepth.computeIfAbsent(depth(above), depth -> new TreeSet<>()).add(above);
                if (above.equals(ROOT)) {
                    break;
                }
            }
        }
        Map<String, Map<String, Entry>> members = members(before.with(changes), byDepth.values());
        String root = "";
        for (Set<String> folders : byDepth.values()) {
            root = level(folders, members, scratch.resolve("trees"));
        }
        return root;
    }

    /** What is in each of these folders, by the last component of its path. */
    private static Map<String, Map<String, Entry>> members(GitListing listing, Iterable<Set<String>> wanted) {
        Map<String, Map<String, Entry>> members = new HashMap<>();
        wanted.forEach(folders -> folders.forEach(folder -> members.put(folder, new TreeMap<>())));
        listing.entries().forEach((path, entry) -> {
            Map<String, Entry> inside = members.get(folder(path));
            if (inside != null) {
                inside.put(path.substring(path.lastIndexOf('/') + 1), entry);
            }
        });
        return members;
    }

    /** Writes folders of one depth and enters them in those above; one with nothing in it goes. */
    private String level(Set<String> folders, Map<String, Map<String, Entry>> members, Path input)
            throws IOException, InterruptedException {
        List<String> kept = new ArrayList<>();
        for (String folder : folders) {
            if (!folder.equals(ROOT)) {
                inside(members, folder(folder)).remove(folder.substring(folder.lastIndexOf('/') + 1));
            }
            if (folder.equals(ROOT) || !inside(members, folder).isEmpty()) {
                kept.add(folder);
            }
        }
        Files.writeString(
                input,
                kept.stream().map(folder -> lines(inside(members, folder))).collect(Collectors.joining("\n")),
                StandardCharsets.UTF_8);
        List<String> ids = runner.run(
                        Git.in(repository, "mktree", "--missing", "--batch").reading(input))
                .orThrow()
                .output();
        for (int i = 0; i < kept.size(); i++) {
            String folder = kept.get(i);
            if (!folder.equals(ROOT)) {
                inside(members, folder(folder))
                        .put(
                                folder.substring(folder.lastIndexOf('/') + 1),
                                new Entry("040000", Entry.FOLDER, ids.get(i)));
            }
        }
        return ids.isEmpty() ? "" : ids.get(0);
    }

    private static Map<String, Entry> inside(Map<String, Map<String, Entry>> members, String folder) {
        return members.computeIfAbsent(folder, none -> new TreeMap<>());
    }

    private static String lines(Map<String, Entry> members) {
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

    private static String folder(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? ROOT : path.substring(0, slash);
    }

    private static int depth(String folder) {
        return folder.isEmpty()
                ? 0
                : 1 + (int) folder.chars().filter(c -> c == '/').count();
    }
}
