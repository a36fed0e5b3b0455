// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One type of report.
 *
 * @param anchor the words that its headline begins with
 * @param headlineTest a further condition on the headline
 */
record Rule(
        String anchor,
        Predicate<String> headlineTest,
        ReportKind kind,
        TitleExtractor titleExtractor,
        Set<Trait> traits) {
    private static final Predicate<String> ANY_HEADLINE = Objects::nonNull;

    /** Properties that most types of report do not have. */
    enum Trait {
        /** A call trace is optional. */
        NO_TRACE,
        /** Inside another report it belongs to that one. */
        FOLLOW_UP,
        /** The kernel gives up because of an earlier report. */
        CONSEQUENCE,
        /** User space prints it, so it counts even without a timestamp in a log that has them. */
        ANY_ORIGIN,
        /** The anchor is too common: it is a report only if details follow. */
        NEEDS_DETAILS,
        PANICS,
        /** The kernel prints it in front of a WARN() or BUG(), which adds the call trace. */
        BEFORE_WARN,
        /** Printed again while it lasts; without a call trace the next one is the same. */
        REPEATED,
        /** The headline names the task or processor that stalls. */
        NAMES_STALL
    }

    /** A line that begins a report; its text from the rule's anchor on. */
    record Headline(Rule rule, String text) {}

    static Rule of(ReportKind kind, String anchor, TitleExtractor titleExtractor) {
        return new Rule(anchor, ANY_HEADLINE, kind, titleExtractor, EnumSet.noneOf(Trait.class));
    }

    /** @param title {@code %s} in it stands for the function that the search finds */
    static Rule inFunction(ReportKind kind, String anchor, String title, FrameSearch search) {
        return of(kind, anchor, TitleExtractor.inFunction(title, search));
    }

    static Rule fixed(ReportKind kind, String anchor, String title) {
        return of(kind, anchor, TitleExtractor.fixed(title));
    }

    /** The headline is the title. */
    static Rule headline(ReportKind kind, String anchor) {
        return of(kind, anchor, TitleExtractor.headline());
    }

    /** Requires these words in the headline too. */
    Rule containing(String words) {
        return when(headline -> headline.contains(words));
    }

    Rule when(Predicate<String> condition) {
        Predicate<String> both = headlineTest == ANY_HEADLINE ? condition : headlineTest.and(condition);
        return new Rule(anchor, both, kind, titleExtractor, traits);
    }

    Rule withTraits(Trait first, Trait... rest) {
        EnumSet<Trait> combined = EnumSet.of(first, rest);
        combined.addAll(traits);
        return new Rule(anchor, headlineTest, kind, titleExtractor, combined);
    }

    Rule ofKind(ReportKind otherKind) {
        return new Rule(anchor, headlineTest, otherKind, titleExtractor, traits);
    }

    boolean hasTrait(Trait trait) {
        return traits.contains(trait);
    }

    /** Compares the last character first, as many anchors begin alike. */
    boolean matches(String text) {
        int last = anchor.length() - 1;
        return CharScanner.isAt(text, last, anchor.charAt(last)) && text.startsWith(anchor) && headlineTest.test(text);
    }
}
