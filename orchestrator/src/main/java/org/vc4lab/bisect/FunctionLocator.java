// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.file.Path;
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
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.ReadOnlyGitRepository;

/**
 * Where functions are defined, as far as the kernel's style tells: a definition begins its line, and a call does not; a
 * prototype ends with a semicolon.
 */
final class FunctionLocator {
    /** What git grep ends with where it finds nothing. */
    private static final int NO_MATCH_STATUS = 1;

    private static final Pattern FUNCTION_NAME = Pattern.compile("\\w+");

    /** What stands before a function's name where its definition begins, as far as it is in the same line. */
    private static final String DEFINITION_PREFIX = "([A-Za-z_].*[ *])?";
    /** The group of the function's name, behind those of the file and of the beginning. */
    private static final int FUNCTION_GROUP = 3;

    private final ReadOnlyGitRepository tree;
    private final Path scratchRepository;
    private final ProcessRunner runner;

    /** @param scratchRepository one of ours, through which the tree is read */
    FunctionLocator(ReadOnlyGitRepository tree, Path scratchRepository, ProcessRunner runner) {
        this.tree = tree;
        this.scratchRepository = scratchRepository;
        this.runner = runner;
    }

    /**
     * The files in which each function is defined, in the order of the functions. A file that was there before is left
     * out, and a function without any.
     *
     * @param files where to look; other files than C's are left out
     */
    List<Set<String>> filesDefining(String commit, List<String> functions, Collection<String> files)
            throws IOException, InterruptedException {
        List<String> names = functions.stream()
                .filter(function -> FUNCTION_NAME.matcher(function).matches())
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
        CommandResult commandResult = runner.run(tree.commandIn(scratchRepository, arguments.toArray(String[]::new))
                .onOutputLine(line -> {
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
