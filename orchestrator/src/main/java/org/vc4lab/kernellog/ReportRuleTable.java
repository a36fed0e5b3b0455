// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vc4lab.kernellog.Rule.Headline;

/** All rules; the first that matches wins. */
final class ReportRuleTable {
    /** Subsystem names in front of a headline. */
    private static final List<String> SUBSYSTEM_PREFIXES =
            List.of("rcu: ", "watchdog: ", "NMI watchdog: ", "Oops: ", "traps: ", "NMI: ", "kmemleak: ");

    private static final int MAX_PREFIXES = 4;

    private static final List<Rule> RULES = Stream.of(
                    LockdepRules.RULES,
                    SanitizerRules.RULES,
                    BugRules.RULES,
                    HangRules.RULES,
                    OopsRules.RULES,
                    WarningRules.RULES,
                    PanicRules.RULES,
                    WarningRules.OTHER,
                    BugRules.OTHER)
            .flatMap(List::stream)
            .toList();

    private static final Map<Character, List<Rule>> BY_FIRST_LETTER =
            RULES.stream().collect(Collectors.groupingBy(rule -> rule.anchor().charAt(0)));

    /** Beginnings, behind the prefix, of lines that may begin a report. */
    private static final List<String> BEGINNINGS = Stream.of(
                    RULES.stream().map(Rule::anchor),
                    SUBSYSTEM_PREFIXES.stream(),
                    RebootDetector.TRIGGERS.stream(),
                    Stream.of("[ BUG: ", "[ INFO: ", "[ WARNING: ", ReportAssembler.CUT_LINE))
            .flatMap(beginnings -> beginnings)
            .toList();

    /** Searched for anywhere in a line without the usual prefix. */
    private static final List<String> TRIGGERS = Stream.of(
                    RULES.stream().map(Rule::anchor).filter(anchor -> anchor.length() >= "BUG: ".length()),
                    BugRules.SLAB_TRIGGERS.stream(),
                    RebootDetector.TRIGGERS.stream(),
                    Stream.of(ReportAssembler.CUT_HERE, QuotedPrintable.HEADER))
            .flatMap(texts -> texts)
            .toList();

    private static final WuManberScanner REPORTS = new WuManberScanner(TRIGGERS);
    private static final WuManberScanner REPORTS_AND_NOTES = new WuManberScanner(
            Stream.concat(TRIGGERS.stream(), LogSink.Note.TRIGGERS.stream()).toList());

    private ReportRuleTable() {}

    static List<String> anchors() {
        return RULES.stream().map(Rule::anchor).distinct().toList();
    }

    static LineFinder finder(boolean notes) {
        return new LineFinder(BEGINNINGS, notes ? REPORTS_AND_NOTES : REPORTS, notes);
    }

    static @Nullable Headline match(String text) {
        return match(text, MAX_PREFIXES);
    }

    private static @Nullable Headline match(String text, int prefixesLeft) {
        for (String prefix : SUBSYSTEM_PREFIXES) {
            if (prefixesLeft > 0 && text.startsWith(prefix)) {
                Headline match = match(text.substring(prefix.length()), prefixesLeft - 1);
                return match == null ? matchAnchored(text) : match;
            }
        }
        return matchAnchored(text.startsWith("[ ") ? text.substring(2) : text);
    }

    private static @Nullable Headline matchAnchored(String text) {
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
