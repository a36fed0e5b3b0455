// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import org.vc4lab.kernellog.Rule.Trait;

/** What else on a console ends a run: a test harness that gave up, firmware beside the kernel, a Go program's death. */
final class OtherRules {
    static final List<Rule> RULES = List.of(
            harness("SYZFAIL:", Namer.headline()),
            harness("SYZFATAL:", Namer.headline()),
            harness("fatal error: ", Namer.always("go runtime error").provided("goroutine ")),
            harness("panic: ", Namer.headline().provided("goroutine ")),
            Rule.of(Kind.OTHER, "trusty: panic", OtherRules::trusty).has(Trait.NO_TRACE),
            Rule.of(Kind.OTHER, "rust_kernel: panicked", OtherRules::rust));

    private OtherRules() {}

    private static Rule harness(String anchor, Namer namer) {
        Rule rule = Rule.of(Kind.OTHER, anchor, namer).has(Trait.NO_TRACE, Trait.ANY_ORIGIN);
        return anchor.startsWith("SYZ") ? rule : rule.has(Trait.NEEDS_DETAILS);
    }

    /** "trusty: panic (caller 0x...): failed(-5) to start app 6". */
    private static Name trusty(Body body) {
        String headline = body.headline();
        String failed = "ASSERT FAILED at (";
        int assertion = headline.indexOf(failed);
        int words = headline.indexOf("): ", Math.max(assertion, 0));
        String said = words < 0 ? "" : headline.substring(words + 3);
        return said.isEmpty()
                ? Name.flawed(headline, Name.NO_DETAILS)
                : Name.of((assertion >= 0 ? "trusty: ASSERT FAILED: " : "trusty: panic: ") + said);
    }

    /** The message stands on the line behind the place. */
    private static Name rust(Body body) {
        if (body.size() < 2) {
            return Name.flawed(body.headline(), Name.NO_DETAILS);
        }
        FrameSearch search = FrameSearch.callTrace().skipping("rust_begin_unwind", "panicking");
        return Namer.in(body.text(1).trim().replace("%s", "") + " in %s", search)
                .name(body);
    }
}
