// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.vc4lab.exec.AtomicFiles;

/**
 * Which files of a tree went into its objects, as kbuild lists them. It may over-report (files that were compiled once
 * and are not any more), and never under-reports. So only lists that are newer than the last result are read.
 */
final class CompiledSourceList {
    /** The tree, then the last result; its mtime is when the scan began. */
    private static final String LIST_FILE = ".vc4lab-files";
    /** How much older than it is a list may look. */
    private static final Duration CLOCK_SLACK = Duration.ofSeconds(2);

    private CompiledSourceList() {}

    /** Their paths below the source folder, sorted. Nothing may compile into these objects meanwhile. */
    static List<String> collect(Path source, Path objects) throws IOException {
        FileTime begin = FileTime.from(Instant.now().minus(CLOCK_SLACK));
        String root = source.toRealPath() + "/";
        Path listFile = objects.resolve(LIST_FILE);
        List<String> previous = readPrevious(listFile, root, begin);
        TreeSet<String> paths = new TreeSet<>(previous);
        FileTime since = previous.isEmpty() ? FileTime.from(Instant.MIN) : Files.getLastModifiedTime(listFile);
        for (Path list : findCmdFiles(objects, since)) {
            for (String file : KbuildCmdFile.readInputs(list)) {
                if (file.startsWith(root)) {
                    paths.add(file.substring(root.length()));
                }
            }
        }
        List<String> lines = new ArrayList<>(List.of(root));
        lines.addAll(paths);
        AtomicFiles.<IOException>write(listFile, temporary -> {
            Files.write(temporary, lines);
            Files.setLastModifiedTime(temporary, begin);
        });
        return List.copyOf(paths);
    }

    /** The last result; empty if it is of another tree, or its mtime is in the future. */
    private static List<String> readPrevious(Path listFile, String root, FileTime begin) throws IOException {
        if (!Files.exists(listFile) || Files.getLastModifiedTime(listFile).compareTo(begin) > 0) {
            return List.of();
        }
        List<String> lines = Files.readAllLines(listFile);
        return lines.isEmpty() || !lines.get(0).equals(root) ? List.of() : lines.subList(1, lines.size());
    }

    private static List<Path> findCmdFiles(Path objects, FileTime since) throws IOException {
        try (Stream<Path> files = Files.find(
                objects,
                Integer.MAX_VALUE,
                (file, attributes) -> KbuildCmdFile.isCmdFile(file)
                        && attributes.lastModifiedTime().compareTo(since) >= 0)) {
            return files.toList();
        }
    }
}
