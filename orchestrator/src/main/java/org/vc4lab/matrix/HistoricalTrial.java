// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.util.Optional;
import org.vc4lab.lab.model.Verdict;

/**
 * A trial of an earlier night.
 *
 * @param night its start, ISO 8601
 * @param inputs hash of all that the trial depended on
 */
public record HistoricalTrial(String night, Optional<String> inputs, Verdict verdict, Optional<Boolean> asExpected) {
    boolean isInfra() {
        return verdict == Verdict.INFRA;
    }
}
