// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** A cache that machines share, with names such as {@code kernel/0123abcd.tar.gz}. */
public interface RemoteCache {
    /** The environment variable with its location: a folder, or an http or https address. */
    String VARIABLE = "VC4LAB_SHARE";

    /** No remote cache: it is empty and stays empty. */
    RemoteCache NONE = new RemoteCache() {
        @Override
        public boolean get(String name, Path file) {
            return false;
        }

        @Override
        public void put(String name, Path file) {}
    };

    /**
     * Downloads an object to a file.
     *
     * @return whether the cache has it
     */
    boolean get(String name, Path file) throws IOException, InterruptedException;

    /** Uploads a file atomically. It replaces an object of the same name, which is equal. */
    void put(String name, Path file) throws IOException, InterruptedException;

    /** The cache at an address or in a folder; none for "". */
    static RemoteCache of(String location) {
        if (location.isEmpty()) {
            return NONE;
        }
        return location.matches("https?://.*")
                ? new HttpRemoteCache(URI.create(location.endsWith("/") ? location : location + "/"))
                : new DirectoryRemoteCache(Path.of(location).toAbsolutePath());
    }
}
