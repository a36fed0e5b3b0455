// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;

/** Sleeping, or entering the scheduler, where it is not allowed. */
final class AtomicSleepRules {
    static final List<Rule> RULES = List.of(
            Rule.of(
                    ReportKind.ATOMIC_SLEEP,
                    "BUG: sleeping function called from invalid context at ",
                    TitleExtractor.withFunction(
                            "BUG: sleeping function called from invalid context in %s", FrameSearch.callTrace())),
            Rule.of(
                    ReportKind.ATOMIC_SLEEP,
                    "BUG: scheduling while atomic",
                    TitleExtractor.withFunction(
                            "BUG: scheduling while atomic in %s",
                            FrameSearch.callTrace().skipping("schedule"))));

    private AtomicSleepRules() {}
}
