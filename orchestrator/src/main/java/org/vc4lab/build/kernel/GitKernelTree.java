// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.vc4lab.build.store.CacheKey;

/** The tree of a commit, with patches: one tree object, of which it does not matter how it came about. */
final class GitKernelTree implements KernelSourceTree {
    private final String name;
    private final KernelVersion version;
    private final String id;
    private final GitTreeListing listing;
    private final GitWorkTree workTree;

    /**
     * @param id of the tree object
     * @param listing of the same
     */
    GitKernelTree(String name, KernelVersion version, String id, GitTreeListing listing, GitWorkTree workTree) {
        this.name = name;
        this.version = version;
        this.id = id;
        this.listing = listing;
        this.workTree = workTree;
    }

    @Override
    public String name() {
        return name;
    }

    /** Trees of one version share a folder of objects. */
    @Override
    public String area() {
        return "linux-git-" + version;
    }

    @Override
    public KernelVersion version() {
        return version;
    }

    /** Nothing: where two trees are the same, so are their kernels. */
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
        Path source = workTree.checkOut(area(), id, name);
        Map<String, String> contents = new HashMap<>();
        listing.entries().forEach((path, entry) -> {
            if (!entry.isFolder()) {
                contents.put(path, entry.mode() + " " + entry.id());
            }
        });
        return new CheckedOut(source, contents);
    }
}
