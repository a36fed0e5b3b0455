// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * How the machine ended, and what its console log shows.
 *
 * @param knownReports names of reports that the released kernel has as well; they say nothing about the candidate
 * @param messages errors that drivers logged outside of all reports
 */
public record LogEvidence(
        @JsonProperty("ending") Termination termination,
        @JsonProperty("console") ConsoleTranscript console,
        @JsonProperty("reports") List<TrialReport> reports,
        @JsonProperty("known") List<String> knownReports,
        @JsonProperty("messages") List<DriverMessage> messages) {
    public LogEvidence {
        reports = List.copyOf(reports);
        knownReports = List.copyOf(knownReports);
        messages = List.copyOf(messages);
    }
}
