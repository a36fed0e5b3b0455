// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.source.Sha256;

/**
 * The headers, including generated ones, that the compiler read for the canary in a work area, as kbuild lists them. As
 * long as they and the steering files are unchanged, the canary is up to date.
 *
 * @param canary the folder in which it is built
 * @param source the kernel's tree
 * @param objects the kernel's objects; kbuild's relative paths are below this folder
 */
record CanaryBuildStamp(Path canary, Path source, Path objects) {
    private static final String STAMP = ".vc4lab-inputs";

    /** Resolves links, as kbuild does. */
    static CanaryBuildStamp of(Path canary, Path source, Path objects) throws IOException {
        return new CanaryBuildStamp(canary, source.toRealPath(), objects.toRealPath());
    }

    /** @param steering hashes whatever decides which headers are read */
    boolean matches(CacheKey steering) throws IOException {
        Path stamp = canary.resolve(STAMP);
        if (Files.notExists(stamp)) {
            return false;
        }
        List<String> lines = Files.readAllLines(stamp);
        return lines.size() > 1 && lines.get(0).equals(digest(steering, lines.subList(1, lines.size())));
    }

    /** Call this before the canary is rebuilt. */
    void delete() throws IOException {
        Files.deleteIfExists(canary.resolve(STAMP));
    }

    /** Records the current headers; nothing if kbuild's lists name no header of the tree. */
    void write(CacheKey steering) throws IOException {
        List<String> files = listInputs();
        if (files.stream().noneMatch(file -> objects.resolve(file).normalize().startsWith(source))) {
            return;
        }
        List<String> lines = new ArrayList<>(List.of(digest(steering, files)));
        lines.addAll(files);
        Files.write(canary.resolve(STAMP), lines);
    }

    private String digest(CacheKey steering, List<String> files) throws IOException {
        StringBuilder text = new StringBuilder(steering.id());
        for (String file : files) {
            text.append('\n').append(file).append('\n').append(hashOf(objects.resolve(file)));
        }
        return Sha256.of(text.toString());
    }

    /**
     * A compiler's own headers change with the toolchain's version. Other paths outside may be hostile: do not read.
     */
    private String hashOf(Path file) throws IOException {
        Path plain = file.normalize();
        boolean inside = plain.startsWith(source) || plain.startsWith(objects);
        return inside && Files.isRegularFile(plain, LinkOption.NOFOLLOW_LINKS) ? Sha256.of(plain) : "";
    }

    private List<String> listInputs() throws IOException {
        TreeSet<String> files = new TreeSet<>();
        try (Stream<Path> entries = Files.list(canary)) {
            for (Path list : entries.filter(KbuildCmdFile::isCmdFile).toList()) {
                files.addAll(KbuildCmdFile.readInputs(list));
            }
        }
        return List.copyOf(files);
    }
}
