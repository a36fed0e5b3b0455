// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vc4lab.Golden;

/**
 * The tables of docs/emulator.md whose last column is "qtest" are made of what the qtests say of themselves. {@code mvn
 * test -Dtest=EmulatorTablesTest -Dvc4lab.golden=write} writes them anew.
 */
class EmulatorTablesTest {
    private static final Path PAGE = ReadmeBlock.HOME.resolve("docs/emulator.md");
    private static final String SOURCE =
            """
            /*
             * Rows of tables in docs/emulator.md
             *
             * The link: test_link
             * - a cell that
             *   goes on
             * - `vc4`
             *
             * CEC: test_cec
             * - another
             */
            int main(void)
            {
                qtest_add_func("/one", test_link);
                qtest_add_data_func(path, &cases[i],
                                    test_cec);
            }
            """;

    @Test
    void theTablesAreThoseOfTheQtests() throws Exception {
        List<QtestRow> rows = QtestRow.readAll(ReadmeBlock.HOME);
        String page = Files.readString(PAGE);

        assertThat(rows.stream().map(QtestRow::heading).collect(toSet()))
                .as("sections of docs/emulator.md with a table of qtests")
                .isEqualTo(headingsOfTables(page));
        Golden.checkFile(PAGE, withRows(page, rows));
    }

    @Test
    void aRowNamesItsTableItsTestAndItsCells() {
        List<QtestRow> rows = QtestRow.parse("link-test", SOURCE);

        assertThat(rows)
                .extracting(QtestRow::toMarkdown)
                .containsExactly(
                        "| a cell that goes on | `vc4` | `link-test`: `test_link` |",
                        "| another | `link-test`: `test_cec` |");
        assertThat(withRows("## The link\n| a | b | qtest |\n|---|---|---|\n| old |\n\ntext\n", rows))
                .isEqualTo("## The link\n| a | b | qtest |\n|---|---|---|\n"
                        + rows.get(0).toMarkdown() + "\n\ntext\n");
    }

    @Test
    void aRowWhoseQtestIsGoneIsFound() {
        assertThatThrownBy(() ->
                        QtestRow.parse("link-test", SOURCE.replace("\"/one\", test_link", "\"/one\", test_other")))
                .hasMessageContaining("'a cell that goes on', is shown by test_link, which is no test of it");
        assertThatThrownBy(() -> QtestRow.parse("link-test", SOURCE.replace("test_cec\n", "\n")))
                .hasMessageContaining("no row 'HEADING: FUNCTION'");
    }

    private static Set<String> headingsOfTables(String page) {
        List<String> headings = new ArrayList<>();
        String heading = "";
        for (String line : page.lines().toList()) {
            if (line.startsWith("## ")) {
                heading = line.substring("## ".length());
            } else if (isHeader(line)) {
                headings.add(heading);
            }
        }
        return Set.copyOf(headings);
    }

    /** The page, with the rows below the headers of their sections' tables. */
    private static String withRows(String page, List<QtestRow> rows) {
        Map<String, List<QtestRow>> byHeading = rows.stream().collect(groupingBy(QtestRow::heading));
        StringBuilder out = new StringBuilder();
        String heading = "";
        boolean inTable = false;
        for (String line : page.lines().toList()) {
            if (line.startsWith("## ")) {
                heading = line.substring("## ".length());
            }
            inTable = isHeader(line) || (inTable && line.startsWith("|"));
            if (!inTable || isHeader(line) || line.startsWith("|---")) {
                out.append(line).append('\n');
            }
            if (inTable && line.startsWith("|---")) {
                byHeading.getOrDefault(heading, List.of()).forEach(row -> out.append(row.toMarkdown())
                        .append('\n'));
            }
        }
        return out.toString();
    }

    private static boolean isHeader(String line) {
        return line.startsWith("|") && line.endsWith(" qtest |");
    }
}
