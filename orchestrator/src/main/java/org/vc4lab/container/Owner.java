// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The user whose files a container writes: the caller, or where that is root, nobody.
 *
 * @param id never 0
 */
public record Owner(int id, int group, boolean isCaller) {
    private static final int NOBODY = 65534;
    private static final Path SELF = Path.of("/proc/self");

    /** The user for containers of this process. */
    public static Owner ofThisProcess() throws IOException {
        int user = (Integer) Files.getAttribute(SELF, "unix:uid");
        int group = (Integer) Files.getAttribute(SELF, "unix:gid");
        return user == 0 ? new Owner(NOBODY, NOBODY, false) : new Owner(user, group, true);
    }

    /** As Docker wants it. */
    public String user() {
        return id + ":" + group;
    }

    /** Gives this user a folder, with the files that are in it now. */
    public void take(Path folder) throws IOException {
        if (isCaller) {
            return;
        }
        try (Stream<Path> inside = Files.list(folder)) {
            List<Path> files = inside.toList();
            for (Path file : files) {
                give(file);
            }
        }
        give(folder);
    }

    private void give(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", id, LinkOption.NOFOLLOW_LINKS);
    }
}
