// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.CALL_TRACE;
import static org.vc4lab.kernellog.FrameSearch.STACK;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** KASAN: which sort of access, whether it read or wrote, and where. */
final class KasanRules {
    private static final String HEAD = "BUG: KASAN: ";
    private static final List<String> FREES =
            List.of("double-free or invalid-free in ", "double-free in ", "invalid-free in ");

    private static final FrameSearch PLACE =
            FrameSearch.of(FrameSearch.seek(text -> SanitizerRules.headFunction(text, HEAD)), CALL_TRACE, STACK);

    /** Tags checked by hardware trap, so the handlers of the exception are on top. */
    private static final FrameSearch ACCESS_PLACE =
            PLACE.skipping("kernel_fault", "tag_check", "mem_abort", "^el1_", "^el1h_");

    private static final FrameSearch FREE_PLACE = PLACE.skipping("slab_", "kfree", "vunmap", "vfree");

    static final List<Rule> RULES = List.of(Rule.of(Kind.KASAN, HEAD, KasanRules::name));

    private KasanRules() {}

    private static Name name(Body body) {
        String headline = body.headline();
        String complaint = headline.substring(HEAD.length());
        String sort = complaint.substring(0, sortEnd(complaint));
        String access = access(body);
        boolean placed = SanitizerRules.headFunction(headline, HEAD) != null;
        if (placed && complaint.startsWith(" in ", sort.length()) && access != null) {
            return Namer.in("KASAN: " + sort + " " + access + " in %s", ACCESS_PLACE)
                    .name(body);
        }
        if (placed && FREES.stream().anyMatch(complaint::startsWith)) {
            return Namer.in("KASAN: invalid-free in %s", FREE_PLACE).name(body);
        }
        if (complaint.startsWith(" on address", sort.length()) && access != null) {
            return Name.of("KASAN: " + sort + " " + access);
        }
        return Name.flawed("KASAN: " + complaint, Name.NO_DETAILS);
    }

    private static int sortEnd(String complaint) {
        int end = 0;
        while (end < complaint.length() && (Scan.isLetter(complaint.charAt(end)) || complaint.charAt(end) == '-')) {
            end++;
        }
        return end;
    }

    /** "Read of size 8 at addr ..." or, with tags, "Read at addr ...". */
    private static @Nullable String access(Body body) {
        for (int i = 1; i < body.size(); i++) {
            String text = body.text(i);
            for (String access : List.of("Read", "Write")) {
                if (text.contains(access + " of size ") || text.contains(access + " at addr ")) {
                    return access;
                }
            }
        }
        return null;
    }
}
