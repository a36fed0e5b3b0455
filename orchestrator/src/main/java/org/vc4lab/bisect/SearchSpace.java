// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.vc4lab.build.kernel.KernelSpec;

/** What is searched: the suspects (commits or patches), their graph, and the kernel of each revision. */
public interface SearchSpace {
    List<CandidateChange> changes();

    /** The older end. */
    CandidateChange start();

    CommitGraph commitGraph();

    KernelSpec kernelSpec(Revision revision) throws IOException, InterruptedException;

    /**
     * The suspects that certainly make the same kernel as their first parent; empty if that is unknown.
     *
     * @param inputs the files that went into the kernel of the older end
     */
    default List<Integer> noOpCommits(Set<String> inputs) throws IOException, InterruptedException {
        return List.of();
    }

    /**
     * The suspects that change the files of some functions, a list for each function that has any; empty if that is
     * unknown.
     *
     * @param commit whose files define the functions
     * @param inputs the files that went into its kernel
     */
    default List<List<Integer>> commitsTouching(Revision.AtCommit commit, List<String> functions, Set<String> inputs)
            throws IOException, InterruptedException {
        return List.of();
    }

    /**
     * The commits with the same version of the file that failed to compile, which probably do not build either; empty
     * if that is unknown.
     */
    default List<Integer> commitsWithSameFile(Revision.AtCommit brokenCommit, String compilerErrors)
            throws IOException, InterruptedException {
        return List.of();
    }

    /** Two search spaces with the same text are equal. */
    String identity();

    /** The suspect, or the older end. */
    default CandidateChange changeAt(Revision.AtCommit commit) {
        return commit.index() == Revision.START ? start() : changes().get(commit.index());
    }
}
