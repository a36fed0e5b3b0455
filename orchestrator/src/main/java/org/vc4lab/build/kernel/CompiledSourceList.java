// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.vc4lab.exec.AtomicFiles;

/**
 * Which files of a tree went into its objects, as kbuild lists them in files ".name.cmd". It may over-report (files
 * that were compiled once and are not any more), and never under-reports. So only lists that are newer than the last
 * result are read.
 */
final class CompiledSourceList {
    /** Kbuild's have some 100 KB; what is larger is none of them. */
    private static final long MAX_LIST_BYTES = 16 << 20;
    /** Of all lists together; a kernel has some 1300. */
    private static final long MAX_SUM_MIB = 512;
    /** How much older than it is a list may look. */
    private static final Duration CLOCK_SLACK = Duration.ofSeconds(2);

    /** Earlier than any file. */
    static final FileTime EVER = FileTime.from(Instant.MIN);

    private CompiledSourceList() {}

    /**
     * Their paths below the source folder, sorted. Nothing may compile into these objects meanwhile.
     *
     * @param listFile keeps the tree and the last result; its mtime is when the scan began
     */
    static List<String> collect(Path source, Path objects, Path listFile) throws IOException, KernelBuildException {
        FileTime begin = FileTime.from(Instant.now().minus(CLOCK_SLACK));
        String root = source.toRealPath() + "/";
        List<String> previous = readPrevious(listFile, root, begin);
        TreeSet<String> paths = new TreeSet<>(previous);
        FileTime since = previous.isEmpty() ? EVER : Files.getLastModifiedTime(listFile);
        readInputs(objects, since).stream()
                .filter(file -> file.startsWith(root))
                .forEach(file -> paths.add(file.substring(root.length())));
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

    /**
     * The files in kbuild's lists below a folder. Relative paths are below the kernel's object folder. Links are not
     * followed.
     *
     * @param since older lists are skipped
     */
    static NavigableSet<String> readInputs(Path folder, FileTime since) throws IOException, KernelBuildException {
        NavigableSet<String> inputs = new TreeSet<>();
        for (Path list : findLists(folder, since)) {
            new String(Files.readAllBytes(list), StandardCharsets.UTF_8)
                    .lines()
                    .flatMap(line -> parsePath(line).stream())
                    .filter(CompiledSourceList::isPath)
                    .forEach(inputs::add);
        }
        return inputs;
    }

    private static List<Path> findLists(Path folder, FileTime since) throws IOException, KernelBuildException {
        List<Path> lists;
        try (Stream<Path> files = Files.find(
                folder,
                Integer.MAX_VALUE,
                (file, attributes) -> attributes.isRegularFile()
                        && attributes.size() <= MAX_LIST_BYTES
                        && isCmdFile(file.getFileName().toString())
                        && attributes.lastModifiedTime().compareTo(since) >= 0)) {
            lists = files.toList();
        } catch (UncheckedIOException unreadable) {
            if (unreadable.getCause() instanceof AccessDeniedException denied) {
                throw refuse("the build's folder " + denied.getMessage() + " cannot be read");
            }
            throw unreadable;
        }
        long bytes = 0;
        for (Path list : lists) {
            bytes += Files.size(list);
        }
        if (bytes > MAX_SUM_MIB << 20) {
            throw refuse("the build's .cmd files have " + (bytes >> 20) + " MiB, limit " + MAX_SUM_MIB + " MiB");
        }
        return lists;
    }

    private static KernelBuildException refuse(String reason) {
        return new KernelBuildException(new KernelBuild.BuildFailed(reason + ": the kernel's makefiles left it so"));
    }

    /** Makefiles may write anything, such as a NUL. */
    private static boolean isPath(String text) {
        try {
            return !Path.of(text).toString().isEmpty();
        } catch (InvalidPathException none) {
            return false;
        }
    }

    private static boolean isCmdFile(String name) {
        return name.startsWith(".") && name.endsWith(".cmd");
    }

    /**
     * "source_name := PATH" gives the source, then a line " PATH \" for each file that it includes, also generated and
     * system headers. Skips configuration options between the files: "$(wildcard include/config/...)".
     */
    private static Optional<String> parsePath(String line) {
        int value = line.indexOf(" := ");
        if (line.startsWith("source_") && value > 0) {
            return Optional.of(line.substring(value + " := ".length()));
        }
        if (!line.startsWith("  ")) {
            return Optional.empty();
        }
        String item = (line.endsWith(" \\") ? line.substring(0, line.length() - 2) : line).strip();
        return item.startsWith("$") ? Optional.empty() : Optional.of(item);
    }
}
