// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.report.ReplyContent;
import org.vc4lab.source.GitNotes;
import picocli.CommandLine.Option;

/** The option that writes results to the commits of the user's tree. */
final class NotesOption {
    @Option(
            names = "--notes",
            description = {
                "Write the result to the commits of --tree as git notes, in refs/notes/vc4lab/CASE, or CASE-bisect.",
                "Nothing else is ever written to a tree."
            })
    private boolean notes;

    boolean isGiven() {
        return notes;
    }

    /**
     * Writes the note of a commit.
     *
     * @param name of the notes, below refs/notes/vc4lab
     */
    static void write(String name, KernelSource.GitRevision commit, ReplyContent content, ProcessRunner runner)
            throws IOException, InterruptedException {
        new GitNotes(commit.repository(), runner).write(name, commit.commit(), content.note());
    }
}
