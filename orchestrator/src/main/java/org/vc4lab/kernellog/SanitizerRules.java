// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.CALL_TRACE;
import static org.vc4lab.kernellog.FrameSearch.STACK;
import static org.vc4lab.kernellog.FrameSearch.callTrace;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.kernellog.Rule.Trait;

/** KASAN, KFENCE, KMSAN, KCSAN and UBSAN. */
final class SanitizerRules {
    private static final String KASAN = "BUG: KASAN: ";
    private static final String KMSAN = "BUG: KMSAN: ";
    private static final String UBSAN = "UBSAN: ";

    private static final Pattern KASAN_FUNCTION = functionBehind(KASAN);
    private static final Pattern KASAN_FREE = Pattern.compile("(?:double-free(?: or invalid-free)?|invalid-free) in ");

    /** "Read of size 8 at addr ..." or, with tags, "Read at addr ...". */
    private static final Pattern KASAN_ACCESS = Pattern.compile("(Read|Write) (?:of size|at addr) ");

    private static final FrameSearch KASAN_SITE = FrameSearch.of(FrameSearch.seek(KASAN_FUNCTION), CALL_TRACE, STACK);

    /** Hardware checks tags with a trap, so the exception's handlers are on top. */
    private static final FrameSearch ACCESS_SITE = KASAN_SITE.skipping("kernel_fault tag_check mem_abort ^el1_ ^el1h_");

    private static final FrameSearch FREE_SITE = KASAN_SITE.skipping("slab_ kfree vunmap vfree");

    private static final Pattern KFENCE_TYPE = Pattern.compile("BUG: KFENCE: ((?:use-after-free|out-of-bounds|invalid)"
            + " (?:read|write)|invalid free|memory corruption) in ");

    private static final FrameSearch KFENCE_SITE =
            FrameSearch.of(FrameSearch.seek(functionBehind("BUG: KFENCE: ")), STACK);

    private static final FrameSearch KMSAN_SITE = FrameSearch.of(
            FrameSearch.seek(KMSAN), STACK, FrameSearch.seek("Uninit was created at:|Local variable .*created at:"));

    /** Functions that pass on uninitialised data. */
    private static final String CARRIERS =
            "alloc_skb netlink_ack netlink_rcv_skb _encrypt$ ^crypto_ ^cipher_ ^drbg_ ^rng_";

    private static final String USB_CARRIERS = "alloc_skb " + WarningRules.USB_SUBMIT;

    static final List<Rule> RULES = List.of(
            Rule.of(ReportKind.KASAN, KASAN, SanitizerRules::kasanTitle),
            untracedRule(ReportKind.KFENCE, "BUG: KFENCE: ", SanitizerRules::kfenceTitle),
            untracedRule(ReportKind.KMSAN, KMSAN, SanitizerRules::kmsanTitle),
            untracedRule(ReportKind.KCSAN, "BUG: KCSAN: ", SanitizerRules::headlineTitle),
            Rule.of(
                    ReportKind.UBSAN,
                    UBSAN + "Undefined behaviour in",
                    lines -> ubsanTitle("undefined-behaviour", lines)),
            Rule.of(
                            ReportKind.UBSAN,
                            UBSAN,
                            lines -> ubsanTitle(CharScanner.between(lines.headline(), UBSAN, " in "), lines))
                    .containing(" in "));

    private SanitizerRules() {}

    private static Rule untracedRule(ReportKind kind, String anchor, TitleExtractor titleExtractor) {
        return Rule.of(kind, anchor, titleExtractor).withTraits(Trait.NO_TRACE);
    }

    /** The function that a headline names. */
    private static Pattern functionBehind(String head) {
        return Pattern.compile("^" + head + "(?>.*? in )(\\w++)[+.]");
    }

    /** The type of bug, whether the access read or wrote, and its function. */
    private static ExtractedTitle kasanTitle(ReportLines lines) {
        String description = lines.headline().substring(KASAN.length());
        String bugType = description.split("[^a-zA-Z-]", 2)[0];
        String access = lines.findGroup(KASAN_ACCESS, 1);
        boolean hasFunction = KASAN_FUNCTION.matcher(lines.headline()).find();
        if (hasFunction && description.startsWith(" in ", bugType.length()) && !access.isEmpty()) {
            return ExtractedTitle.inFunction("KASAN: " + bugType + " " + access + " in %s", ACCESS_SITE, lines);
        }
        if (hasFunction && KASAN_FREE.matcher(description).lookingAt()) {
            return ExtractedTitle.inFunction("KASAN: invalid-free in %s", FREE_SITE, lines);
        }
        if (description.startsWith(" on address", bugType.length()) && !access.isEmpty()) {
            return ExtractedTitle.of("KASAN: " + bugType + " " + access);
        }
        return ExtractedTitle.withoutDetails("KASAN: " + description);
    }

    private static ExtractedTitle kfenceTitle(ReportLines lines) {
        Matcher bugType = KFENCE_TYPE.matcher(lines.headline());
        return bugType.lookingAt()
                ? ExtractedTitle.inFunction("KFENCE: " + bugType.group(1) + " in %s", KFENCE_SITE, lines)
                : headlineTitle(lines);
    }

    private static ExtractedTitle kmsanTitle(ReportLines lines) {
        String bugType = CharScanner.between(lines.headline(), KMSAN, " in ");
        if (bugType.isEmpty()) {
            return headlineTitle(lines);
        }
        String carriers = bugType.startsWith("kernel-usb-infoleak") ? USB_CARRIERS : CARRIERS;
        return ExtractedTitle.inFunction("KMSAN: " + bugType + " in %s", KMSAN_SITE.skipping(carriers), lines);
    }

    private static ExtractedTitle headlineTitle(ReportLines lines) {
        return ExtractedTitle.of(lines.headline().substring("BUG: ".length()));
    }

    private static ExtractedTitle ubsanTitle(String bugType, ReportLines lines) {
        return ExtractedTitle.inFunction(UBSAN + bugType + " in %s", callTrace().skipping("ubsan overflow"), lines);
    }
}
