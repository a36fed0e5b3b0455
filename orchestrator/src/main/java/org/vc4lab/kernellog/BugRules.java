// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.STACK;
import static org.vc4lab.kernellog.FrameSearch.callTrace;
import static org.vc4lab.kernellog.FrameSearch.faultThenCallTrace;
import static org.vc4lab.kernellog.ReportKind.BUG;
import static org.vc4lab.kernellog.ReportKind.LEAK;

import java.util.List;
import org.vc4lab.kernellog.Rule.Trait;

/** BUG(), pages, slabs, mounts and leaks, and headlines with "BUG:" that have no kind of their own. */
final class BugRules {
    private static final FrameSearch ALLOCATION_TRACE = FrameSearch.of(FrameSearch.seek("page last allocated"), STACK)
            .skipping("free_page put_page get_page update_page release_page free_unref ^folio ^_folio ^__folio"
                    + " truncate_inode_pages page_frag_free alloc vmap page_owner");

    private static final FrameSearch LEAK_TRACE = FrameSearch.of(FrameSearch.seek("backtrace"), STACK)
            .skipping("kmemleak mmap kmem slab alloc create_object idr_get list_lru_init kasprintf kvasprintf"
                    + " pcpu_create strdup strndup memdup");

    /** Many helpers of socket buffers hold a BUG_ON(), but the bug is in their caller. */
    private static final FrameSearch BUG_ON = faultThenCallTrace().skipping("^skb_");

    /** Triggers for the slab allocator's headline, whose anchor is too short to be searched for. */
    static final List<String> SLAB_TRIGGERS = List.of(" (Tainted: ", " (Not tainted): ");

    static final List<Rule> RULES = List.of(
            Rule.inFunction(BUG, "BUG: Bad page state", "BUG: Bad page state in %s", ALLOCATION_TRACE),
            Rule.inFunction(BUG, "BUG: Bad page cache", "BUG: Bad page cache in %s", ALLOCATION_TRACE),
            Rule.fixed(BUG, "BUG: Bad page map", "BUG: Bad page map"),
            untracedRule("BUG: Bad rss-counter state", "BUG: Bad rss-counter state"),
            untracedRule("BUG: non-zero nr_ptes on freeing mm", "BUG: non-zero nr_ptes on freeing mm"),
            untracedRule("BUG: non-zero nr_pmds on freeing mm", "BUG: non-zero nr_pmds on freeing mm"),
            Rule.of(BUG, "BUG: Dentry ", BugRules::dentryTitle)
                    .containing(" still in use")
                    .withTraits(Trait.BEFORE_WARN),
            leakRule("BUG: memory leak"),
            leakRule("unreferenced object 0x").containing("(size ").withTraits(Trait.FOLLOW_UP),
            Rule.fixed(LEAK, "kmemleak: ", "memory leak")
                    .containing("new suspected memory leaks")
                    .withTraits(Trait.NO_TRACE),
            Rule.fixed(BUG, "BUG ", "BUG: Object already free")
                    .containing("): Object already free")
                    .when(BugRules::isSlab),
            Rule.headline(BUG, "BUG ").when(BugRules::isSlab),
            untracedRule("VFS: Close: file count is 0", "VFS: Close: file count is zero (use-after-free)"),
            untracedRule("VFS: Busy inodes after unmount", "VFS: Busy inodes after unmount (use-after-free)"),
            bugRule(
                    "kernel BUG at mm/usercopy.c",
                    "BUG: bad usercopy in %s",
                    callTrace().skipping("usercopy __check")),
            bugRule("kernel BUG at lib/list_debug.c", "BUG: corrupted list in %s", callTrace()),
            bugRule("kernel BUG at ", "kernel BUG in %s", BUG_ON),
            Rule.of(
                    BUG,
                    "Kernel BUG ",
                    lines -> ExtractedTitle.of("k" + lines.headline().substring(1))));

    /** Headlines that no rule with a longer anchor matches. */
    static final List<Rule> OTHER = List.of(
            Rule.headline(BUG, "BUG: ").withTraits(Trait.NO_TRACE),
            Rule.of(BUG, "BUG:", TitleExtractor.fixed("BUG: corrupted").withFlaw(ExtractedTitle.NO_DETAILS))
                    .when(headline -> headline.trim().equals("BUG:")));

    private BugRules() {}

    private static Rule bugRule(String anchor, String title, FrameSearch search) {
        return Rule.inFunction(BUG, anchor, title, search);
    }

    private static Rule untracedRule(String anchor, String title) {
        return Rule.fixed(BUG, anchor, title).withTraits(Trait.NO_TRACE);
    }

    private static Rule leakRule(String anchor) {
        return Rule.inFunction(LEAK, anchor, "memory leak in %s", LEAK_TRACE)
                .withTraits(Trait.ANY_ORIGIN, Trait.NEEDS_DETAILS);
    }

    /** "BUG kmalloc-64 (Not tainted): Redzone overwritten" of the slab allocator. */
    private static boolean isSlab(String headline) {
        int tainted = headline.indexOf("ainted");
        return tainted > 0 && headline.indexOf("): ", tainted) > 0 && headline.lastIndexOf('(', tainted) > 0;
    }

    private static ExtractedTitle dentryTitle(ReportLines lines) {
        return lines.headline().contains("[unmount of ")
                ? ExtractedTitle.of("BUG: Dentry still in use in unmount")
                : ExtractedTitle.withoutDetails(lines.headline());
    }
}
