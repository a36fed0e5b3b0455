// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vc4lab.patch.Applier;
import org.vc4lab.patch.FileState;

/**
 * An unpacked source tree that becomes one variant after the other. A file is written only if its content differs from
 * what is there, because its date tells make what to rebuild. Of each file that was ever changed the original is kept
 * beside the tree, so that patches always start from it; being interrupted at any point does no harm.
 */
final class SourceTree implements Applier.Origin {
    private final Path tree;
    private final Path originals;
    private final Path touched;

    /** @param area holds the tree as {@code source}, and what is remembered of it */
    SourceTree(Path area) {
        this.tree = area.resolve("source");
        this.originals = area.resolve("originals");
        this.touched = area.resolve("touched");
    }

    Path folder() {
        return tree;
    }

    @Override
    public Optional<FileState> original(String path) throws IOException {
        Path kept = originals.resolve(path);
        if (Files.exists(kept, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(FileState.of(kept));
        }
        Path file = tree.resolve(path);
        if (!isPlain(file)) {
            return Optional.empty();
        }
        return Optional.of(touched().contains(path) ? new FileState.Absent() : FileState.of(file));
    }

    /** Whether there is a plain file, or could be one: no link and no file stands where a folder must. */
    private boolean isPlain(Path file) {
        Path relative = tree.relativize(file);
        for (int i = 1; i < relative.getNameCount(); i++) {
            Path folder = tree.resolve(relative.subpath(0, i));
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && isThere(folder)) {
                return false;
            }
        }
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !isThere(file);
    }

    private static boolean isThere(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Makes the tree the original one with these files in it.
     *
     * @return the paths that were written or deleted
     */
    List<String> become(Map<String, FileState> wanted) throws IOException {
        Set<String> before = touched();
        remember(wanted.keySet(), before);
        Set<String> paths = new LinkedHashSet<>(before);
        paths.addAll(wanted.keySet());
        List<String> changed = new ArrayList<>();
        for (String path : paths) {
            FileState target = wanted.containsKey(path) ? wanted.get(path) : keptOriginal(path);
            Path file = tree.resolve(path);
            if (!FileState.of(file).equals(target)) {
                target.writeTo(file);
                changed.add(path);
            }
        }
        return changed;
    }

    private FileState keptOriginal(String path) throws IOException {
        return FileState.of(originals.resolve(path));
    }

    /** Keeps the originals of files that are changed for the first time, before they are. */
    private void remember(Set<String> paths, Set<String> before) throws IOException {
        StringBuilder fresh = new StringBuilder();
        for (String path : paths) {
            if (!before.contains(path)) {
                FileState.of(tree.resolve(path)).writeTo(originals.resolve(path));
                fresh.append(path).append('\n');
            }
        }
        Files.writeString(touched, fresh, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Set<String> touched() throws IOException {
        return Files.exists(touched) ? new LinkedHashSet<>(Files.readAllLines(touched)) : Set.of();
    }
}
