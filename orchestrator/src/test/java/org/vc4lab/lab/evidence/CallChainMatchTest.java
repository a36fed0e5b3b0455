// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.lab.evidence.ReportMatcher.CallChainMatch;
import org.vc4lab.lab.model.CaseReports.FramePattern;

final class CallChainMatchTest {
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            # chain,         trace,         matches
            a b c,           a b c,         true
            a b c,           x a y b z c w, true
            a b c,           a c b,         false
            a b c,           a b,           false
            a b? c,          a c,           true
            a b? c,          a b c,         true
            a b? c,          a c b,         true
            a b? c,          a b,           false
            a b|d c,         a d c,         true
            a b|d c,         a e c,         false
            a b?,            a,             true
            a? b,            b,             true
            a a b,           a b,           false
            a a b,           a x a b,       true
            a,               ab,            false
            """)
    void matchesAnOrderedSubChain(String chain, String trace, boolean matches) {
        assertThat(match(chain, trace).matches()).isEqualTo(matches);
    }

    @Test
    void listsWhatDiffers() {
        CallChainMatch match = match("a b? c d", "w a x c y z d v");
        assertThat(match.missing()).containsExactly("b?");
        assertThat(match.between()).containsExactly("x", "y", "z");
    }

    @Test
    void namesTheFirstMissingFunction() {
        assertThat(match("a b c", "a c").missing()).containsExactly("b");
    }

    private static CallChainMatch match(String chain, String trace) {
        List<FramePattern> links =
                List.of(chain.split(" ")).stream().map(FramePattern::of).toList();
        return CallChainMatch.of(links, List.of(trace.split(" ")));
    }
}
