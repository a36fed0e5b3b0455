// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.vc4lab.build.kernel.KernelSpec;

/** What is searched: the suspects, how they descend from each other, and the kernel of each subject. */
public interface SearchSpace {
    List<CandidateChange> changes();

    /** The older end. */
    CandidateChange start();

    CommitGraph commitGraph();

    KernelSpec kernelSpec(Revision revision) throws IOException, InterruptedException;

    /**
     * The suspects that certainly make the same kernel as their first parent.
     *
     * @param inputs the files that went into the kernel of the older end
     */
    List<Integer> noOpCommits(Set<String> inputs) throws IOException, InterruptedException;

    /**
     * The suspects that change the files of some functions themselves, a list for each function that has any; none
     * where that is not known.
     *
     * @param commit whose files they are
     * @param inputs the files that went into its kernel
     */
    default List<List<Integer>> commitsTouching(Revision.AtCommit commit, List<String> functions, Set<String> inputs)
            throws IOException, InterruptedException {
        return List.of();
    }

    /**
     * The points that have the file, as it is at this one, in which a compiler stopped: they hardly build either. None
     * where that is not known.
     *
     * @param compilerErrors the compiler's errors
     */
    default List<Integer> commitsWithSameFile(Revision.AtCommit brokenCommit, String compilerErrors)
            throws IOException, InterruptedException {
        return List.of();
    }

    /** All that makes this territory differ from others. */
    String identity();

    /** The suspect or the end that a point stands for. */
    default CandidateChange changeAt(Revision.AtCommit commit) {
        return commit.index() == Revision.START ? start() : changes().get(commit.index());
    }
}
