// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.CALL_TRACE;
import static org.vc4lab.kernellog.FrameSearch.STACK;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** KASAN: the type of bug, whether the access read or wrote, and its function. */
final class KasanRules {
    private static final String HEAD = "BUG: KASAN: ";
    private static final List<String> FREES =
            List.of("double-free or invalid-free in ", "double-free in ", "invalid-free in ");

    private static final FrameSearch SITE =
            FrameSearch.of(FrameSearch.seek(text -> SanitizerRules.headFunction(text, HEAD)), CALL_TRACE, STACK);

    /** Hardware checks tags with a trap, so the exception's handlers are on top. */
    private static final FrameSearch ACCESS_SITE = SITE.skipping("kernel_fault tag_check mem_abort ^el1_ ^el1h_");

    private static final FrameSearch FREE_SITE = SITE.skipping("slab_ kfree vunmap vfree");

    static final List<Rule> RULES = List.of(Rule.of(ReportKind.KASAN, HEAD, KasanRules::title));

    private KasanRules() {}

    private static ExtractedTitle title(ReportLines lines) {
        String headline = lines.headline();
        String description = headline.substring(HEAD.length());
        String bugType = description.substring(0, bugTypeEnd(description));
        String access = access(lines);
        boolean hasFunction = SanitizerRules.headFunction(headline, HEAD) != null;
        if (hasFunction && description.startsWith(" in ", bugType.length()) && access != null) {
            return TitleExtractor.withFunction("KASAN: " + bugType + " " + access + " in %s", ACCESS_SITE)
                    .extract(lines);
        }
        if (hasFunction && FREES.stream().anyMatch(description::startsWith)) {
            return TitleExtractor.withFunction("KASAN: invalid-free in %s", FREE_SITE)
                    .extract(lines);
        }
        if (description.startsWith(" on address", bugType.length()) && access != null) {
            return ExtractedTitle.of("KASAN: " + bugType + " " + access);
        }
        return ExtractedTitle.flawed("KASAN: " + description, ExtractedTitle.NO_DETAILS);
    }

    private static int bugTypeEnd(String description) {
        int end = 0;
        while (end < description.length()
                && (CharScanner.isLetter(description.charAt(end)) || description.charAt(end) == '-')) {
            end++;
        }
        return end;
    }

    /** "Read of size 8 at addr ..." or, with tags, "Read at addr ...". */
    private static @Nullable String access(ReportLines lines) {
        for (int i = 1; i < lines.size(); i++) {
            String text = lines.text(i);
            for (String access : List.of("Read", "Write")) {
                if (text.contains(access + " of size ") || text.contains(access + " at addr ")) {
                    return access;
                }
            }
        }
        return null;
    }
}
