// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Path;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.EntryBuilder;
import org.vc4lab.build.store.Store;

/**
 * Whose makefiles ran in the object folder of a build, and so who may use what the build stores. Makefiles of a pinned
 * release and of a case of the lab's own are trusted. Those of a user's tree can spoil all later builds of this tree,
 * and no other: it has its own work area and its own entries. Foreign patches, and a configuration with foreign
 * fragments, are compiled in a copy, so they can spoil nothing.
 *
 * @param tree names a user's tree; "" for a release
 * @param foreign whether there are foreign patches or fragments in it
 */
record TrustDomain(String tree, boolean foreign) {
    static TrustDomain of(KernelSpec spec) {
        String tree = spec.source() instanceof KernelSource.GitRevision revision ? revision.treeId() : "";
        return new TrustDomain(tree, spec.isForeign());
    }

    /** The kind of the entries. */
    String kind(String name) {
        return tree.isEmpty() ? name : name + "-" + tree;
    }

    /** Whether other machines may get what is built: not if anything in it is foreign. */
    boolean shareable() {
        return tree.isEmpty() && !foreign;
    }

    <E extends Exception> Path getOrBuild(Store store, String name, CacheKey key, EntryBuilder<E> builder)
            throws IOException, InterruptedException, E {
        return store.getOrBuild(kind(name), key, shareable(), builder);
    }
}
