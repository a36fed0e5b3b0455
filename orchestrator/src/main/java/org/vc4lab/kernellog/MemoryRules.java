// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.STACK;

import java.util.List;
import org.vc4lab.kernellog.Rule.Trait;

/** Pages, slabs, mounts and leaks. */
final class MemoryRules {
    private static final FrameSearch ALLOCATED = FrameSearch.of(FrameSearch.seekText("page last allocated"), STACK)
            .skipping(
                    "free_page",
                    "put_page",
                    "get_page",
                    "update_page",
                    "release_page",
                    "free_unref",
                    "^folio",
                    "^_folio",
                    "^__folio",
                    "truncate_inode_pages",
                    "page_frag_free",
                    "alloc",
                    "vmap",
                    "page_owner");

    private static final Namer LEAK = Namer.in(
            "memory leak in %s",
            FrameSearch.of(FrameSearch.seek(text -> text.contains("backtrace") ? List.of() : null), STACK)
                    .skipping(
                            "kmemleak",
                            "mmap",
                            "kmem",
                            "slab",
                            "alloc",
                            "create_object",
                            "idr_get",
                            "list_lru_init",
                            "kasprintf",
                            "kvasprintf",
                            "pcpu_create",
                            "strdup",
                            "strndup",
                            "memdup"));

    /** The slab allocator's headline begins with too little to be looked for, so this is what is found of it. */
    static final List<String> SLAB_TRIGGERS = List.of(" (Tainted: ", " (Not tainted): ");

    static final List<Rule> RULES = List.of(
            Rule.of(Kind.BUG, "BUG: Bad page state", Namer.in("BUG: Bad page state in %s", ALLOCATED)),
            Rule.of(Kind.BUG, "BUG: Bad page cache", Namer.in("BUG: Bad page cache in %s", ALLOCATED)),
            Rule.of(Kind.BUG, "BUG: Bad page map", Namer.always("BUG: Bad page map")),
            bare("BUG: Bad rss-counter state"),
            bare("BUG: non-zero nr_ptes on freeing mm"),
            bare("BUG: non-zero nr_pmds on freeing mm"),
            Rule.of(Kind.BUG, "BUG: Dentry ", MemoryRules::dentry)
                    .with(" still in use")
                    .has(Trait.BEFORE_WARN),
            Rule.of(Kind.LEAK, "BUG: memory leak", LEAK).has(Trait.ANY_ORIGIN, Trait.NEEDS_DETAILS),
            Rule.of(Kind.LEAK, "unreferenced object 0x", LEAK)
                    .with("(size ")
                    .has(Trait.ANY_ORIGIN, Trait.FOLLOW_UP, Trait.NEEDS_DETAILS),
            Rule.of(Kind.LEAK, "kmemleak: ", Namer.always("memory leak"))
                    .with("new suspected memory leaks")
                    .has(Trait.NO_TRACE),
            Rule.of(Kind.BUG, "BUG ", Namer.always("BUG: Object already free"))
                    .with("): Object already free")
                    .when(MemoryRules::isSlab),
            Rule.of(Kind.BUG, "BUG ", Namer.headline()).when(MemoryRules::isSlab),
            Rule.of(
                            Kind.BUG,
                            "VFS: Close: file count is 0",
                            Namer.always("VFS: Close: file count is zero (use-after-free)"))
                    .has(Trait.NO_TRACE),
            Rule.of(
                            Kind.BUG,
                            "VFS: Busy inodes after unmount",
                            Namer.always("VFS: Busy inodes after unmount (use-after-free)"))
                    .has(Trait.NO_TRACE));

    private MemoryRules() {}

    private static Rule bare(String anchor) {
        return Rule.of(Kind.BUG, anchor, Namer.always(anchor)).has(Trait.NO_TRACE);
    }

    /** "BUG kmalloc-64 (Not tainted): Redzone overwritten" of the slab allocator. */
    private static boolean isSlab(String headline) {
        int tainted = headline.indexOf("ainted");
        return tainted > 0 && headline.indexOf("): ", tainted) > 0 && headline.lastIndexOf('(', tainted) > 0;
    }

    private static Name dentry(Body body) {
        boolean unmount = body.headline().contains("[unmount of ");
        return unmount ? Name.of("BUG: Dentry still in use in unmount") : Name.flawed(body.headline(), Name.NO_DETAILS);
    }
}
