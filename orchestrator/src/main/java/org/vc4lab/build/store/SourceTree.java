// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

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
import org.vc4lab.patch.FileState;
import org.vc4lab.patch.PatchApplier;

/**
 * An unpacked source tree that is changed from one variant to the next. A file is written only if its content differs,
 * because make compares dates. The original of each file that was ever changed is kept beside the tree, so that patches
 * always start from it. An interruption at any point is harmless.
 */
public final class SourceTree implements PatchApplier.BaseFileSource {
    private final Path tree;
    private final Path originals;
    private final Path touchedList;

    /** @param area contains the tree as {@code source}, and the originals */
    SourceTree(Path area) {
        this.tree = area.resolve("source");
        this.originals = area.resolve("originals");
        this.touchedList = area.resolve("touched");
    }

    public Path folder() {
        return tree;
    }

    @Override
    public Optional<FileState> readOriginal(String path) throws IOException {
        if (Files.exists(originals.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(FileState.read(originals, path));
        }
        Optional<FileState> current = FileState.find(tree, path);
        return current.isPresent() && readTouched().contains(path) ? Optional.of(new FileState.Absent()) : current;
    }

    /**
     * Changes the tree to the original one with these files in it.
     *
     * @return the paths that were written or deleted
     */
    public List<String> updateTo(Map<String, FileState> targetFiles) throws IOException {
        Set<String> previouslyTouched = readTouched();
        saveOriginals(targetFiles.keySet(), previouslyTouched);
        Set<String> paths = new LinkedHashSet<>(previouslyTouched);
        paths.addAll(targetFiles.keySet());
        List<String> changed = new ArrayList<>();
        for (String path : paths) {
            FileState target = targetFiles.containsKey(path) ? targetFiles.get(path) : FileState.read(originals, path);
            if (!FileState.read(tree, path).equals(target)) {
                target.writeTo(tree, path);
                changed.add(path);
            }
        }
        return changed;
    }

    /** Saves the originals of files before they are changed for the first time. */
    private void saveOriginals(Set<String> paths, Set<String> previouslyTouched) throws IOException {
        StringBuilder newPaths = new StringBuilder();
        for (String path : paths) {
            if (!previouslyTouched.contains(path)) {
                FileState.read(tree, path).writeTo(originals, path);
                newPaths.append(path).append('\n');
            }
        }
        Files.writeString(touchedList, newPaths, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Set<String> readTouched() throws IOException {
        return Files.exists(touchedList) ? new LinkedHashSet<>(Files.readAllLines(touchedList)) : Set.of();
    }
}
