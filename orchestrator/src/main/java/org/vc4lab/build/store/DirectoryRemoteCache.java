// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.vc4lab.exec.AtomicFiles;

/** A folder that several machines mount, for example with NFS. */
record DirectoryRemoteCache(Path folder) implements RemoteCache {
    @Override
    public boolean get(String name, Path file) throws IOException {
        try {
            Files.copy(folder.resolve(name), file, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (NoSuchFileException missing) {
            return false;
        }
    }

    @Override
    public void put(String name, Path file) throws IOException {
        Path target = folder.resolve(name);
        Files.createDirectories(target.resolveSibling(""));
        AtomicFiles.<IOException>write(target, temporary -> Files.copy(file, temporary));
    }
}
