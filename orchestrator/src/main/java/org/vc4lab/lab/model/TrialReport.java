// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.vc4lab.kernellog.ReportKind;

/**
 * A kernel report of a trial.
 *
 * @param name the case's name for it
 * @param source the file of a warning, if its first line names one
 * @param functions of the call trace, innermost first, without compiler suffixes such as .constprop.0
 * @param fromCanary true if a deliberate violation caused it
 */
public record TrialReport(
        @JsonProperty("phase") Phase phase,
        @JsonProperty("kind") ReportKind kind,
        @JsonProperty("title") String title,
        @JsonProperty("signature") String signature,
        @JsonProperty("name") Optional<String> name,
        @JsonProperty("source") Optional<String> source,
        @JsonProperty("functions") List<String> functions,
        @JsonProperty("repeats") int repeats,
        @JsonProperty("panicked") boolean panicked,
        @JsonProperty("canary") boolean fromCanary,
        @JsonProperty("firstLine") long firstLine,
        @JsonProperty("lastLine") long lastLine) {
    public TrialReport {
        functions = List.copyOf(functions);
    }

    public boolean calls(String function) {
        return functions.contains(function);
    }
}
