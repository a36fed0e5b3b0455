// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.STACK;

import java.util.List;
import org.vc4lab.kernellog.Rule.Trait;

/** Pages, slabs, mounts and leaks. */
final class MemoryRules {
    private static final FrameSearch ALLOCATION_TRACE = FrameSearch.of(
                    FrameSearch.seekText("page last allocated"), STACK)
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

    private static final TitleExtractor LEAK = TitleExtractor.withFunction(
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
            Rule.of(
                    ReportKind.BUG,
                    "BUG: Bad page state",
                    TitleExtractor.withFunction("BUG: Bad page state in %s", ALLOCATION_TRACE)),
            Rule.of(
                    ReportKind.BUG,
                    "BUG: Bad page cache",
                    TitleExtractor.withFunction("BUG: Bad page cache in %s", ALLOCATION_TRACE)),
            Rule.of(ReportKind.BUG, "BUG: Bad page map", TitleExtractor.fixed("BUG: Bad page map")),
            headlineRule("BUG: Bad rss-counter state"),
            headlineRule("BUG: non-zero nr_ptes on freeing mm"),
            headlineRule("BUG: non-zero nr_pmds on freeing mm"),
            Rule.of(ReportKind.BUG, "BUG: Dentry ", MemoryRules::dentryTitle)
                    .containing(" still in use")
                    .withTraits(Trait.BEFORE_WARN),
            Rule.of(ReportKind.LEAK, "BUG: memory leak", LEAK).withTraits(Trait.ANY_ORIGIN, Trait.NEEDS_DETAILS),
            Rule.of(ReportKind.LEAK, "unreferenced object 0x", LEAK)
                    .containing("(size ")
                    .withTraits(Trait.ANY_ORIGIN, Trait.FOLLOW_UP, Trait.NEEDS_DETAILS),
            Rule.of(ReportKind.LEAK, "kmemleak: ", TitleExtractor.fixed("memory leak"))
                    .containing("new suspected memory leaks")
                    .withTraits(Trait.NO_TRACE),
            Rule.of(ReportKind.BUG, "BUG ", TitleExtractor.fixed("BUG: Object already free"))
                    .containing("): Object already free")
                    .when(MemoryRules::isSlab),
            Rule.of(ReportKind.BUG, "BUG ", TitleExtractor.headline()).when(MemoryRules::isSlab),
            Rule.of(
                            ReportKind.BUG,
                            "VFS: Close: file count is 0",
                            TitleExtractor.fixed("VFS: Close: file count is zero (use-after-free)"))
                    .withTraits(Trait.NO_TRACE),
            Rule.of(
                            ReportKind.BUG,
                            "VFS: Busy inodes after unmount",
                            TitleExtractor.fixed("VFS: Busy inodes after unmount (use-after-free)"))
                    .withTraits(Trait.NO_TRACE));

    private MemoryRules() {}

    private static Rule headlineRule(String anchor) {
        return Rule.of(ReportKind.BUG, anchor, TitleExtractor.fixed(anchor)).withTraits(Trait.NO_TRACE);
    }

    /** "BUG kmalloc-64 (Not tainted): Redzone overwritten" of the slab allocator. */
    private static boolean isSlab(String headline) {
        int tainted = headline.indexOf("ainted");
        return tainted > 0 && headline.indexOf("): ", tainted) > 0 && headline.lastIndexOf('(', tainted) > 0;
    }

    private static ExtractedTitle dentryTitle(ReportLines reportLines) {
        boolean unmount = reportLines.headline().contains("[unmount of ");
        return unmount
                ? ExtractedTitle.of("BUG: Dentry still in use in unmount")
                : ExtractedTitle.flawed(reportLines.headline(), ExtractedTitle.NO_DETAILS);
    }
}
