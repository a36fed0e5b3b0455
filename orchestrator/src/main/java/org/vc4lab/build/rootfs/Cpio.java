// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/**
 * A reproducible initramfs archive: the same contents give the same bytes. All members belong to root, have mtime 0 and
 * are sorted by path. Building it needs no privileges, not even for device nodes.
 *
 * <p>Paths are relative to the root, without a leading slash. Missing parent folders are added; adding a path again
 * replaces it.
 */
public final class Cpio {
    private static final int PERMISSIONS = 0777;
    private static final byte[] EMPTY = {};

    private final Map<String, CpioArchiveEntry> entries = new TreeMap<>();
    private final Map<String, byte[]> contents = new HashMap<>();

    public Cpio addFolder(String path) {
        return add(path, CpioConstants.C_ISDIR | 0755, EMPTY, 0, 0);
    }

    /**
     * Adds a plain file.
     *
     * @param permissions such as 0755
     */
    public Cpio addFile(String path, int permissions, byte[] content) {
        return add(path, CpioConstants.C_ISREG | (permissions & PERMISSIONS), content.clone(), 0, 0);
    }

    public Cpio addLink(String path, String target) {
        return add(path, CpioConstants.C_ISLNK | PERMISSIONS, target.getBytes(StandardCharsets.UTF_8), 0, 0);
    }

    public Cpio addCharacterDevice(String path, int permissions, int major, int minor) {
        return add(path, CpioConstants.C_ISCHR | (permissions & PERMISSIONS), EMPTY, major, minor);
    }

    /** The content of a file that was added. */
    byte[] contentOf(String path) {
        byte[] content = contents.get(path);
        if (content == null) {
            throw new IllegalArgumentException("not in the archive: " + path);
        }
        return content.clone();
    }

    private Cpio add(String path, int mode, byte[] content, int major, int minor) {
        if (path.isEmpty() || path.startsWith("/") || path.endsWith("/")) {
            throw new IllegalArgumentException("not a path below the root of an archive: '" + path + "'");
        }
        int slash = path.lastIndexOf('/');
        if (slash > 0 && !entries.containsKey(path.substring(0, slash))) {
            addFolder(path.substring(0, slash));
        }
        CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, path, content.length);
        entry.setMode(mode);
        entry.setTime(0);
        entry.setNumberOfLinks((mode & CpioConstants.S_IFMT) == CpioConstants.C_ISDIR ? 2 : 1);
        entry.setRemoteDeviceMaj(major);
        entry.setRemoteDeviceMin(minor);
        entries.put(path, entry);
        contents.put(path, content);
        return this;
    }

    /** Writes the archive, padded to whole blocks of 512 bytes, and leaves the stream open. */
    public void writeTo(OutputStream out) throws IOException {
        CpioArchiveOutputStream cpio = new CpioArchiveOutputStream(out, CpioConstants.FORMAT_NEW);
        long inode = 1;
        for (CpioArchiveEntry entry : entries.values()) {
            entry.setInode(inode++);
            cpio.putArchiveEntry(entry);
            cpio.write(contentOf(entry.getName()));
            cpio.closeArchiveEntry();
        }
        cpio.finish();
    }
}
