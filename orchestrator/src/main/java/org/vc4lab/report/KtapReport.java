// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vc4lab.lab.model.Finding;
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
        new KtapReport(out).writeDocument(document);
        out.flush();
    }

    private record Subtest(String id, boolean passed, String directive, List<Finding> findings) {}

    private void writeDocument(MatrixDocument document) throws IOException {
        Map<String, List<Subtest>> suites = new LinkedHashMap<>();
        for (TrialRecord trial : document.results()) {
            suites.computeIfAbsent(trial.kernel() + "/" + trial.config(), name -> new ArrayList<>())
                    .add(line(trial));
        }
        if (!document.isComplete()) {
            suites.put(
                    "not-made",
                    document.missing().stream()
                            .map(id -> new Subtest(id, true, " # SKIP not made", List.of()))
                            .toList());
        }
        line("", "KTAP version 1");
        line("", "1.." + suites.size());
        int number = 0;
        for (Map.Entry<String, List<Subtest>> suite : suites.entrySet()) {
            number++;
            writeSuite(suite.getKey(), suite.getValue(), number);
        }
    }

    private static Subtest line(TrialRecord trial) {
        return trial.isInfra()
                ? new Subtest(trial.id(), true, " # SKIP INFRA", trial.findings())
                : new Subtest(
                        trial.id(),
                        !JUnitReport.isFailure(trial),
                        JUnitReport.isFailure(trial) ? " # " + trial.verdict() : "",
                        trial.findings());
    }

    private void writeSuite(String name, List<Subtest> subtests, int number) throws IOException {
        line(INDENT, "KTAP version 1");
        line(INDENT, "# Subtest: " + sanitize(name));
        line(INDENT, "1.." + subtests.size());
        int trial = 0;
        for (Subtest subtest : subtests) {
            trial++;
            if (!subtest.passed() || !subtest.directive().isEmpty()) {
                for (Finding finding : subtest.findings()) {
                    for (String text : finding.reason().lines().toList()) {
                        line(INDENT, "# " + finding.verdict() + ": " + sanitize(text));
                    }
                }
            }
            line(
                    INDENT,
                    (subtest.passed() ? "ok " : "not ok ") + trial + " " + sanitize(subtest.id())
                            + subtest.directive());
        }
        boolean passed = subtests.stream().allMatch(Subtest::passed);
        line("", (passed ? "ok " : "not ok ") + number + " " + sanitize(name));
    }

    /** What would end a line or begin a directive has no place in a name. */
    private static String sanitize(String text) {
        return text.replaceAll("\\p{Cntrl}", "?").replace('#', '?');
    }

    private void line(String indent, String text) throws IOException {
        out.write(indent + text + "\n");
    }
}
