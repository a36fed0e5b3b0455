// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/**
 * An initramfs archive in the making: everything belongs to root, has the same old date, and stands sorted by its path,
 * so that the same contents are the same bytes. Needs no privileges, for device nodes neither.
 *
 * <p>Paths are relative to the root, without a slash in front. Folders that are missing are added; adding a path again
 * replaces what it was.
 */
public final class Cpio {
    private static final int PERMISSIONS = 0777;

    private final Map<String, CpioMember> members = new TreeMap<>();

    private static final class CpioMember {
        private final int mode;
        private final byte[] content;
        private final int major;
        private final int minor;

        private CpioMember(int mode, byte[] content, int major, int minor) {
            this.mode = mode;
            this.content = content;
            this.major = major;
            this.minor = minor;
        }
    }

    public Cpio addFolder(String path) {
        return add(path, new CpioMember(CpioConstants.C_ISDIR | 0755, new byte[0], 0, 0));
    }

    /**
     * Adds a plain file.
     *
     * @param permissions such as 0755
     */
    public Cpio addFile(String path, int permissions, byte[] content) {
        return add(path, new CpioMember(CpioConstants.C_ISREG | (permissions & PERMISSIONS), content.clone(), 0, 0));
    }

    public Cpio addLink(String path, String target) {
        byte[] content = target.getBytes(StandardCharsets.UTF_8);
        return add(path, new CpioMember(CpioConstants.C_ISLNK | PERMISSIONS, content, 0, 0));
    }

    public Cpio addCharacterDevice(String path, int permissions, int major, int minor) {
        return add(
                path, new CpioMember(CpioConstants.C_ISCHR | (permissions & PERMISSIONS), new byte[0], major, minor));
    }

    /** The content of a file that was added. */
    byte[] contentOf(String path) {
        CpioMember member = members.get(path);
        if (member == null) {
            throw new IllegalArgumentException("not in the archive: " + path);
        }
        return member.content.clone();
    }

    private Cpio add(String path, CpioMember member) {
        if (path.isEmpty() || path.startsWith("/") || path.endsWith("/")) {
            throw new IllegalArgumentException("not a path below the root of an archive: '" + path + "'");
        }
        int slash = path.lastIndexOf('/');
        if (slash > 0 && !members.containsKey(path.substring(0, slash))) {
            addFolder(path.substring(0, slash));
        }
        members.put(path, member);
        return this;
    }

    /** Writes the archive, padded to whole blocks of 512 bytes, and leaves the stream open. */
    public void writeTo(OutputStream out) throws IOException {
        CpioArchiveOutputStream cpio = new CpioArchiveOutputStream(out, CpioConstants.FORMAT_NEW);
        long inode = 1;
        for (Map.Entry<String, CpioMember> member : members.entrySet()) {
            cpio.putArchiveEntry(toArchiveEntry(member.getKey(), member.getValue(), inode++));
            cpio.write(member.getValue().content);
            cpio.closeArchiveEntry();
        }
        cpio.finish();
    }

    private static CpioArchiveEntry toArchiveEntry(String path, CpioMember member, long inode) {
        CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, path, member.content.length);
        entry.setMode(member.mode);
        entry.setInode(inode);
        entry.setTime(0);
        entry.setNumberOfLinks((member.mode & CpioConstants.S_IFMT) == CpioConstants.C_ISDIR ? 2 : 1);
        entry.setRemoteDeviceMaj(member.major);
        entry.setRemoteDeviceMin(member.minor);
        return entry;
    }
}
