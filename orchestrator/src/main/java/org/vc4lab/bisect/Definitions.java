// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.Outcome;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.GitTree;

/** Where functions are defined. As far as the kernel's style tells: a definition begins its line, a call does not. */
final class Definitions {
    /** What git grep ends with where it finds nothing. */
    private static final int NONE = 1;

    private static final Pattern FUNCTION = Pattern.compile("\\w+");
    /** What git grep prints with -z: a file of the commit, and what matched there. */
    private static final Pattern FOUND = Pattern.compile("[0-9a-f]+:([^\\x00]+)\\x00(?:.*\\W)?(\\w+)\\(");

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
     * The files of some functions, in the order of the functions, each once.
     *
     * @param files where to look; other files than C's are left out
     */
    Set<String> files(String commit, List<String> functions, Collection<String> files)
            throws IOException, InterruptedException {
        List<String> plain = functions.stream()
                .filter(one -> FUNCTION.matcher(one).matches())
                .distinct()
                .toList();
        List<String> sources =
                files.stream().filter(file -> file.endsWith(".c")).sorted().toList();
        if (plain.isEmpty() || sources.isEmpty()) {
            return Set.of();
        }
        List<String> arguments = new ArrayList<>(List.of("--literal-pathspecs", "grep", "-z", "-o", "-E"));
        arguments.addAll(List.of("-e", "^([A-Za-z_].*[ *])?(" + String.join("|", plain) + ")\\(", commit, "--"));
        arguments.addAll(sources);
        Map<String, Set<String>> byFunction = new HashMap<>();
        Command grep = tree.reading(repository, arguments.toArray(String[]::new))
                .tellingEachLineTo(line -> {
                    Matcher found = FOUND.matcher(line);
                    if (found.matches()) {
                        byFunction
                                .computeIfAbsent(found.group(2), none -> new TreeSet<>())
                                .add(found.group(1));
                    }
                });
        Outcome outcome = runner.run(grep);
        if (outcome.status() != NONE) {
            outcome.orThrow();
        }
        Set<String> inOrder = new LinkedHashSet<>();
        plain.forEach(function -> inOrder.addAll(byFunction.getOrDefault(function, Set.of())));
        return inOrder;
    }
}
