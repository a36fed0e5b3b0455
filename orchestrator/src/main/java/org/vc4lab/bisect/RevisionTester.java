// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Builds and tests revisions. An infrastructure error is an exception, never an outcome. */
public interface RevisionTester {
    /** Builds a revision, or finds it in the store. Calls are never concurrent. */
    BuildOutcome build(Revision revision) throws IOException, InterruptedException;

    /**
     * Tests a revision that was built. Calls may be concurrent.
     *
     * @param folder for the test's files
     */
    TestOutcome test(Revision revision, Path folder) throws IOException, InterruptedException;

    /** The suspects that certainly make the same kernel as their first parent. The older end must be built. */
    List<Integer> noOpCommits() throws IOException, InterruptedException;

    /**
     * The suspects that change the files of a call trace: a list for each function that has any, innermost first.
     *
     * @param commit at which the call trace was reported
     * @param functions of the call trace, innermost first
     */
    List<List<Integer>> commitsTouching(Revision.AtCommit commit, List<String> functions)
            throws IOException, InterruptedException;
}
