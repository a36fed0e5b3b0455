// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.callTrace;
import static org.vc4lab.kernellog.ReportKind.PANIC;

import java.util.List;
import java.util.stream.Stream;
import org.vc4lab.kernellog.Rule.Trait;

/** Panics. Most follow the report of their cause, and belong to it. */
final class PanicRules {
    private static final String HEAD = "Kernel panic - not syncing: ";

    /** Panics that only repeat that something was reported before. */
    private static final String CONSEQUENCES =
            """
            Fatal exception
            panic_on_warn set
            hung_task: blocked tasks
            softlockup: hung tasks
            Hard LOCKUP
            RCU Stall
            scheduling while atomic
            kernel: panic_on_warn set
            KASAN: panic_on_warn set
            KFENCE: panic_on_warn set
            KCSAN: panic_on_warn set
            UBSAN: panic_on_warn set
            kmsan.panic set
            panic_on_kmsan set
            aborting due to stack overflow
            """;

    private static final List<Rule> NAMED = List.of(
            Rule.of(PANIC, HEAD + "stack-protector: Kernel stack is corrupted in: ", PanicRules::stackProtectorTitle)
                    .withTraits(Trait.NO_TRACE),
            Rule.inFunction(
                    PANIC,
                    HEAD + "corrupted stack end detected inside scheduler",
                    "kernel panic: corrupted stack end in %s",
                    callTrace().skipping("schedule retint_kernel").choosing(GuiltyFrame.STALLED)),
            Rule.inFunction(
                    PANIC,
                    HEAD + "kernel stack overflow",
                    "kernel stack overflow in %s",
                    callTrace().skipping("bad_stack").choosing(GuiltyFrame.STALLED)),
            Rule.fixed(PANIC, HEAD + "Attempted to kill init!", "kernel panic: Attempted to kill init!"),
            Rule.fixed(PANIC, HEAD + "Couldn't open N_TTY ldisc for ", "kernel panic: Couldn't open N_TTY ldisc"),
            Rule.of(
                    PANIC,
                    HEAD,
                    lines -> ExtractedTitle.of(
                            "kernel panic: " + lines.headline().substring(HEAD.length()))),
            Rule.headline(PANIC, "Kernel panic"));

    static final List<Rule> RULES = Stream.concat(CONSEQUENCES.lines().map(PanicRules::consequenceRule), NAMED.stream())
            .map(rule -> rule.withTraits(Trait.FOLLOW_UP, Trait.PANICS))
            .toList();

    private PanicRules() {}

    private static Rule consequenceRule(String words) {
        TitleExtractor title = TitleExtractor.fixed("kernel panic: " + words);
        return Rule.of(PANIC, HEAD + words, title.withFlaw(ExtractedTitle.NO_BEGINNING))
                .withTraits(Trait.CONSEQUENCE);
    }

    /** The headline names the function if the kernel found its symbol. */
    private static ExtractedTitle stackProtectorTitle(ReportLines lines) {
        String headline = lines.headline();
        String function = LockdepLine.parseSymbol(headline, headline.indexOf("in: ") + "in: ".length());
        String title = "kernel panic: stack is corrupted in ";
        return function.isEmpty()
                ? TitleExtractor.withFunction(title + "%s", callTrace().skipping("stack_chk"))
                        .extract(lines)
                : ExtractedTitle.of(title + function);
    }
}
