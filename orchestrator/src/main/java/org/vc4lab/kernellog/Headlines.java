// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All rules, in the order in which they are tried. */
final class Headlines {
    /** Who speaks, in front of a headline. */
    private static final List<String> SPEAKERS =
            List.of("rcu: ", "watchdog: ", "NMI watchdog: ", "Oops: ", "traps: ", "NMI: ", "kmemleak: ");

    private static final List<Rule> ALL = Stream.of(
                    AtomicSleepRules.RULES.stream(),
                    LockdepRules.RULES.stream(),
                    KasanRules.RULES.stream(),
                    SanitizerRules.RULES.stream(),
                    MemoryRules.RULES.stream(),
                    HangRules.RULES.stream(),
                    OopsRules.RULES.stream(),
                    WarningRules.RULES.stream(),
                    BugRules.RULES.stream(),
                    PanicRules.RULES.stream(),
                    OtherRules.RULES.stream(),
                    Stream.of(WarningRules.OTHER, BugRules.OTHER, BugRules.EMPTY))
            .flatMap(rules -> rules)
            .toList();

    private static final Map<Character, List<Rule>> BY_FIRST_LETTER =
            ALL.stream().collect(Collectors.groupingBy(rule -> rule.anchor().charAt(0)));

    /** What a line that matters begins with, behind its prefix. */
    private static final List<String> BEGINNINGS = Stream.of(
                    ALL.stream().map(Rule::anchor),
                    SPEAKERS.stream(),
                    Reboots.TRIGGERS.stream(),
                    Stream.of("[ BUG: ", "[ INFO: ", "[ WARNING: ", Assembler.CUT_LINE))
            .flatMap(beginnings -> beginnings)
            .toList();

    /** What is looked for in a line whose prefix is not the usual one. */
    private static final List<String> TRIGGERS = Stream.of(
                    ALL.stream().map(Rule::anchor).filter(anchor -> anchor.length() >= "BUG: ".length()),
                    MemoryRules.SLAB_TRIGGERS.stream(),
                    Reboots.TRIGGERS.stream(),
                    Stream.of(Assembler.CUT_HERE))
            .flatMap(texts -> texts)
            .toList();

    private static final TriggerScanner REPORTS = new TriggerScanner(TRIGGERS);
    private static final TriggerScanner REPORTS_AND_NOTES = new TriggerScanner(
            Stream.concat(TRIGGERS.stream(), Notes.TRIGGERS.stream()).toList());

    private Headlines() {}

    /** The words that headlines begin with. */
    static List<String> anchors() {
        return ALL.stream().map(Rule::anchor).distinct().toList();
    }

    /** Finds the lines that may begin a report, or be a note. */
    static LineFinder finder(boolean notes) {
        return new LineFinder(BEGINNINGS, notes ? REPORTS_AND_NOTES : REPORTS, notes);
    }

    static @Nullable Headline of(String text) {
        for (String speaker : SPEAKERS) {
            if (text.startsWith(speaker)) {
                Headline said = of(text.substring(speaker.length()));
                return said == null ? anchored(text) : said;
            }
        }
        return anchored(text.startsWith("[ ") ? text.substring(2) : text);
    }

    private static @Nullable Headline anchored(String text) {
        if (text.isEmpty()) {
            return null;
        }
        for (Rule rule : BY_FIRST_LETTER.getOrDefault(text.charAt(0), List.of())) {
            if (rule.matches(text)) {
                return new Headline(rule, text);
            }
        }
        return null;
    }
}
