// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Builds and runs subjects: all that a bisection asks of the world. What goes wrong on our own side is an exception,
 * never an answer.
 */
public interface RevisionTester {
    /** Builds, or finds what was built. One at a time is asked for. */
    BuildOutcome build(Revision revision) throws IOException, InterruptedException;

    /**
     * Runs what was built; several may be run at a time.
     *
     * @param folder for what the run leaves
     */
    TestOutcome test(Revision revision, Path folder) throws IOException, InterruptedException;

    /**
     * The suspects of which it is certain that they make the same kernel as their first parent. The older end is built.
     */
    List<Integer> noOpCommits() throws IOException, InterruptedException;

    /**
     * The suspects that change what a call trace names: a list for each function that has any, the innermost first.
     *
     * @param commit a point that showed it
     * @param functions of the call trace, innermost first
     */
    List<List<Integer>> commitsTouching(Revision.AtCommit commit, List<String> functions)
            throws IOException, InterruptedException;
}
