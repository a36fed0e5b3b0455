// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.vc4lab.lab.model.ConsoleTranscript;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** BROKEN if the scenario's script failed, or was ended because it took too long. */
final class ExitStatusRule implements JudgingRule {
    @Override
    public Stream<Finding> apply(Trial trial, Evidence evidence) {
        ConsoleTranscript console = evidence.log().console();
        OptionalInt status = console.scenario().status();
        if (status.equals(OptionalInt.of(0))) {
            return Stream.empty();
        }
        List<String> output = console.output();
        return Stream.of(new Finding(
                Verdict.BROKEN,
                "the scenario ended with "
                        + (status.isPresent() ? "status " + status.getAsInt() : "an unknown status")
                        + (output.isEmpty() ? "" : "; its last line: " + output.get(output.size() - 1))));
    }
}
