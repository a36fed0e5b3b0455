// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TraceDifferenceTest {
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            # reference, trace,     missing, added
            a b c,       a b c,     '',      ''
            a b c,       a c,       b,       ''
            a c,         a b c,     '',      b
            a x c,       a y z c,   x,       y z
            a b a c,     b a c,     a,       ''
            a b,         c d,       a b,     c d
            a b c,       a b x b c, '',      x b
            """)
    void listsMissingAndAddedFunctions(String reference, String trace, String missing, String added) {
        TraceDifference difference = TraceDifference.between(words(reference), words(trace));
        assertThat(difference.missing()).isEqualTo(words(missing));
        assertThat(difference.added()).isEqualTo(words(added));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }
}
