// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vc4lab.lab.Finding;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.TrialRecord;

/**
 * KTAP version 1, see Documentation/dev-tools/ktap.rst of the kernel: a test for each kernel and configuration, with a
 * subtest for each trial. Our own fault and a trial that was not made are skipped tests: they tell nothing of the
 * kernel.
 */
public final class KtapReport {
    private static final String INDENT = "  ";

    private final Writer out;

    private KtapReport(Writer out) {
        this.out = out;
    }

    public static void write(MatrixDocument document, Writer out) throws IOException {
        new KtapReport(out).document(document);
        out.flush();
    }

    private record Line(String id, boolean good, String directive, List<Finding> findings) {}

    private void document(MatrixDocument document) throws IOException {
        Map<String, List<Line>> suites = new LinkedHashMap<>();
        for (TrialRecord trial : document.results()) {
            suites.computeIfAbsent(trial.kernel() + "/" + trial.config(), name -> new ArrayList<>())
                    .add(line(trial));
        }
        if (!document.isComplete()) {
            suites.put(
                    "not-made",
                    document.missing().stream()
                            .map(id -> new Line(id, true, " # SKIP not made", List.of()))
                            .toList());
        }
        line("", "KTAP version 1");
        line("", "1.." + suites.size());
        int number = 0;
        for (Map.Entry<String, List<Line>> suite : suites.entrySet()) {
            number++;
            suite(suite.getKey(), suite.getValue(), number);
        }
    }

    private static Line line(TrialRecord trial) {
        return trial.isInfra()
                ? new Line(trial.id(), true, " # SKIP INFRA", trial.findings())
                : new Line(
                        trial.id(),
                        !JUnitReport.isFailure(trial),
                        JUnitReport.isFailure(trial) ? " # " + trial.verdict() : "",
                        trial.findings());
    }

    private void suite(String name, List<Line> lines, int number) throws IOException {
        line(INDENT, "KTAP version 1");
        line(INDENT, "# Subtest: " + plain(name));
        line(INDENT, "1.." + lines.size());
        int trial = 0;
        for (Line line : lines) {
            trial++;
            if (!line.good() || !line.directive().isEmpty()) {
                for (Finding finding : line.findings()) {
                    for (String text : finding.reason().lines().toList()) {
                        line(INDENT, "# " + finding.verdict() + ": " + plain(text));
                    }
                }
            }
            line(INDENT, (line.good() ? "ok " : "not ok ") + trial + " " + plain(line.id()) + line.directive());
        }
        boolean good = lines.stream().allMatch(Line::good);
        line("", (good ? "ok " : "not ok ") + number + " " + plain(name));
    }

    /** What would end a line or begin a directive has no place in a name. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?").replace('#', '?');
    }

    private void line(String indent, String text) throws IOException {
        out.write(indent + text + "\n");
    }
}
