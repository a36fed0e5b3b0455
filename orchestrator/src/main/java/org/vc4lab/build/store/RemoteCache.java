// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** A place where machines share what they made, under names such as {@code kernel/0123abcd.tar.gz}. */
public interface RemoteCache {
    /** The environment variable that says where it is: a folder, or an address of http or https. */
    String VARIABLE = "VC4LAB_SHARE";

    /** No share: nothing is there, and nothing is kept. */
    RemoteCache NONE = new RemoteCache() {
        @Override
        public boolean get(String name, Path file) {
            return false;
        }

        @Override
        public void put(String name, Path file) {}
    };

    /**
     * Writes what is there into a file.
     *
     * @return whether it was there
     */
    boolean get(String name, Path file) throws IOException, InterruptedException;

    /** Puts a file there, as a whole; what has this name already is replaced by an equal. */
    void put(String name, Path file) throws IOException, InterruptedException;

    /** What a user told: an address, a folder, or "" for none. */
    static RemoteCache of(String location) {
        if (location.isEmpty()) {
            return NONE;
        }
        return location.matches("https?://.*")
                ? new HttpRemoteCache(URI.create(location.endsWith("/") ? location : location + "/"))
                : new DirectoryRemoteCache(Path.of(location).toAbsolutePath());
    }
}
