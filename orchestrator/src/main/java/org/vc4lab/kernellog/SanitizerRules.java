// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.STACK;
import static org.vc4lab.kernellog.FrameSearch.callTrace;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vc4lab.kernellog.Rule.Trait;

/** KFENCE, KMSAN, KCSAN and UBSAN. */
final class SanitizerRules {
    private static final String KFENCE = "BUG: KFENCE: ";
    private static final String KMSAN = "BUG: KMSAN: ";
    private static final String UBSAN = "UBSAN: ";

    /** Functions that pass on uninitialised data. */
    private static final String CARRIERS =
            "alloc_skb netlink_ack netlink_rcv_skb _encrypt$ ^crypto_ ^cipher_ ^drbg_ ^rng_";

    private static final String USB_CARRIERS = "alloc_skb " + WarningRules.USB_SUBMIT;

    static final List<Rule> RULES = Stream.concat(
                    Stream.of(
                                    "use-after-free read",
                                    "use-after-free write",
                                    "out-of-bounds read",
                                    "out-of-bounds write",
                                    "invalid read",
                                    "invalid write",
                                    "invalid free",
                                    "memory corruption")
                            .map(SanitizerRules::kfenceRule),
                    Stream.of(
                            Rule.of(ReportKind.KFENCE, KFENCE, SanitizerRules::headlineTitle)
                                    .withTraits(Trait.NO_TRACE),
                            Rule.of(ReportKind.KMSAN, KMSAN, SanitizerRules::kmsanTitle)
                                    .withTraits(Trait.NO_TRACE),
                            Rule.of(ReportKind.KCSAN, "BUG: KCSAN: ", SanitizerRules::headlineTitle)
                                    .withTraits(Trait.NO_TRACE),
                            Rule.of(
                                    ReportKind.UBSAN,
                                    UBSAN + "Undefined behaviour in",
                                    ubsanTitle("undefined-behaviour")),
                            Rule.of(ReportKind.UBSAN, UBSAN, lines -> ubsanTitle(bugType(lines.headline(), UBSAN))
                                            .extract(lines))
                                    .containing(" in ")))
            .toList();

    private SanitizerRules() {}

    private static Rule kfenceRule(String bugType) {
        FrameSearch search = FrameSearch.of(FrameSearch.seek(text -> headFunction(text, KFENCE)), STACK);
        return Rule.inFunction(ReportKind.KFENCE, KFENCE + bugType + " in ", "KFENCE: " + bugType + " in %s", search)
                .withTraits(Trait.NO_TRACE);
    }

    /** The function that the headline names, or null if the line is no such headline. */
    static @Nullable List<String> headFunction(String text, String head) {
        int in = text.startsWith(head) ? text.indexOf(" in ", head.length()) : -1;
        String function = in < 0 ? "" : LockdepLine.parseSymbol(text, in + " in ".length());
        return function.isEmpty() ? null : List.of(function);
    }

    private static ExtractedTitle kmsanTitle(ReportLines lines) {
        String bugType = bugType(lines.headline(), KMSAN);
        if (bugType.isEmpty()) {
            return headlineTitle(lines);
        }
        FrameSearch search = FrameSearch.of(
                        FrameSearch.seekText(KMSAN), STACK, FrameSearch.seek(SanitizerRules::findOrigin))
                .skipping(bugType.startsWith("kernel-usb-infoleak") ? USB_CARRIERS : CARRIERS);
        return TitleExtractor.withFunction("KMSAN: " + bugType + " in %s", search)
                .extract(lines);
    }

    private static @Nullable List<String> findOrigin(String text) {
        boolean origin = text.contains("Uninit was created at:")
                || (text.contains("Local variable ") && text.contains(" created at:"));
        return origin ? List.of() : null;
    }

    /** The words between the sanitizer's name and the function. */
    private static String bugType(String headline, String head) {
        return CharScanner.between(headline, head, " in ");
    }

    private static ExtractedTitle headlineTitle(ReportLines lines) {
        return ExtractedTitle.of(lines.headline().substring("BUG: ".length()));
    }

    private static TitleExtractor ubsanTitle(String bugType) {
        return TitleExtractor.withFunction(
                UBSAN + bugType + " in %s", callTrace().skipping("ubsan overflow"));
    }
}
