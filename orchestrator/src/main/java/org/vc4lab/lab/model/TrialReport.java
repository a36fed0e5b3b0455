// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.vc4lab.kernellog.ReportKind;

/**
 * A kernel report of a trial.
 *
 * @param name the case's name for it
 * @param source the file of a warning, if its first line names one
 * @param functions of the call trace, innermost first, without compiler suffixes such as .constprop.0
 */
public record TrialReport(
        @JsonProperty("phase") ConsoleTranscript.Phase phase,
        @JsonProperty("kind") ReportKind kind,
        @JsonProperty("title") String title,
        @JsonProperty("signature") String signature,
        @JsonProperty("name") Optional<String> name,
        @JsonProperty("source") Optional<String> source,
        @JsonProperty("functions") List<String> functions,
        @JsonUnwrapped ReportOccurrence occurrence) {
    public TrialReport {
        functions = List.copyOf(functions);
    }

    /**
     * Where in the log it is, and how it came about.
     *
     * @param repeats how often it occurred in a row; the lines are those of the first
     * @param panicked true if the kernel panicked because of it
     * @param fromCanary true if a deliberate violation caused it
     */
    public record ReportOccurrence(
            @JsonProperty("repeats") int repeats,
            @JsonProperty("panicked") boolean panicked,
            @JsonProperty("canary") boolean fromCanary,
            @JsonProperty("firstLine") long firstLine,
            @JsonProperty("lastLine") long lastLine) {}

    /** The lines of a log that belong to a report. */
    public static BitSet linesOf(List<TrialReport> reports) {
        BitSet lines = new BitSet();
        for (TrialReport report : reports) {
            lines.set(
                    (int) report.occurrence().firstLine(),
                    (int) report.occurrence().lastLine() + 1);
        }
        return lines;
    }

    /** The case's name for it, or its signature if it has none. */
    public String nameOrSignature() {
        return name.orElse(signature);
    }

    /** True if it is a panic, or ended in one. */
    public boolean isFatal() {
        return occurrence.panicked() || kind == ReportKind.PANIC;
    }
}
