// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vc4lab.lab.casefile.CaseRepository;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command that a reader of a reply runs for the same verdict: the options that decide it, without folders of this
 * machine. Files are expected in the reader's working directory.
 */
final class RerunCommand {
    /** What decides where and how fast something runs and what is printed, and not the verdict. */
    private static final Set<String> OWN_OPTIONS = Set.of(
            "--reply",
            "--reply-as",
            "--tested-by",
            "--notes",
            "--kcidb",
            "--kcidb-origin",
            "--format",
            "--explain",
            "--runs",
            "--folder",
            "--fresh",
            "--jobs",
            "--launcher",
            "--verbose",
            "--stacktrace");

    private static final int WIDTH = 72;
    private static final String NEXT_LINE = " \\\r\n    ";

    private RerunCommand() {}

    /**
     * The words, wrapped.
     *
     * @param own the lab's cases
     * @param revisions of the user's tree by option, in place of the names that they have there today
     */
    static String of(ParseResult parsed, CaseRepository own, Map<String, String> revisions) {
        List<String> words = new ArrayList<>();
        words.add("./vc4lab " + parsed.commandSpec().name());
        for (ArgSpec argument : parsed.matchedArgs()) {
            if (argument instanceof OptionSpec option) {
                String name = option.longestName();
                if (!OWN_OPTIONS.contains(name) && !revisions.containsKey(name)) {
                    words.addAll(words(option, name, own));
                }
            } else {
                argument.stringValues().forEach(value -> words.add(quote(fileName(value))));
            }
        }
        new TreeMap<>(revisions).forEach((name, commit) -> words.add(name + " " + commit));
        return wrap(words);
    }

    private static List<String> words(OptionSpec option, String name, CaseRepository own) {
        boolean isFlag = option.arity().max() == 0;
        return isFlag
                ? List.of(name)
                : option.stringValues().stream()
                        .map(value -> name + " " + quote(valueOf(name, value, own)))
                        .toList();
    }

    private static String valueOf(String option, String value, CaseRepository own) {
        boolean isElsewhere = option.equals(CaseOption.NAME) && CaseRepository.isPath(value) && !isOwn(value, own);
        return (isElsewhere ? "./" : "") + fileName(value);
    }

    private static boolean isOwn(String caseFolder, CaseRepository own) {
        try {
            return own.isOwn(Path.of(caseFolder));
        } catch (InvalidPathException | IOException noFolder) {
            return false;
        }
    }

    private static String fileName(String value) {
        try {
            Path path = Path.of(value);
            return Files.exists(path) && path.toRealPath().getFileName() != null
                    ? String.valueOf(path.toRealPath().getFileName())
                    : value;
        } catch (InvalidPathException | IOException noFile) {
            return value;
        }
    }

    static String quote(String word) {
        return word.matches("[\\w./:=@^~+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static String wrap(List<String> words) {
        StringBuilder command = new StringBuilder(words.get(0));
        int column = command.length();
        for (String word : words.subList(1, words.size())) {
            boolean fits = column + 1 + word.length() <= WIDTH;
            command.append(fits ? " " : NEXT_LINE).append(word);
            column = fits ? column + 1 + word.length() : word.length();
        }
        return command.toString();
    }
}
