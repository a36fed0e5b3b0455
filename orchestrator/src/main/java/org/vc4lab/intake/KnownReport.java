// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.kernellog.Report;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.CaseReports.ReportPattern;
import org.vc4lab.lab.model.Verdict;

/**
 * A report that a case of the lab names, and the candidate of it that is expected to show it: a kernel that has the
 * bug.
 *
 * @param pattern the report in that case
 */
record KnownReport(Case ofCase, ReportPattern pattern, Candidate shownBy) {
    /** The first case of the lab whose bug it is, or that expects it of a candidate. */
    static Optional<KnownReport> find(PostedText text, Report report, List<Case> cases) {
        for (boolean isBug : new boolean[] {true, false}) {
            for (Case ofCase : cases) {
                Optional<KnownReport> knownReport = ofCase.reports().patterns().stream()
                        .filter(pattern -> ofCase.reports().bug().contains(pattern.name()) == isBug)
                        .filter(pattern -> matches(pattern, report, text.firstLineOf(report)))
                        .flatMap(pattern -> showing(ofCase, pattern, isBug).stream())
                        .findFirst();
                if (knownReport.isPresent()) {
                    return knownReport;
                }
            }
        }
        return Optional.empty();
    }

    private static boolean matches(ReportPattern pattern, Report report, SourceLine firstLine) {
        List<String> functions = report.frames().stream()
                .filter(frame -> !frame.unreliable())
                .map(Frame::baseName)
                .toList();
        return pattern.kind() == report.kind()
                && (pattern.source().isEmpty() || firstLine.text().contains(pattern.source() + ":"))
                && pattern.matchesChain(functions)
                && pattern.allowsLocks(report.locksHeld());
    }

    private static Optional<KnownReport> showing(Case ofCase, ReportPattern pattern, boolean isBug) {
        return ofCase.candidates().stream()
                .filter(candidate -> expectations(candidate).anyMatch(expected -> expected.reports()
                        .map(reports -> reports.contains(pattern.name()))
                        .orElse(isBug && expected.verdict() == Verdict.REPRODUCED)))
                .findFirst()
                .map(candidate -> new KnownReport(ofCase, pattern, candidate));
    }

    private static Stream<Candidate.Expectation> expectations(Candidate candidate) {
        return candidate.expectations().getOrDefault(candidate.scenario(), Map.of()).values().stream();
    }

    /** What has to be applied to the case's kernel, in this order; none if it has the bug as released. */
    List<Path> patches() {
        return Stream.concat(ofCase.base().stream(), shownBy.patches().stream()).toList();
    }

    /** Whether it is shown by a candidate upon the very kernel that shows the other report. */
    boolean extendsKernelOf(KnownReport other) {
        return ofCase.name().equals(other.ofCase().name())
                && other.shownBy().patches().isEmpty()
                && shownBy.patches().isPresent();
    }

    String name() {
        return pattern.name();
    }

    String describe() {
        return name() + " of the case " + ofCase.name() + ", which its candidate " + shownBy.name()
                + " is expected to show";
    }
}
