// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.vc4lab.matrix.HistoricalTrial;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.matrix.TrialRecord;

/** The model of {@code trial.ftlh}. */
public record TrialPage(NightlyComparison comparison, TrialRecord trial, TrialArtifacts artifacts) {
    /** A line of the console log. */
    public record ConsoleLine(String text, boolean inReport) {}

    public String change() {
        return DisplayFormats.changeLabel(comparison.changeOf(trial.id()));
    }

    /** Oldest first. */
    public List<HistoricalTrial> history() {
        List<HistoricalTrial> history = new ArrayList<>(comparison.pastTrials().getOrDefault(trial.id(), List.of()));
        Collections.reverse(history);
        return history;
    }

    public List<ConsoleLine> consoleLines() {
        List<ConsoleLine> lines = new ArrayList<>();
        for (String text : artifacts.console()) {
            int number = lines.size() + 1;
            lines.add(new ConsoleLine(XmlSanitizer.sanitize(text.replace("\r", "")), isInReport(number)));
        }
        return lines;
    }

    private boolean isInReport(int line) {
        return trial.observations().reports().stream()
                .anyMatch(report -> report.firstLine() <= line && line <= report.lastLine());
    }
}
