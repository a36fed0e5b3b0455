// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.callTrace;
import static org.vc4lab.kernellog.FrameSearch.faultThenCallTrace;
import static org.vc4lab.kernellog.ReportKind.BUG;

import java.util.List;
import org.vc4lab.kernellog.Rule.Trait;

/** BUG(), and headlines with "BUG:" that have no kind of their own. */
final class BugRules {
    static final List<Rule> RULES = List.of(
            Rule.inFunction(
                    BUG,
                    "kernel BUG at mm/usercopy.c",
                    "BUG: bad usercopy in %s",
                    callTrace().skipping("usercopy __check")),
            Rule.inFunction(BUG, "kernel BUG at lib/list_debug.c", "BUG: corrupted list in %s", callTrace()),
            // Many helpers of socket buffers hold a BUG_ON(), but the bug is in their caller.
            Rule.inFunction(
                    BUG,
                    "kernel BUG at ",
                    "kernel BUG in %s",
                    faultThenCallTrace().skipping("^skb_")),
            Rule.of(
                    BUG,
                    "Kernel BUG ",
                    lines -> ExtractedTitle.of("k" + lines.headline().substring(1))));

    static final Rule OTHER = Rule.headline(BUG, "BUG: ").withTraits(Trait.NO_TRACE);

    static final Rule EMPTY = Rule.of(
                    BUG, "BUG:", TitleExtractor.fixed("BUG: corrupted").withFlaw(ExtractedTitle.NO_DETAILS))
            .when(headline -> headline.trim().equals("BUG:"));

    private BugRules() {}
}
