// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.BoundedFiles;

/**
 * The first errors of a build, and the warnings of all that is compiled in its object folder. A build prints only the
 * warnings of the steps that it runs; they replace the earlier warnings of these steps. Make's output must be grouped
 * by target.
 */
final class CompilerOutput implements Consumer<String> {
    private static final String WARNINGS_FILE = "warnings";
    private static final Pattern STEP = Pattern.compile("  [A-Z][A-Z0-9_]*(?: \\[M\\])? .*");
    private static final Pattern ERROR =
            Pattern.compile("\\berror\\b|\\bError\\b|undefined reference|\\*\\*\\*|not declared|undefined!");
    /** Of a machine that fails. A makefile may print it too. */
    private static final Pattern HOST_FAILURE = Pattern.compile("No space left on device|Cannot allocate memory"
            + "|virtual memory exhausted|Killed|Disk quota exceeded|Input/output error|Read-only file system");
    /** Of the compiler, the device tree's compiler and modpost. The groups are position and message. */
    private static final List<Pattern> WARNINGS = List.of(
            Pattern.compile("(\\S+?:\\d+(?::\\d+)?): [Ww]arning:? (.*)"),
            Pattern.compile("(\\S+?:\\d+\\.[\\d.-]+): Warning (\\(.*)"),
            Pattern.compile("()WARNING: (modpost: .*|.*[Ss]ection mismatch.*)"));

    /** The last lines of a build seldom say what went wrong. */
    private static final int MAX_ERROR_LINES = 12;

    private static final int WARNINGS_LIMIT_MIB = 16;

    private final Path warningsFile;
    private final String sources;
    private final Map<String, List<CompilerWarning>> warningsByUnit = new TreeMap<>();
    private final List<String> firstErrors = new ArrayList<>();
    private String unit = "";
    private boolean hostSuspected;
    private int warningCharacters;

    private CompilerOutput(Path warningsFile, Path sources) {
        this.warningsFile = warningsFile;
        this.sources = sources + "/";
    }

    /**
     * The output of a make that is about to start.
     *
     * @param state where the warnings of the objects are kept
     * @param sources the path that is removed from the positions of warnings
     */
    static CompilerOutput of(Path state, Path sources) throws IOException {
        CompilerOutput output = new CompilerOutput(warningsFile(state), sources);
        if (Files.exists(output.warningsFile)) {
            readWarnings(output.warningsFile).forEach(output::add);
        }
        return output;
    }

    static List<CompilerWarning> readWarnings(Path file) throws IOException {
        return BoundedFiles.readString(file, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split("\t", 3))
                .filter(parts -> parts.length == 3)
                .map(parts -> new CompilerWarning(parts[0], parts[1], parts[2]))
                .toList();
    }

    /** Whether a line is what make prints before each of its steps. */
    static boolean isStep(String line) {
        return STEP.matcher(line).matches();
    }

    @Override
    public synchronized void accept(String line) {
        hostSuspected |= HOST_FAILURE.matcher(line).find();
        if (isStep(line)) {
            unit = line.strip().replaceAll("\\s+", " ");
            warningsByUnit.remove(unit);
            return;
        }
        if (firstErrors.size() < MAX_ERROR_LINES
                && (!firstErrors.isEmpty() || ERROR.matcher(line).find())) {
            firstErrors.add(line);
        }
        String text = line.replace(sources, "").replace('\t', ' ');
        WARNINGS.stream()
                .map(pattern -> pattern.matcher(text))
                .filter(Matcher::matches)
                .findFirst()
                .ifPresent(warning -> add(new CompilerWarning(unit, warning.group(1), warning.group(2))));
    }

    /** A makefile may print warnings without end. */
    private void add(CompilerWarning warning) {
        if (warningCharacters > WARNINGS_LIMIT_MIB << 20) {
            return;
        }
        warningCharacters += warning.unit().length()
                + warning.position().length()
                + warning.message().length();
        boolean full = warningCharacters > WARNINGS_LIMIT_MIB << 20;
        put(
                full
                        ? new CompilerWarning(
                                unit, "", "further ones are left out: limit " + WARNINGS_LIMIT_MIB + " MiB")
                        : warning);
    }

    private void put(CompilerWarning warning) {
        warningsByUnit
                .computeIfAbsent(warning.unit(), first -> new ArrayList<>())
                .add(warning);
    }

    /** Whether the output says that the machine is at fault, which only a measurement can confirm. */
    synchronized boolean isHostSuspected() {
        return hostSuspected;
    }

    /** The first errors. */
    synchronized String errors() {
        return String.join("\n", firstErrors);
    }

    /** Keeps the warnings, after a failed build too: what did compile is not compiled again. */
    synchronized void saveWarnings() throws IOException {
        Stream<CompilerWarning> warnings = warningsByUnit.values().stream().flatMap(List::stream);
        AtomicFiles.write(
                warningsFile,
                warnings.map(warning -> warning.unit() + "\t" + warning.position() + "\t" + warning.message())
                        .toList());
    }

    static Path warningsFile(Path state) {
        return state.resolve(WARNINGS_FILE);
    }
}
