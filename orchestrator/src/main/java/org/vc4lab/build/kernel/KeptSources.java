// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Copies of a tree's files that a debugger shows: those of C and of assembler that were compiled into the kernel. */
final class KeptSources {
    /** A kernel of the lab has some 60. */
    private static final long MAX_MIB = 512;

    private static final Pattern SHOWN = Pattern.compile(".*\\.[chS]");

    private KeptSources() {}

    /**
     * Copies them.
     *
     * @param paths below the tree, as makefiles list them: those that are no plain files of the tree are passed over
     */
    static void copy(Path tree, List<String> paths, Path out) throws IOException, KernelBuildException {
        Path root = tree.toRealPath();
        Files.createDirectories(out);
        long bytes = 0;
        for (Path file : shown(root, paths)) {
            bytes += Files.size(file);
            if (bytes > MAX_MIB << 20) {
                throw new KernelBuildException(
                        new KernelBuild.BuildFailed("its sources have more than the limit of " + MAX_MIB + " MiB"));
            }
            Path copy = out.resolve(root.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            // gdb warns of sources that are newer than the program
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** A file may be listed by several paths, such as power/../base.h. */
    private static SortedSet<Path> shown(Path root, List<String> paths) throws IOException {
        SortedSet<Path> files = new TreeSet<>();
        for (String path : paths) {
            Path file = root.resolve(path).normalize();
            if (SHOWN.matcher(path).matches() && !KernelBuilder.isHostTool(path) && isPlainBelow(root, file)) {
                files.add(file);
            }
        }
        return files;
    }

    /** Not behind a link, either. */
    private static boolean isPlainBelow(Path root, Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && file.toRealPath().equals(file)
                && file.startsWith(root);
    }
}
