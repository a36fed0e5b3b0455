// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import org.vc4lab.kernellog.Rule.Trait;

/** BUG(), and what is headed "BUG:" without having a kind of its own. */
final class BugRules {
    static final List<Rule> RULES = List.of(
            Rule.of(
                    Kind.BUG,
                    "kernel BUG at mm/usercopy.c",
                    Namer.in("BUG: bad usercopy in %s", FrameSearch.callTrace().skipping("usercopy", "__check"))),
            Rule.of(
                    Kind.BUG,
                    "kernel BUG at lib/list_debug.c",
                    Namer.in("BUG: corrupted list in %s", FrameSearch.callTrace())),
            // Many of the socket buffers' helpers hold a BUG_ON(), but the bug is in their caller.
            Rule.of(
                    Kind.BUG,
                    "kernel BUG at ",
                    Namer.in(
                            "kernel BUG in %s", FrameSearch.faultThenCallTrace().skipping("^skb_"))),
            Rule.of(
                    Kind.BUG,
                    "Kernel BUG ",
                    body -> Name.of("k" + body.headline().substring(1))));

    /** Whatever else is headed so by the kernel. */
    static final Rule OTHER = Rule.of(Kind.BUG, "BUG: ", Namer.headline()).has(Trait.NO_TRACE);

    static final Rule EMPTY = Rule.of(
                    Kind.BUG, "BUG:", Namer.always("BUG: corrupted").butFlawed(Name.NO_DETAILS))
            .when(headline -> headline.trim().equals("BUG:"));

    private BugRules() {}
}
