// SPDX-License-Identifier: Apache-2.0
package org.vc4lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vc4lab.RegularExpressions.Expression;

/**
 * No regular expression takes more time than its input is long, nor more stack, whatever the input. How often the
 * engine reads a character is counted, so no clock is read.
 */
final class RegularExpressionsTest {
    private static final int SHORT = 32;
    private static final int FACTOR = 4;
    /** A linear expression reads {@link #FACTOR} times as often, a quadratic one its square. */
    private static final int MOST = 7;

    /** Ends a text, so that what matches up to there does not in the end. */
    private static final String UNEXPECTED = "\u0001";

    private static final int DEEP = 20_000;
    private static final int SMALL_STACK = 144 << 10;

    /** Characters that stand for a class of an expression. */
    private static final List<String> SAMPLES = List.of("a", "0", " ", "\t", "_", "/", ".", ":", "[", "\n");

    private static final Pattern WORDS = Pattern.compile("(?<!\\\\)[A-Za-z<>=#,;*'&|\"(-]?[A-Za-z #:,<>=/]{2,}");

    /** Titles are cut before they are matched. */
    private static final String BOUNDED = "ExtractedTitle.REPLACEMENTS";

    static List<Expression> expressions() throws IOException {
        return RegularExpressions.all().stream()
                .filter(expression -> !expression.name().endsWith(BOUNDED))
                .toList();
    }

    @Test
    void findsTheExpressions() throws IOException {
        assertThat(expressions()).hasSizeGreaterThan(80);
        assertThat(expressions().toString())
                .contains("patch.SubjectLine.TAGS", "kernellog.TaskContext.COMM LOOKING_AT", "CompilerOutput.WARNINGS");
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void takesTimeInProportionToItsInput(Expression expression) {
        Set<String> pieces = pieces(expression);
        for (String beginning : List.of("", String.join("", words(expression)))) {
            for (String first : pieces) {
                assertLinear(expression, beginning, first);
                pieces.forEach(second -> assertLinear(expression, beginning, first + second));
            }
        }
    }

    private static void assertLinear(Expression expression, String beginning, String piece) {
        long few = reads(expression, beginning + piece.repeat(SHORT) + UNEXPECTED);
        long many = reads(expression, beginning + piece.repeat(SHORT * FACTOR) + UNEXPECTED);
        if (many >= Math.max(few, 3L * piece.length() * SHORT) * MOST) {
            throw new AssertionError(String.format(
                    "reads %d characters of '%s' and %d times '%s', but %d of four times as many: %s",
                    few, beginning, SHORT, piece, many, expression));
        }
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void takesLittleStack(Expression expression) throws InterruptedException {
        List<Throwable> failures = new ArrayList<>();
        Thread thread = new Thread(null, () -> applyToLongTexts(expression), "small stack", SMALL_STACK);
        thread.setUncaughtExceptionHandler((dead, thrown) -> failures.add(thrown));
        thread.start();
        thread.join();

        assertThat(failures).isEmpty();
    }

    private static void applyToLongTexts(Expression expression) {
        for (String piece : pieces(expression)) {
            for (String beginning : List.of("", String.join("", words(expression)))) {
                CountedText text = new CountedText(beginning + piece.repeat(DEEP / piece.length()), DEEP * MOST);
                try {
                    expression.use().apply(expression.pattern().matcher(text));
                } catch (IllegalStateException notLinear) {
                    assertThat(text.reads).isGreaterThan(DEEP); // which the other test shows
                }
            }
        }
    }

    private static long reads(Expression expression, String text) {
        CountedText counted = new CountedText(text, Long.MAX_VALUE);
        expression.use().apply(expression.pattern().matcher(counted));
        return counted.reads;
    }

    /** What attacks repeat: the expression's own words and characters, and samples of what its classes stand for. */
    private static Set<String> pieces(Expression expression) {
        Set<String> pieces = new LinkedHashSet<>(words(expression));
        pieces.addAll(SAMPLES);
        expression
                .pattern()
                .pattern()
                .chars()
                .mapToObj(Character::toString)
                .filter(piece -> !piece.matches("[\\w\\\\?+*|^${}]"))
                .forEach(pieces::add);
        return pieces;
    }

    private static List<String> words(Expression expression) {
        return WORDS.matcher(expression.pattern().pattern())
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /** Counts how often it is read. */
    private static final class CountedText implements CharSequence {
        private final String text;
        private final long limit;
        private long reads;

        CountedText(String text, long limit) {
            this.text = text;
            this.limit = limit;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (reads++ > limit) {
                throw new IllegalStateException("read too often");
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }
    }
}
