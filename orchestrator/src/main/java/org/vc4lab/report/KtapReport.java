// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.TrialRecord;

/**
 * KTAP version 1, see Documentation/dev-tools/ktap.rst of the kernel: a test for each kernel and configuration, with a
 * subtest for each trial. Infrastructure errors and missing trials are skipped tests, as the kernel has no verdict.
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

    private record Subtest(String id, boolean passed, String directive, List<Finding> findings) {
        static Subtest of(TrialRecord trial) {
            String directive = trial.isInfra() ? " # SKIP INFRA" : trial.isFailure() ? " # " + trial.verdict() : "";
            return new Subtest(
                    trial.id(), !trial.isFailure(), directive, trial.outcome().findings());
        }
    }

    private void writeDocument(MatrixDocument document) throws IOException {
        Map<String, List<Subtest>> suites = new LinkedHashMap<>();
        document.resultsByKernel()
                .forEach((kernel, trials) ->
                        suites.put(kernel, trials.stream().map(Subtest::of).toList()));
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

    private void writeSuite(String name, List<Subtest> subtests, int number) throws IOException {
        line(INDENT, "KTAP version 1");
        line(INDENT, "# Subtest: " + sanitize(name));
        line(INDENT, "1.." + subtests.size());
        int trial = 0;
        for (Subtest subtest : subtests) {
            trial++;
            if (!subtest.directive().isEmpty()) {
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

    /** Replaces characters that end a line or begin a directive. */
    private static String sanitize(String text) {
        return text.replaceAll("\\p{Cntrl}", "?").replace('#', '?');
    }

    private void line(String indent, String text) throws IOException {
        out.write(indent + text + "\n");
    }
}
