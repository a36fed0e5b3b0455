// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One sort of report: the words that its headline begins with, and how it is named.
 *
 * @param headlineTest what must hold of the headline besides
 */
record Rule(
        String anchor,
        Predicate<String> headlineTest,
        ReportKind kind,
        TitleExtractor titleExtractor,
        Set<Trait> traits) {

    /** What sets a sort of report apart from most. */
    enum Trait {
        /** It has no call trace, or need not have one. */
        NO_TRACE,
        /** Inside another report it belongs to that one. */
        FOLLOW_UP,
        /** It says no more than that the kernel gives up because of a report before it. */
        CONSEQUENCE,
        /** User space prints it, so it counts without a timestamp in a log that has them. */
        ANY_ORIGIN,
        /** The words alone are too common: it is a report only if its details follow. */
        NEEDS_DETAILS,
        /** The kernel panics here. */
        PANICS,
        /** The kernel prints it in front of a WARN(), which adds the call trace. */
        BEFORE_WARN
    }

    static Rule of(ReportKind kind, String anchor, TitleExtractor titleExtractor) {
        return new Rule(anchor, headline -> true, kind, titleExtractor, EnumSet.noneOf(Trait.class));
    }

    /** The headline must hold these words too. */
    Rule containing(String words) {
        return when(headline -> headline.contains(words));
    }

    Rule when(Predicate<String> condition) {
        return new Rule(anchor, headlineTest.and(condition), kind, titleExtractor, traits);
    }

    Rule withTraits(Trait first, Trait... rest) {
        EnumSet<Trait> combined = EnumSet.of(first, rest);
        combined.addAll(traits);
        return new Rule(anchor, headlineTest, kind, titleExtractor, combined);
    }

    boolean hasTrait(Trait trait) {
        return traits.contains(trait);
    }

    boolean matches(String text) {
        return text.startsWith(anchor) && headlineTest.test(text);
    }
}
