// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.ReportKind.PANIC;

import java.util.List;
import java.util.stream.Stream;
import org.vc4lab.kernellog.Rule.Trait;

/** Panics. Most follow a report that says why, and belong to it. */
final class PanicRules {
    private static final String HEAD = "Kernel panic - not syncing: ";

    /** Panics that repeat only that something was reported before. */
    private static final List<String> CONSEQUENCES = List.of(
            "Fatal exception",
            "panic_on_warn set",
            "hung_task: blocked tasks",
            "softlockup: hung tasks",
            "Hard LOCKUP",
            "RCU Stall",
            "scheduling while atomic",
            "kernel: panic_on_warn set",
            "KASAN: panic_on_warn set",
            "KFENCE: panic_on_warn set",
            "KCSAN: panic_on_warn set",
            "UBSAN: panic_on_warn set",
            "kmsan.panic set",
            "panic_on_kmsan set",
            "aborting due to stack overflow");

    private static final List<Rule> NAMED = List.of(
            Rule.of(PANIC, HEAD + "stack-protector: Kernel stack is corrupted in: ", PanicRules::stackProtectorTitle)
                    .withTraits(Trait.NO_TRACE),
            Rule.of(
                    PANIC,
                    HEAD + "corrupted stack end detected inside scheduler",
                    TitleExtractor.withFunction(
                            "kernel panic: corrupted stack end in %s",
                            FrameSearch.callTrace()
                                    .skipping("schedule", "retint_kernel")
                                    .choosing(GuiltyFrame.STALLED))),
            Rule.of(
                    PANIC,
                    HEAD + "kernel stack overflow",
                    TitleExtractor.withFunction(
                            "kernel stack overflow in %s",
                            FrameSearch.callTrace().skipping("bad_stack").choosing(GuiltyFrame.STALLED))),
            Rule.of(
                    PANIC,
                    HEAD + "Attempted to kill init!",
                    TitleExtractor.fixed("kernel panic: Attempted to kill init!")),
            Rule.of(
                    PANIC,
                    HEAD + "Couldn't open N_TTY ldisc for ",
                    TitleExtractor.fixed("kernel panic: Couldn't open N_TTY ldisc")),
            Rule.of(
                    PANIC,
                    HEAD,
                    reportLines -> ExtractedTitle.of(
                            "kernel panic: " + reportLines.headline().substring(HEAD.length()))),
            Rule.of(PANIC, "Kernel panic", TitleExtractor.headline()));

    static final List<Rule> RULES = Stream.concat(
                    CONSEQUENCES.stream().map(PanicRules::consequenceRule), NAMED.stream())
            .map(rule -> rule.withTraits(Trait.FOLLOW_UP, Trait.PANICS))
            .toList();

    private PanicRules() {}

    private static Rule consequenceRule(String words) {
        return Rule.of(
                        PANIC,
                        HEAD + words,
                        TitleExtractor.fixed("kernel panic: " + words).withFlaw(ExtractedTitle.NO_BEGINNING))
                .withTraits(Trait.CONSEQUENCE);
    }

    /** The function is printed with the headline, if its symbol was found. */
    private static ExtractedTitle stackProtectorTitle(ReportLines reportLines) {
        String headline = reportLines.headline();
        String functionText = headline.substring(headline.indexOf("in: ") + "in: ".length());
        String function = LockdepLine.parseSymbol(functionText, 0);
        String title = "kernel panic: stack is corrupted in ";
        return function.isEmpty()
                ? TitleExtractor.withFunction(
                                title + "%s", FrameSearch.callTrace().skipping("stack_chk"))
                        .extract(reportLines)
                : ExtractedTitle.of(title + function);
    }
}
