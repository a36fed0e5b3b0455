// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** The files of a .deb, read without running its scripts. Paths begin with a slash. */
final class DebianPackage {
    private static final int MAX_LINKS = 8;

    private final Path deb;
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, Integer> permissions = new TreeMap<>();
    private final Map<String, String> links = new TreeMap<>();

    private DebianPackage(Path deb) {
        this.deb = deb;
    }

    static DebianPackage read(Path deb) throws IOException {
        DebianPackage debianPackage = new DebianPackage(deb);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(deb));
                ArArchiveInputStream ar = new ArArchiveInputStream(in)) {
            for (ArArchiveEntry member = ar.getNextEntry(); member != null; member = ar.getNextEntry()) {
                if (member.getName().equals("data.tar.xz")) {
                    debianPackage.readData(new TarArchiveInputStream(new XZCompressorInputStream(ar)));
                    return debianPackage;
                }
            }
        }
        throw new IOException("no data.tar.xz in " + deb);
    }

    private void readData(TarArchiveInputStream tar) throws IOException {
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            String path = entry.getName().replaceFirst("^\\.", "");
            if (entry.isSymbolicLink()) {
                links.put(path, resolveLink(path, entry.getLinkName()));
            } else if (entry.isLink()) {
                links.put(path, entry.getLinkName().replaceFirst("^\\.", ""));
            } else if (entry.isFile()) {
                files.put(path, tar.readAllBytes());
                permissions.put(path, entry.getMode() & 0777);
            }
        }
    }

    private static String resolveLink(String link, String target) {
        return Path.of(link).resolveSibling(target).normalize().toString();
    }

    /** Copies a file into an archive; with a slash at the end of the path all files below a folder. */
    void copyInto(String fileOrFolder, Cpio archive) throws IOException {
        boolean copied = false;
        for (String path : fileOrFolder.endsWith("/") ? listBelow(fileOrFolder) : List.of(fileOrFolder)) {
            String file = followLinks(path);
            byte @Nullable [] content = files.get(file);
            if (content != null) {
                archive.addFile(path.substring(1), permissions.getOrDefault(file, 0644), content);
                copied = true;
            }
        }
        if (!copied) {
            throw new IOException("no " + fileOrFolder + " in " + deb);
        }
    }

    private Iterable<String> listBelow(String folder) {
        Set<String> paths = new TreeSet<>(files.keySet());
        paths.addAll(links.keySet());
        return paths.stream().filter(path -> path.startsWith(folder)).toList();
    }

    private String followLinks(String path) {
        String file = path;
        for (int i = 0; i < MAX_LINKS && links.containsKey(file); i++) {
            file = links.getOrDefault(file, file);
        }
        return file;
    }
}
