// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.kernel.KernelBuilder;
import org.vc4lab.source.BorrowingRepository;

/** The files that each commit of a range changes, compared with its first parent. */
final class FileChanges {
    /** The line before a commit's changes. */
    private static final String COMMIT = "commit";

    private static final Pattern COMPILE_ERROR = Pattern.compile("(?m)^(\\S+?):\\d+(?::\\d+)?: (?:fatal )?error: ");
    /** A preprocessor directive, or a line that is continued. */
    private static final Pattern PREPROCESSOR_LINE = Pattern.compile("(?m)^[-+](?![-+][-+] ).*(#|\\\\$)");

    private final BorrowingRepository repository;
    private final String older;
    private final String newer;
    private @Nullable List<List<ChangedFile>> byCommit;

    FileChanges(BorrowingRepository repository, String older, String newer) {
        this.repository = repository;
        this.older = older;
        this.newer = newer;
    }

    /**
     * A file that a commit changes. The rules are conservative: a file that may steer the build counts as an input of
     * every kernel.
     *
     * @param modified whether it is a plain file before and after the commit
     */
    record ChangedFile(String path, boolean modified) {
        /** Never part of a kernel, whatever else changes. */
        private static final Pattern NEVER_BUILT = Pattern.compile(
                "Documentation/.*\\.(rst|txt)|MAINTAINERS|CREDITS|LICENSES/.*|\\.mailmap|samples/.*\\.c");
        /** Affects only kernels that compile or include it. */
        private static final Pattern SOURCE = Pattern.compile(".*\\.(c|h|S|dts|dtsi)");

        /** Reads ":100644 100644 0123abc 4567def M path" (git-diff-tree's raw format). */
        static ChangedFile of(String line) {
            String[] columns = line.split("\t", 2);
            String[] fields = columns[0].split(" ", -1);
            boolean isRegularFile = fields[0].startsWith(":100") && fields[1].startsWith("100");
            return new ChangedFile(columns[1], isRegularFile && fields[4].equals("M"));
        }

        /** @param inputs of the kernel just before the change, by their paths in the tree; empty if unknown */
        boolean mayAffectKernel(Set<String> inputs) {
            return (!modified || !isNeverBuilt()) && (inputs.isEmpty() || mayChangeBuild() || inputs.contains(path));
        }

        /** Whether the change may change the set of inputs. */
        boolean mayChangeInputs() {
            return mayChangeBuild() && !isNeverBuilt();
        }

        private boolean mayChangeBuild() {
            return !modified
                    || KernelBuilder.isHostTool(path)
                    || !SOURCE.matcher(path).matches();
        }

        private boolean isNeverBuilt() {
            return NEVER_BUILT.matcher(path).matches();
        }
    }

    /** Whether a diff without context changes a line that may decide which files are included. */
    static boolean mayChangeInputs(String diff) {
        return PREPROCESSOR_LINE.matcher(diff).find();
    }

    /** In the order of the commits; read once. */
    synchronized List<List<ChangedFile>> byCommit() throws IOException, InterruptedException {
        if (byCommit == null) {
            byCommit = read();
        }
        return byCommit;
    }

    private List<List<ChangedFile>> read() throws IOException, InterruptedException {
        List<String> lines = repository.lines(
                "log",
                "--topo-order",
                "--reverse",
                "--raw",
                "-r",
                "--no-renames",
                "--no-show-signature",
                "--diff-merges=first-parent",
                "--format=tformat:" + COMMIT,
                newer,
                "^" + older);
        List<List<ChangedFile>> changes = new ArrayList<>();
        for (String line : lines) {
            if (line.equals(COMMIT)) {
                changes.add(new ArrayList<>());
            } else if (line.startsWith(":")) {
                changes.get(changes.size() - 1).add(ChangedFile.of(line));
            }
        }
        return changes;
    }

    List<Integer> commitsChanging(Predicate<String> pathFilter) throws IOException, InterruptedException {
        List<List<ChangedFile>> changes = byCommit();
        return IntStream.range(0, changes.size())
                .filter(i -> changes.get(i).stream().map(ChangedFile::path).anyMatch(pathFilter))
                .boxed()
                .toList();
    }

    /**
     * The commits with the same version of the file that failed to compile; empty if the file is not known or never
     * changes.
     *
     * @param compilerErrors paths in them may begin above the tree
     */
    List<Integer> commitsWithSameFile(Revision.AtCommit brokenCommit, String compilerErrors, CommitGraph commitGraph)
            throws IOException, InterruptedException {
        Matcher firstError = COMPILE_ERROR.matcher(compilerErrors);
        if (!firstError.find()) {
            return List.of();
        }
        String errorPath = "/" + firstError.group(1);
        List<Integer> commitsChangingFile = commitsChanging(path -> errorPath.endsWith("/" + path));
        if (commitsChangingFile.isEmpty()) {
            return List.of();
        }
        return IntStream.range(Revision.START, commitGraph.size())
                .filter(commit -> commit != brokenCommit.index())
                .filter(commit -> commitsChangingFile.stream()
                        .allMatch(change -> commitGraph.contains(commit, change)
                                == commitGraph.contains(brokenCommit.index(), change)))
                .boxed()
                .toList();
    }
}
