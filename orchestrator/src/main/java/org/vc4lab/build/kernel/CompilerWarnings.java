// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.exec.AtomicFiles;

/**
 * The warnings of all that is compiled in an object folder. A build prints only those of the steps that it runs; they
 * replace the earlier warnings of these steps. Make's output must be grouped by target.
 */
final class CompilerWarnings implements Consumer<String> {
    private static final String FILE = ".vc4lab-warnings";
    /** Of the compiler, the device tree's compiler and modpost. The groups are position and message. */
    private static final List<Pattern> WARNINGS = List.of(
            Pattern.compile("(\\S+?:\\d+(?::\\d+)?): [Ww]arning:? (.*)"),
            Pattern.compile("(\\S+?:\\d+\\.\\S+?): Warning (\\(.*)"),
            Pattern.compile("()WARNING: (modpost: .*|.*[Ss]ection mismatch.*)"));

    private final Path file;
    private final String sources;
    private final Map<String, List<CompilerWarning>> byUnit = new TreeMap<>();
    private String unit = "";

    private CompilerWarnings(Path file, Path sources) {
        this.file = file;
        this.sources = sources + "/";
    }

    /** @param sources the path that is removed from positions */
    static CompilerWarnings load(Path objects, Path sources) throws IOException {
        CompilerWarnings warnings = new CompilerWarnings(objects.resolve(FILE), sources);
        if (Files.exists(warnings.file)) {
            read(warnings.file)
                    .forEach(warning -> warnings.warningsOf(warning.unit()).add(warning));
        }
        return warnings;
    }

    static List<CompilerWarning> read(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.split("\t", 3))
                .filter(parts -> parts.length == 3)
                .map(parts -> new CompilerWarning(parts[0], parts[1], parts[2]))
                .toList();
    }

    @Override
    public synchronized void accept(String line) {
        if (Kbuild.isStep(line)) {
            unit = line.strip().replaceAll("\\s+", " ");
            byUnit.remove(unit);
            return;
        }
        String text = line.replace(sources, "").replace('\t', ' ');
        WARNINGS.stream()
                .map(pattern -> pattern.matcher(text))
                .filter(Matcher::matches)
                .findFirst()
                .ifPresent(
                        warning -> warningsOf(unit).add(new CompilerWarning(unit, warning.group(1), warning.group(2))));
    }

    private List<CompilerWarning> warningsOf(String step) {
        return byUnit.computeIfAbsent(step, first -> new ArrayList<>());
    }

    /** Writes them beside the objects, after a failed build too: what did compile is not compiled again. */
    synchronized void save() throws IOException {
        AtomicFiles.write(
                file,
                byUnit.values().stream()
                        .flatMap(List::stream)
                        .map(warning -> warning.unit() + "\t" + warning.position() + "\t" + warning.message())
                        .toList());
    }

    static Path pathIn(Path objects) {
        return objects.resolve(FILE);
    }
}
