// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Other people's logs, labelled by careful readers: a folder of syzkaller's report files, named by VC4LAB_CORPUS in the
 * environment. Without one this is skipped.
 */
class CorpusTest {
    private record LabelledLog(String name, String title, boolean corrupted, List<Report> reports) {
        static LabelledLog read(Path file) {
            try {
                String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                String header = text.substring(0, Math.max(text.indexOf("\n\n"), 0)) + "\n";
                String log = text.substring(Math.min(header.length() + 1, text.length()));
                int report = log.indexOf("\n\nREPORT:\n");
                String raw = report < 0 ? log : log.substring(0, report);
                return new LabelledLog(
                        file.getFileName().toString(),
                        CharScanner.between("\n" + header, "\nTITLE: ", "\n"),
                        header.contains("CORRUPTED: Y"),
                        Logs.reports(raw));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        boolean hasExpectedTitle() {
            return !reports.isEmpty() && reports.get(0).title().equals(title);
        }
    }

    @Test
    void reportsOfTheCorpusAreFoundAndNamed() throws IOException {
        Optional<String> folder = Optional.ofNullable(System.getProperty("VC4LAB_CORPUS"))
                .or(() -> Optional.ofNullable(System.getenv("VC4LAB_CORPUS")));
        assumeTrue(folder.isPresent(), "no corpus: set VC4LAB_CORPUS to a folder of syzkaller's report files");
        List<LabelledLog> cases;
        try (Stream<Path> files = Files.list(Path.of(folder.orElseThrow()))) {
            cases = files.filter(Files::isRegularFile)
                    .sorted()
                    .map(LabelledLog::read)
                    .toList();
        }

        List<LabelledLog> labelled =
                cases.stream().filter(one -> !one.title().isEmpty()).toList();
        List<LabelledLog> whole =
                labelled.stream().filter(one -> !one.corrupted()).toList();
        assertThat(cases).filteredOn(one -> one.title().isEmpty()).allMatch(one -> one.reports()
                .isEmpty());
        assertThat(share(labelled, one -> !one.reports().isEmpty())).isGreaterThanOrEqualTo(0.97);
        assertThat(share(whole, LabelledLog::hasExpectedTitle)).isGreaterThanOrEqualTo(0.85);
    }

    private static double share(List<LabelledLog> logs, Predicate<LabelledLog> good) {
        return (double) logs.stream().filter(good).count() / logs.size();
    }
}
