// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Logs of our own, each headed by what is found in it: comments, then a block a report, a blank line, the raw log. With
 * {@code -Dgolden.update=true} the headers are written anew, to be read before they are committed.
 */
class FixtureTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "kernellog", "fixtures");

    @TestFactory
    Stream<DynamicTest> fixtures() throws IOException {
        List<Path> files;
        try (Stream<Path> paths = Files.list(FOLDER)) {
            files = paths.sorted().toList();
        }
        assertThat(files).isNotEmpty();
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }

    private static void check(Path file) throws IOException {
        String text = Files.readString(file);
        int blank = text.indexOf("\n\n");
        String header = text.substring(0, blank);
        String log = text.substring(blank + 2);
        String actual = String.join(
                "\n", Stream.concat(comments(header), describeReports(log)).toList());
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, actual + "\n\n" + log);
        }
        assertThat(actual).isEqualTo(header);
    }

    private static Stream<String> comments(String header) {
        return header.lines().filter(line -> line.startsWith("#"));
    }

    private static Stream<String> describeReports(String log) {
        return Logs.reports(log.getBytes(StandardCharsets.UTF_8), LogOrigin.POSTED).stream()
                .flatMap(report -> describe(report).stream());
    }

    private static List<String> describe(Report report) {
        List<String> lines = new ArrayList<>();
        lines.add("TITLE: " + report.title());
        lines.add("KIND: " + report.kind());
        lines.add("LINES: " + report.firstLine() + "-" + report.lastLine());
        lines.add("CONTEXT: " + context(report.context()));
        if (report.corrupted()) {
            lines.add("CORRUPTED: " + report.corruptedReason());
        }
        if (report.repeats() > 1) {
            lines.add("REPEATS: " + report.repeats());
        }
        if (report.panicked()) {
            lines.add("PANICKED: yes");
        }
        report.locksHeld().forEach(lock -> lines.add("LOCK: " + lock));
        report.frames().forEach(frame -> lines.add("FRAME: " + frame));
        return lines;
    }

    private static String context(TaskContext context) {
        return "in_atomic=%s irqs_disabled=%s non_block=%s pid=%s comm=%s cpu=%s kernel=%s caller=%s"
                .formatted(
                        context.inAtomic(),
                        context.irqsDisabled(),
                        context.nonBlock(),
                        context.pid(),
                        context.comm(),
                        context.cpu(),
                        context.kernel(),
                        context.caller());
    }
}
