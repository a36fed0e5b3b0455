// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.ReportKind.OTHER;

import java.util.List;
import org.vc4lab.kernellog.Rule.Trait;

/**
 * Other messages that end a run: of a test harness that gave up, of firmware beside the kernel, of a dying Go program.
 */
final class OtherRules {
    static final List<Rule> RULES = List.of(
            harnessRule("SYZFAIL:", TitleExtractor.headline()),
            harnessRule("SYZFATAL:", TitleExtractor.headline()),
            harnessRule(
                            "fatal error: ",
                            TitleExtractor.fixed("go runtime error").requiring("goroutine "))
                    .withTraits(Trait.NEEDS_DETAILS),
            harnessRule("panic: ", TitleExtractor.headline().requiring("goroutine "))
                    .withTraits(Trait.NEEDS_DETAILS),
            Rule.of(OTHER, "trusty: panic", OtherRules::trustyTitle).withTraits(Trait.NO_TRACE),
            Rule.of(OTHER, "rust_kernel: panicked", OtherRules::rustTitle));

    private OtherRules() {}

    private static Rule harnessRule(String anchor, TitleExtractor titleExtractor) {
        return Rule.of(OTHER, anchor, titleExtractor).withTraits(Trait.NO_TRACE, Trait.ANY_ORIGIN);
    }

    /** "trusty: panic (caller 0x...): failed(-5) to start app 6". */
    private static ExtractedTitle trustyTitle(ReportLines lines) {
        String headline = lines.headline();
        int assertion = headline.indexOf("ASSERT FAILED at (");
        int words = headline.indexOf("): ", Math.max(assertion, 0));
        String message = words < 0 ? "" : headline.substring(words + 3);
        return message.isEmpty()
                ? ExtractedTitle.flawed(headline, ExtractedTitle.NO_DETAILS)
                : ExtractedTitle.of((assertion >= 0 ? "trusty: ASSERT FAILED: " : "trusty: panic: ") + message);
    }

    /** The second line holds the message. */
    private static ExtractedTitle rustTitle(ReportLines lines) {
        if (lines.size() < 2) {
            return ExtractedTitle.flawed(lines.headline(), ExtractedTitle.NO_DETAILS);
        }
        FrameSearch search = FrameSearch.callTrace().skipping("rust_begin_unwind panicking");
        return TitleExtractor.withFunction(lines.text(1).trim().replace("%s", "") + " in %s", search)
                .extract(lines);
    }
}
