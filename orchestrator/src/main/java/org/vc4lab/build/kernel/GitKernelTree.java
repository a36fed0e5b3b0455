// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.vc4lab.build.store.CacheKey;

/**
 * The tree object of a commit with patches. Its history does not matter.
 *
 * @param id of the tree object
 * @param listing of the same tree object
 */
record GitKernelTree(String name, KernelVersion version, String id, GitTreeListing listing, GitWorkTree workTree)
        implements KernelSourceTree {
    /** Trees of one version share a folder of objects. */
    @Override
    public String area() {
        return "linux-git-" + version;
    }

    /** Equal trees make equal kernels, whatever commit they come from. */
    @Override
    public CacheKey addOrigin(CacheKey key) {
        return key;
    }

    @Override
    public CacheKey addContent(CacheKey key) {
        return key.addValue("tree", id);
    }

    @Override
    public boolean usesCcache() {
        return true;
    }

    @Override
    public CheckedOut checkOut() throws IOException, InterruptedException {
        Map<String, String> contents = new HashMap<>();
        listing.entries().forEach((path, entry) -> {
            if (!entry.isFolder()) {
                contents.put(path, entry.mode() + " " + entry.id());
            }
        });
        return new CheckedOut(workTree.checkOut(area(), id, name), contents);
    }
}
