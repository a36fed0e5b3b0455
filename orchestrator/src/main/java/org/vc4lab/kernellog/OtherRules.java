// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import org.vc4lab.kernellog.Rule.Trait;

/** What else on a console ends a run: a test harness that gave up, firmware beside the kernel, a Go program's death. */
final class OtherRules {
    static final List<Rule> RULES = List.of(
            harnessRule("SYZFAIL:", TitleExtractor.headline()),
            harnessRule("SYZFATAL:", TitleExtractor.headline()),
            harnessRule(
                    "fatal error: ", TitleExtractor.fixed("go runtime error").requiring("goroutine ")),
            harnessRule("panic: ", TitleExtractor.headline().requiring("goroutine ")),
            Rule.of(ReportKind.OTHER, "trusty: panic", OtherRules::trustyTitle).withTraits(Trait.NO_TRACE),
            Rule.of(ReportKind.OTHER, "rust_kernel: panicked", OtherRules::rustTitle));

    private OtherRules() {}

    private static Rule harnessRule(String anchor, TitleExtractor titleExtractor) {
        Rule rule = Rule.of(ReportKind.OTHER, anchor, titleExtractor).withTraits(Trait.NO_TRACE, Trait.ANY_ORIGIN);
        return anchor.startsWith("SYZ") ? rule : rule.withTraits(Trait.NEEDS_DETAILS);
    }

    /** "trusty: panic (caller 0x...): failed(-5) to start app 6". */
    private static ExtractedTitle trustyTitle(ReportLines reportLines) {
        String headline = reportLines.headline();
        String failed = "ASSERT FAILED at (";
        int assertion = headline.indexOf(failed);
        int words = headline.indexOf("): ", Math.max(assertion, 0));
        String message = words < 0 ? "" : headline.substring(words + 3);
        return message.isEmpty()
                ? ExtractedTitle.flawed(headline, ExtractedTitle.NO_DETAILS)
                : ExtractedTitle.of((assertion >= 0 ? "trusty: ASSERT FAILED: " : "trusty: panic: ") + message);
    }

    /** The message stands on the line behind the place. */
    private static ExtractedTitle rustTitle(ReportLines reportLines) {
        if (reportLines.size() < 2) {
            return ExtractedTitle.flawed(reportLines.headline(), ExtractedTitle.NO_DETAILS);
        }
        FrameSearch search = FrameSearch.callTrace().skipping("rust_begin_unwind", "panicking");
        return TitleExtractor.withFunction(reportLines.text(1).trim().replace("%s", "") + " in %s", search)
                .extract(reportLines);
    }
}
