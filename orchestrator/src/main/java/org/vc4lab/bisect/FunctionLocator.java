// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.source.ReadOnlyGitRepository.BorrowingRepository;

/**
 * Finds the definitions of C functions by the kernel's coding style: a definition begins in the first column, which a
 * call does not, and does not end with a semicolon, as a prototype does.
 */
record FunctionLocator(BorrowingRepository repository) {
    /** The exit status of git grep without a match. */
    private static final int NO_MATCH_STATUS = 1;

    private static final Pattern FUNCTION_NAME = Pattern.compile("\\w+");

    /** The part of a definition's first line before the function's name. */
    private static final String DEFINITION_PREFIX = "([A-Za-z_].*[ *])?";
    /** The group of the function's name, after those of the file and of the prefix. */
    private static final int FUNCTION_GROUP = 3;

    /**
     * The files that define each function, in the order of the functions. Each file is listed once, and functions
     * without a file are left out.
     *
     * @param files where to search; only C files count
     */
    List<Set<String>> filesDefining(String commit, List<String> functions, Collection<String> files)
            throws IOException, InterruptedException {
        List<String> names = functions.stream()
                .filter(FUNCTION_NAME.asMatchPredicate())
                .distinct()
                .toList();
        List<String> sources =
                files.stream().filter(file -> file.endsWith(".c")).sorted().toList();
        if (names.isEmpty() || sources.isEmpty()) {
            return List.of();
        }
        Map<String, Set<String>> byFunction = grep(commit, "(" + String.join("|", names) + ")\\(", sources);
        Set<String> alreadyListed = new HashSet<>();
        return names.stream()
                .map(function -> byFunction.getOrDefault(function, Set.of()).stream()
                        .filter(alreadyListed::add)
                        .collect(Collectors.toUnmodifiableSet()))
                .filter(definingFiles -> !definingFiles.isEmpty())
                .toList();
    }

    private Map<String, Set<String>> grep(String commit, String functionPattern, List<String> sources)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--literal-pathspecs", "grep", "-z", "-E"));
        arguments.addAll(List.of("-e", "^" + DEFINITION_PREFIX + functionPattern, commit, "--"));
        arguments.addAll(sources);
        Pattern definitionPattern =
                Pattern.compile(commit + ":([^\\x00]+)\\x00" + DEFINITION_PREFIX + functionPattern + "(?:.*[^;])?");
        Map<String, Set<String>> byFunction = new HashMap<>();
        CommandResult commandResult = repository
                .runner()
                .run(repository.command(arguments.toArray(String[]::new)).onOutputLine(line -> {
                    Matcher definition = definitionPattern.matcher(line.strip());
                    if (definition.matches()) {
                        byFunction
                                .computeIfAbsent(definition.group(FUNCTION_GROUP), name -> new TreeSet<>())
                                .add(definition.group(1));
                    }
                }));
        if (commandResult.status() != NO_MATCH_STATUS) {
            commandResult.orThrow();
        }
        return byFunction;
    }
}
