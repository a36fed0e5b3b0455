// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a trial of a candidate has to show.
 *
 * @param reports names of the reports that have to be seen, and no other named ones; empty where the verdict says it
 *     all
 */
public record Expectation(Verdict verdict, Optional<List<String>> reports) {
    public boolean isMetBy(Judgement judgement, List<String> reportNames) {
        return judgement.verdict() == verdict
                && reports.map(names -> Set.copyOf(names).equals(Set.copyOf(reportNames)))
                        .orElse(true);
    }
}
