// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import org.vc4lab.kernellog.Rule.Trait;

/** BUG(), and what is headed "BUG:" without having a kind of its own. */
final class BugRules {
    static final List<Rule> RULES = List.of(
            Rule.of(
                    ReportKind.BUG,
                    "kernel BUG at mm/usercopy.c",
                    TitleExtractor.withFunction(
                            "BUG: bad usercopy in %s", FrameSearch.callTrace().skipping("usercopy", "__check"))),
            Rule.of(
                    ReportKind.BUG,
                    "kernel BUG at lib/list_debug.c",
                    TitleExtractor.withFunction("BUG: corrupted list in %s", FrameSearch.callTrace())),
            // Many of the socket buffers' helpers hold a BUG_ON(), but the bug is in their caller.
            Rule.of(
                    ReportKind.BUG,
                    "kernel BUG at ",
                    TitleExtractor.withFunction(
                            "kernel BUG in %s", FrameSearch.faultThenCallTrace().skipping("^skb_"))),
            Rule.of(
                    ReportKind.BUG,
                    "Kernel BUG ",
                    reportLines ->
                            ExtractedTitle.of("k" + reportLines.headline().substring(1))));

    /** Whatever else is headed so by the kernel. */
    static final Rule OTHER =
            Rule.of(ReportKind.BUG, "BUG: ", TitleExtractor.headline()).withTraits(Trait.NO_TRACE);

    static final Rule EMPTY = Rule.of(
                    ReportKind.BUG,
                    "BUG:",
                    TitleExtractor.fixed("BUG: corrupted").withFlaw(ExtractedTitle.NO_DETAILS))
            .when(headline -> headline.trim().equals("BUG:"));

    private BugRules() {}
}
