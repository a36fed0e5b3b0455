// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The expected result of a trial.
 *
 * @param reports the named reports that must occur, and no others; empty if only the verdict is expected
 */
public record Expectation(Verdict verdict, Optional<List<String>> reports) {
    public boolean isMetBy(Judgement judgement, List<String> reportNames) {
        return judgement.verdict() == verdict
                && reports.map(names -> Set.copyOf(names).equals(Set.copyOf(reportNames)))
                        .orElse(true);
    }
}
