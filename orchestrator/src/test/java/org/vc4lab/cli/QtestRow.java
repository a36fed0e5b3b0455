// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A row of a table of docs/emulator.md, which stands in the source of the qtest that shows it: the heading above the
 * table, the function of the qtest, and a list item for each cell.
 */
record QtestRow(String program, String heading, String function, List<String> cells) {
    private static final Path FOLDER = Path.of("qemu-images/emulator/tests/qtest");
    private static final Pattern COMMENT =
            Pattern.compile("/\\*\n \\* Rows of tables in docs/emulator\\.md\n(?<rows>.*?) \\*/", Pattern.DOTALL);
    private static final Pattern ROW =
            Pattern.compile("(?<heading>[A-Z][^:\n]*): (?<function>\\w+)\n(?<cells>- .*)", Pattern.DOTALL);
    private static final Pattern CELL = Pattern.compile("^- ", Pattern.MULTILINE);

    /** All rows, by the names of the sources and in their order. */
    static List<QtestRow> readAll(Path home) throws IOException {
        List<QtestRow> rows = new ArrayList<>();
        try (Stream<Path> files = Files.list(home.resolve(FOLDER))) {
            for (Path file : files.filter(path -> path.toString().endsWith("-test.c"))
                    .sorted()
                    .toList()) {
                String program = file.getFileName().toString().replace(".c", "");
                rows.addAll(parse(program, Files.readString(file)));
            }
        }
        return rows;
    }

    /** @throws IllegalArgumentException if a row is malformed, or the program does not run its function as a test */
    static List<QtestRow> parse(String program, String source) {
        return COMMENT.matcher(source)
                .results()
                .flatMap(comment -> Stream.of(withoutStars(comment.group(1)).split("\n\n")))
                .map(row -> parseRow(program, row.strip()))
                .peek(row -> row.requireTest(source))
                .toList();
    }

    private static String withoutStars(String comment) {
        return comment.lines().map(line -> line.replaceFirst("^ \\* ?", "")).collect(joining("\n"));
    }

    private static QtestRow parseRow(String program, String text) {
        Matcher row = ROW.matcher(text);
        if (!row.matches()) {
            throw new IllegalArgumentException(program + ": no row 'HEADING: FUNCTION' with '- ' cells: " + text);
        }
        List<String> cells = CELL.splitAsStream(row.group("cells"))
                .filter(cell -> !cell.isEmpty())
                .map(cell -> cell.strip().replaceAll("\\s+", " "))
                .toList();
        return new QtestRow(program, row.group("heading"), row.group("function"), cells);
    }

    private void requireTest(String source) {
        Pattern added = Pattern.compile("\\bqtest_add(?:_data)?_func\\([^;]*\\b" + function + "\\);");
        if (!added.matcher(source).find()) {
            throw new IllegalArgumentException(program + ": a row of docs/emulator.md, '" + cells.get(0)
                    + "', is shown by " + function + ", which is no test of it (qtest_add_func)");
        }
    }

    String toMarkdown() {
        return Stream.concat(cells.stream(), Stream.of("`" + program + "`: `" + function + "`"))
                .collect(joining(" | ", "| ", " |"));
    }
}
