// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which files of a tree went into its objects, as kbuild lists them. What was compiled once and is not any more is told
 * too: more than needed, never less. So only lists are read that were written since the last time.
 */
final class KernelInputFiles {
    /** Beside the objects: the tree, then what was told last, dated when that was begun. */
    private static final String TOLD = ".vc4lab-files";
    /** By which a list may look older than it is. */
    private static final Duration COARSE = Duration.ofSeconds(2);

    private KernelInputFiles() {}

    /** Their paths below the source folder, sorted; call it where nobody else compiles into these objects. */
    static List<String> below(Path source, Path objects) throws IOException {
        FileTime begin = FileTime.from(Instant.now().minus(COARSE));
        String root = source.toRealPath() + "/";
        Path told = objects.resolve(TOLD);
        List<String> before = toldBy(told, root, begin);
        TreeSet<String> found = new TreeSet<>(before);
        FileTime since = before.isEmpty() ? FileTime.from(Instant.MIN) : Files.getLastModifiedTime(told);
        for (Path list : lists(objects, since)) {
            for (String file : KbuildList.read(list)) {
                if (file.startsWith(root)) {
                    found.add(file.substring(root.length()));
                }
            }
        }
        List<String> lines = new ArrayList<>(List.of(root));
        lines.addAll(found);
        Path fresh = Files.write(objects.resolve(TOLD + ".new"), lines);
        Files.setLastModifiedTime(fresh, begin);
        Files.move(fresh, told, StandardCopyOption.ATOMIC_MOVE);
        return List.copyOf(found);
    }

    /** What was told last; nothing where that was of another tree, or by a clock that was ahead of this one. */
    private static List<String> toldBy(Path told, String root, FileTime begin) throws IOException {
        if (!Files.exists(told) || Files.getLastModifiedTime(told).compareTo(begin) > 0) {
            return List.of();
        }
        List<String> lines = Files.readAllLines(told);
        return lines.isEmpty() || !lines.get(0).equals(root) ? List.of() : lines.subList(1, lines.size());
    }

    private static List<Path> lists(Path objects, FileTime since) throws IOException {
        try (Stream<Path> all = Files.find(
                objects,
                Integer.MAX_VALUE,
                (file, seen) ->
                        KbuildList.isOne(file) && seen.lastModifiedTime().compareTo(since) >= 0)) {
            return all.toList();
        }
    }
}
