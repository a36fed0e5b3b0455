// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.CaseReports.FramePattern;
import org.vc4lab.lab.model.CaseReports.ReportPattern;

final class CallChainTest {
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            # chain,         trace,         matches
            a b c,           a b c,         true
            a b c,           x a y b z c w, true
            a b c,           a c b,         false
            a b c,           a b,           false
            a b|d c,         a d c,         true
            a b|d c,         a e c,         false
            a b|c c,         a c,           false
            a b|c c,         a c c,         true
            a a b,           a b,           false
            a a b,           a x a b,       true
            a,               ab,            false
            """)
    void matchesAnOrderedSubChain(String chain, String trace, boolean matches) {
        List<FramePattern> links =
                Stream.of(chain.split(" ")).map(FramePattern::of).toList();
        ReportPattern pattern = new ReportPattern("W1", "", ReportKind.ATOMIC_SLEEP, "", links, List.of());

        assertThat(pattern.matchesChain(List.of(trace.split(" ")))).isEqualTo(matches);
    }
}
