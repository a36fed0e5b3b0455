// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;

/** What is searched: the suspects (commits or patches), their graph, and the kernel of each revision. */
public interface SearchSpace {
    /**
     * A commit or a patch.
     *
     * @param id the full id of a commit, the name of a patch
     * @param title its subject
     */
    record CandidateChange(@JsonProperty("id") String id, @JsonProperty("title") String title) {
        private static final int SHORT_ID = 12;

        /** The id as it is printed. */
        public String shortId() {
            return isCommit() ? id.substring(0, SHORT_ID) : id;
        }

        public boolean isCommit() {
            return id.matches("[0-9a-f]{40,}");
        }
    }

    List<CandidateChange> changes();

    /** The older end. */
    CandidateChange start();

    default CommitGraph commitGraph() {
        return CommitGraph.linear(changes().size());
    }

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
    default List<Integer> commitsWithSameFile(Revision.AtCommit brokenCommit, String compilerErrors) {
        return List.of();
    }

    /** Two search spaces with the same text are equal. */
    String identity();

    /** The suspect that a revision adds or reverts, or the older end. */
    default CandidateChange changeOf(Revision revision) {
        int index = revision instanceof Revision.AtCommit commit
                ? commit.index()
                : ((Revision.TipWithRevert) revision).change();
        return index == Revision.START ? start() : changes().get(index);
    }

    /** A single commit to test: the older end, without suspects. */
    record SingleCommit(KernelSource source, String config) implements SearchSpace {
        @Override
        public List<CandidateChange> changes() {
            return List.of();
        }

        @Override
        public CandidateChange start() {
            return new CandidateChange(source.toString(), "");
        }

        @Override
        public KernelSpec kernelSpec(Revision revision) {
            return new KernelSpec(source, config, List.of());
        }

        @Override
        public String identity() {
            return source + " " + config;
        }
    }
}
