// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

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

    /** The files that went into the kernel of a revision that was built, by their paths in the tree. */
    Set<String> inputs(Revision revision) throws IOException, InterruptedException;
}
