// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vc4lab.intake.CaseDraft.DraftReport;
import org.vc4lab.lab.model.CaseReports.FramePattern;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.TrialReport;

/** How far a trial shows the reports that a case was drafted of. */
public record Reproduction(CaseDraft draft) {
    /**
     * For each report that the candidate is expected to show and its trial did not, the first frame that differs; then
     * what the text has and the scenario has not.
     *
     * @param evidence of the candidate's trial
     */
    public List<String> differences(String candidate, Evidence evidence) {
        List<String> reportNames = evidence.reportNames();
        List<String> differences = new ArrayList<>();
        draft.reports().stream()
                .filter(report -> report.shownBy().equals(candidate) && !reportNames.contains(report.name()))
                .map(report -> difference(report, evidence.relevantReports()))
                .forEach(differences::add);
        if (!differences.isEmpty()) {
            draft.leftOut().forEach(reason -> differences.add("not in the scenario: " + reason));
            if (draft.commands().isEmpty() && draft.knownScenario().isEmpty()) {
                differences.add("the guest only boots: no command could be read off the text");
            }
        }
        return differences;
    }

    private static String difference(DraftReport expected, List<TrialReport> reports) {
        List<FramePattern> chain = expected.chain().stream()
                .map(link -> FramePattern.of(link.value()))
                .toList();
        Optional<TrialReport> nearest = reports.stream()
                .filter(report -> report.kind() == expected.kind())
                .max(Comparator.comparingInt(
                        report -> matched(chain, report.functions()).size()));
        if (nearest.isEmpty()) {
            return expected.name() + ": the trial has no report of kind " + expected.kind();
        }
        TrialReport report = nearest.get();
        List<Integer> matched = matched(chain, report.functions());
        if (matched.size() == chain.size()) {
            return expected.name() + ": the same call chain in another file or message: " + report.title();
        }
        Guess<String> frame = expected.chain().get(matched.size());
        int next = matched.isEmpty() ? 0 : matched.get(matched.size() - 1) + 1;
        return expected.name() + ": the first frame that differs is " + frame.value()
                + frame.origins().stream()
                        .findFirst()
                        .map(line -> " (" + line + ")")
                        .orElse("") + ": the trial has "
                + (next < report.functions().size() ? report.functions().get(next) : "no more frames") + " in '"
                + report.title() + "'";
    }

    /** Where in the trace the functions of the chain are, in order, as far as they are there. */
    private static List<Integer> matched(List<FramePattern> chain, List<String> functions) {
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < functions.size() && positions.size() < chain.size(); i++) {
            if (chain.get(positions.size()).matches(functions.get(i))) {
                positions.add(i);
            }
        }
        return positions;
    }
}
