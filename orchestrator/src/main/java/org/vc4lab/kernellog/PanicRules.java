// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.callTrace;
import static org.vc4lab.kernellog.ReportKind.OTHER;
import static org.vc4lab.kernellog.ReportKind.PANIC;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vc4lab.kernellog.FrameSearch.GuiltyFrame;
import org.vc4lab.kernellog.Rule.Trait;

/**
 * Panics. Those of the kernel mostly follow the report of their cause, and belong to it. The others are of a test
 * harness that gave up, of firmware beside the kernel, of a dying Go or Rust program.
 */
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

    private static final Pattern STACK_SYMBOL = Pattern.compile(" in: (\\w++)[+.]");

    private static final List<Rule> NAMED = List.of(
            Rule.of(PANIC, HEAD + "stack-protector: Kernel stack is corrupted in: ", PanicRules::stackProtectorTitle)
                    .withTraits(Trait.NO_TRACE),
            stackRule(
                    "corrupted stack end detected inside scheduler",
                    "kernel panic: corrupted stack end in %s",
                    "schedule retint_kernel"),
            stackRule("kernel stack overflow", "kernel stack overflow in %s", "bad_stack"),
            Rule.fixed(PANIC, HEAD + "Attempted to kill init!", "kernel panic: Attempted to kill init!"),
            Rule.fixed(PANIC, HEAD + "Couldn't open N_TTY ldisc for ", "kernel panic: Couldn't open N_TTY ldisc"),
            Rule.of(
                    PANIC,
                    HEAD,
                    lines -> ExtractedTitle.of(
                            "kernel panic: " + lines.headline().substring(HEAD.length()))),
            Rule.headline(PANIC, "Kernel panic"));

    private static final List<Rule> PROGRAMS = List.of(
            harnessRule("SYZFAIL:", TitleExtractor.headline()),
            harnessRule("SYZFATAL:", TitleExtractor.headline()),
            goRule("fatal error: ", TitleExtractor.fixed("go runtime error")),
            goRule("panic: ", TitleExtractor.headline()),
            Rule.of(OTHER, "trusty: panic", PanicRules::trustyTitle).withTraits(Trait.NO_TRACE),
            Rule.of(ReportKind.BUG, "rust_kernel: panicked", PanicRules::rustTitle)
                    .withTraits(Trait.BEFORE_WARN));

    static final List<Rule> RULES = Stream.concat(
                    Stream.concat(CONSEQUENCES.lines().map(PanicRules::consequenceRule), NAMED.stream())
                            .map(rule -> rule.withTraits(Trait.FOLLOW_UP, Trait.PANICS)),
                    PROGRAMS.stream())
            .toList();

    private PanicRules() {}

    private static Rule consequenceRule(String words) {
        TitleExtractor title = TitleExtractor.fixed("kernel panic: " + words);
        return Rule.of(PANIC, HEAD + words, title.withFlaw(ExtractedTitle.NO_BEGINNING))
                .withTraits(Trait.CONSEQUENCE);
    }

    private static Rule stackRule(String words, String title, String skipped) {
        FrameSearch search = callTrace().skipping(skipped).choosing(GuiltyFrame.STALLED);
        return Rule.inFunction(PANIC, HEAD + words, title, search);
    }

    private static Rule harnessRule(String anchor, TitleExtractor titleExtractor) {
        return Rule.of(OTHER, anchor, titleExtractor).withTraits(Trait.NO_TRACE, Trait.ANY_ORIGIN);
    }

    private static Rule goRule(String anchor, TitleExtractor titleExtractor) {
        return harnessRule(anchor, titleExtractor.requiring("goroutine ")).withTraits(Trait.NEEDS_DETAILS);
    }

    /** The headline names the function if the kernel found its symbol. */
    private static ExtractedTitle stackProtectorTitle(ReportLines lines) {
        Matcher symbol = STACK_SYMBOL.matcher(lines.headline());
        String title = "kernel panic: stack is corrupted in %s";
        return symbol.find()
                ? ExtractedTitle.of(title.replace("%s", symbol.group(1)))
                : ExtractedTitle.inFunction(title, callTrace().skipping("stack_chk"), lines);
    }

    /** "trusty: panic (caller 0x...): failed(-5) to start app 6". */
    private static ExtractedTitle trustyTitle(ReportLines lines) {
        String headline = lines.headline();
        int assertion = headline.indexOf("ASSERT FAILED at (");
        int words = headline.indexOf("): ", Math.max(assertion, 0));
        String message = words < 0 ? "" : headline.substring(words + 3);
        return message.isEmpty()
                ? ExtractedTitle.withoutDetails(headline)
                : ExtractedTitle.of((assertion >= 0 ? "trusty: ASSERT FAILED: " : "trusty: panic: ") + message);
    }

    /** The second line holds the message, or quotation marks in the headline of kernels up to 6.6. */
    private static ExtractedTitle rustTitle(ReportLines lines) {
        String quoted = CharScanner.between(lines.headline(), "panicked at '", "'");
        if (quoted.isEmpty() && lines.size() < 2) {
            return ExtractedTitle.withoutDetails(lines.headline());
        }
        String message = quoted.isEmpty() ? lines.text(1).trim() : quoted;
        String title = message.replace("%s", "") + " in %s";
        return ExtractedTitle.inFunction(title, callTrace().skipping("rust_begin_unwind panicking"), lines);
    }
}
