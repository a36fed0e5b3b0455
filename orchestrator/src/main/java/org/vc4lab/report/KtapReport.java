// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.TrialRecord;

/**
 * KTAP version 1, see Documentation/dev-tools/ktap.rst of the kernel: a test for each kernel and configuration, with a
 * subtest for each trial. Infrastructure errors and missing trials are skipped tests, as the kernel has no verdict.
 */
public final class KtapReport {
    private KtapReport() {}

    /** @param explained lines above the result */
    private record Subtest(String id, boolean passed, String directive, List<String> explained) {
        static Subtest of(TrialRecord trial, Path pages) {
            String directive = trial.isInfra() ? " # SKIP INFRA" : trial.isFailure() ? " # " + trial.verdict() : "";
            Stream<String> findings = (directive.isEmpty()
                            ? List.<Finding>of()
                            : trial.outcome().findings())
                    .stream().flatMap(finding -> finding.reason().lines().map(line -> finding.verdict() + ": " + line));
            List<String> explained = Stream.concat(findings, HtmlReport.exploredLines(trial, pages).stream())
                    .toList();
            return new Subtest(trial.id(), !trial.isFailure(), directive, explained);
        }

        static Subtest missing(String id) {
            return new Subtest(id, true, " # SKIP not made", List.of());
        }
    }

    /**
     * Writes the document.
     *
     * @param pages the folder of the trials' pages
     */
    public static void write(MatrixDocument document, Path pages, Writer out) throws IOException {
        Map<String, List<Subtest>> suites = new LinkedHashMap<>();
        document.resultsByKernel()
                .forEach((kernel, trials) -> suites.put(
                        kernel,
                        trials.stream().map(trial -> Subtest.of(trial, pages)).toList()));
        if (!document.isComplete()) {
            suites.put(
                    "not-made",
                    document.missing().stream().map(Subtest::missing).toList());
        }
        out.write("KTAP version 1\n1.." + suites.size() + "\n");
        int number = 0;
        for (Map.Entry<String, List<Subtest>> suite : suites.entrySet()) {
            number++;
            writeSubtests(suite.getKey(), suite.getValue(), out);
            writeResult("", suite.getValue().stream().allMatch(Subtest::passed), number, suite.getKey(), "", out);
        }
        out.flush();
    }

    private static void writeSubtests(String name, List<Subtest> subtests, Writer out) throws IOException {
        out.write("  KTAP version 1\n  # Subtest: " + sanitize(name) + "\n  1.." + subtests.size() + "\n");
        int number = 0;
        for (Subtest subtest : subtests) {
            number++;
            for (String line : subtest.explained()) {
                out.write("  # " + sanitize(line) + "\n");
            }
            writeResult("  ", subtest.passed(), number, subtest.id(), subtest.directive(), out);
        }
    }

    private static void writeResult(
            String indent, boolean passed, int number, String name, String directive, Writer out) throws IOException {
        out.write(indent + (passed ? "ok " : "not ok ") + number + " " + sanitize(name) + directive + "\n");
    }

    /** Replaces characters that end a line or begin a directive. */
    private static String sanitize(String text) {
        return text.replaceAll("\\p{Cntrl}", "?").replace('#', '?');
    }
}
