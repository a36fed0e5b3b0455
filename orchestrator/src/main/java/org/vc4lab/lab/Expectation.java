// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

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
    boolean met(Judgement judgement, List<String> namedReports) {
        return judgement.verdict() == verdict
                && reports.map(names -> Set.copyOf(names).equals(Set.copyOf(namedReports)))
                        .orElse(true);
    }
}
