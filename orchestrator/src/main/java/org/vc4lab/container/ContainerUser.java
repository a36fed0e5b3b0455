// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The user of a container's processes: the caller, or nobody if the caller is root.
 *
 * @param uid never 0
 */
public record ContainerUser(int uid, int gid, boolean isCaller) {
    private static final int NOBODY = 65534;
    private static final Path SELF = Path.of("/proc/self");

    /** The user for containers of this process. */
    public static ContainerUser forThisProcess() throws IOException {
        int uid = (Integer) Files.getAttribute(SELF, "unix:uid");
        int gid = (Integer) Files.getAttribute(SELF, "unix:gid");
        return uid == 0 ? new ContainerUser(NOBODY, NOBODY, false) : new ContainerUser(uid, gid, true);
    }

    /** In Docker's notation. */
    public String uidAndGid() {
        return uid + ":" + gid;
    }

    /** Changes the owner of a folder and of the files in it to this user. */
    public void chown(Path folder) throws IOException {
        if (isCaller) {
            return;
        }
        try (Stream<Path> inside = Files.list(folder)) {
            List<Path> files = inside.toList();
            for (Path file : files) {
                chownFile(file);
            }
        }
        chownFile(folder);
    }

    private void chownFile(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }
}
