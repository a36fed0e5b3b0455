// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.STACK;
import static org.vc4lab.kernellog.ReportKind.BUG;
import static org.vc4lab.kernellog.ReportKind.LEAK;

import java.util.List;
import org.vc4lab.kernellog.Rule.Trait;

/** Pages, slabs, mounts and leaks. */
final class MemoryRules {
    private static final FrameSearch ALLOCATION_TRACE = FrameSearch.of(
                    FrameSearch.seekText("page last allocated"), STACK)
            .skipping("free_page put_page get_page update_page release_page free_unref ^folio ^_folio ^__folio"
                    + " truncate_inode_pages page_frag_free alloc vmap page_owner");

    private static final TitleExtractor LEAK_TITLE = TitleExtractor.withFunction(
            "memory leak in %s",
            FrameSearch.of(FrameSearch.seekText("backtrace"), STACK)
                    .skipping("kmemleak mmap kmem slab alloc create_object idr_get list_lru_init kasprintf kvasprintf"
                            + " pcpu_create strdup strndup memdup"));

    /** Triggers for the slab allocator's headline, whose anchor is too short to be searched for. */
    static final List<String> SLAB_TRIGGERS = List.of(" (Tainted: ", " (Not tainted): ");

    static final List<Rule> RULES = List.of(
            Rule.inFunction(BUG, "BUG: Bad page state", "BUG: Bad page state in %s", ALLOCATION_TRACE),
            Rule.inFunction(BUG, "BUG: Bad page cache", "BUG: Bad page cache in %s", ALLOCATION_TRACE),
            Rule.fixed(BUG, "BUG: Bad page map", "BUG: Bad page map"),
            untracedRule("BUG: Bad rss-counter state", "BUG: Bad rss-counter state"),
            untracedRule("BUG: non-zero nr_ptes on freeing mm", "BUG: non-zero nr_ptes on freeing mm"),
            untracedRule("BUG: non-zero nr_pmds on freeing mm", "BUG: non-zero nr_pmds on freeing mm"),
            Rule.of(BUG, "BUG: Dentry ", MemoryRules::dentryTitle)
                    .containing(" still in use")
                    .withTraits(Trait.BEFORE_WARN),
            Rule.of(LEAK, "BUG: memory leak", LEAK_TITLE).withTraits(Trait.ANY_ORIGIN, Trait.NEEDS_DETAILS),
            Rule.of(LEAK, "unreferenced object 0x", LEAK_TITLE)
                    .containing("(size ")
                    .withTraits(Trait.ANY_ORIGIN, Trait.FOLLOW_UP, Trait.NEEDS_DETAILS),
            Rule.fixed(LEAK, "kmemleak: ", "memory leak")
                    .containing("new suspected memory leaks")
                    .withTraits(Trait.NO_TRACE),
            Rule.fixed(BUG, "BUG ", "BUG: Object already free")
                    .containing("): Object already free")
                    .when(MemoryRules::isSlab),
            Rule.headline(BUG, "BUG ").when(MemoryRules::isSlab),
            untracedRule("VFS: Close: file count is 0", "VFS: Close: file count is zero (use-after-free)"),
            untracedRule("VFS: Busy inodes after unmount", "VFS: Busy inodes after unmount (use-after-free)"));

    private MemoryRules() {}

    private static Rule untracedRule(String anchor, String title) {
        return Rule.fixed(BUG, anchor, title).withTraits(Trait.NO_TRACE);
    }

    /** "BUG kmalloc-64 (Not tainted): Redzone overwritten" of the slab allocator. */
    private static boolean isSlab(String headline) {
        int tainted = headline.indexOf("ainted");
        return tainted > 0 && headline.indexOf("): ", tainted) > 0 && headline.lastIndexOf('(', tainted) > 0;
    }

    private static ExtractedTitle dentryTitle(ReportLines lines) {
        return lines.headline().contains("[unmount of ")
                ? ExtractedTitle.of("BUG: Dentry still in use in unmount")
                : ExtractedTitle.flawed(lines.headline(), ExtractedTitle.NO_DETAILS);
    }
}
