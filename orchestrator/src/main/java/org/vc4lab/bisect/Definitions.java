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
import org.vc4lab.exec.Outcome;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.GitTree;

/**
 * Where functions are defined, as far as the kernel's style tells: a definition begins its line, and a call does not; a
 * prototype ends with a semicolon.
 */
final class Definitions {
    /** What git grep ends with where it finds nothing. */
    private static final int NONE = 1;

    private static final Pattern FUNCTION = Pattern.compile("\\w+");

    /** What stands before a function's name where its definition begins, as far as it is in the same line. */
    private static final String BEGINNING = "([A-Za-z_].*[ *])?";
    /** The group of the function's name, behind those of the file and of the beginning. */
    private static final int FUNCTIONS = 3;

    private final GitTree tree;
    private final Path repository;
    private final ProcessRunner runner;

    /** @param repository one of ours, through which the tree is read */
    Definitions(GitTree tree, Path repository, ProcessRunner runner) {
        this.tree = tree;
        this.repository = repository;
        this.runner = runner;
    }

    /**
     * The files in which each function is defined, in the order of the functions. A file that was there before is left
     * out, and a function without any.
     *
     * @param files where to look; other files than C's are left out
     */
    List<Set<String>> files(String commit, List<String> functions, Collection<String> files)
            throws IOException, InterruptedException {
        List<String> plain = functions.stream()
                .filter(one -> FUNCTION.matcher(one).matches())
                .distinct()
                .toList();
        List<String> sources =
                files.stream().filter(file -> file.endsWith(".c")).sorted().toList();
        if (plain.isEmpty() || sources.isEmpty()) {
            return List.of();
        }
        Map<String, Set<String>> byFunction = grep(commit, "(" + String.join("|", plain) + ")\\(", sources);
        Set<String> before = new HashSet<>();
        return plain.stream()
                .map(function -> byFunction.getOrDefault(function, Set.of()).stream()
                        .filter(before::add)
                        .collect(Collectors.toUnmodifiableSet()))
                .filter(found -> !found.isEmpty())
                .toList();
    }

    private Map<String, Set<String>> grep(String commit, String called, List<String> sources)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--literal-pathspecs", "grep", "-z", "-E"));
        arguments.addAll(List.of("-e", "^" + BEGINNING + called, commit, "--"));
        arguments.addAll(sources);
        Pattern line = Pattern.compile(commit + ":([^\\x00]+)\\x00" + BEGINNING + called + "(?:.*[^;])?");
        Map<String, Set<String>> byFunction = new HashMap<>();
        Outcome outcome = runner.run(
                tree.reading(repository, arguments.toArray(String[]::new)).tellingEachLineTo(text -> {
                    Matcher definition = line.matcher(text.strip());
                    if (definition.matches()) {
                        byFunction
                                .computeIfAbsent(definition.group(FUNCTIONS), none -> new TreeSet<>())
                                .add(definition.group(1));
                    }
                }));
        if (outcome.status() != NONE) {
            outcome.orThrow();
        }
        return byFunction;
    }
}
