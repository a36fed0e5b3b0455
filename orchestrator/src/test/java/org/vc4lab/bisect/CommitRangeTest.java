// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.exec.ProcessRunner;

class CommitRangeTest {
    private static final String BUILT = "drivers/gpu/built.c";
    private static final Set<String> INPUTS = Set.of(BUILT, "include/linux/used.h");

    private final ProcessRunner runner = new ProcessRunner();

    @TempDir
    Path folder;

    private TestGitRepository repository;
    private String start = "";

    @BeforeEach
    void begin() throws Exception {
        repository = TestGitRepository.create(folder.resolve("tree"), runner);
        repository.commit("Documentation/some.rst", "text\n");
        repository.commit("drivers/net/other.c", "int other;\n");
        repository.commit("include/linux/unused.h", "int unused;\n");
        start = repository.commit(BUILT, "int built;\n");
    }

    private CommitRange commitRange() throws Exception {
        return repository.commitRange(folder.resolve("ours"), start);
    }

    @Test
    void listsCommitsOldestFirst() throws Exception {
        String first = repository.commit(BUILT, "int one;\n");
        String second = repository.commit("a file", "x\n");

        CommitRange commitRange = commitRange();

        assertThat(commitRange.changes())
                .containsExactly(
                        new SearchSpace.CandidateChange(first, "change " + BUILT),
                        new SearchSpace.CandidateChange(second, "change a file"));
        assertThat(commitRange.start().id()).isEqualTo(start);
        assertThat(commitRange.kernelSpec(new Revision.AtCommit(0)))
                .isEqualTo(new KernelSpec(
                        new KernelSource.GitRevision(repository.folder().toRealPath(), first), "config", List.of()));
    }

    /** A side branch that starts before the older end is in the range, and so is the merge. */
    @Test
    void followsMerges() throws Exception {
        repository.git("checkout", "-q", "-b", "side", "HEAD~2");
        String side = repository.commit("fs/side.c", "int side;\n");
        repository.git("checkout", "-q", "master");
        String main = repository.commit(BUILT, "int main;\n");
        repository.git("merge", "-q", "--no-edit", "side");

        CommitGraph commitGraph = commitRange().commitGraph();
        List<String> ids = commitRange().changes().stream()
                .map(SearchSpace.CandidateChange::id)
                .toList();

        assertThat(ids).containsExactlyInAnyOrder(side, main, repository.head());
        assertThat(commitGraph.contains(commitGraph.tip(), ids.indexOf(side))).isTrue();
        assertThat(commitGraph.contains(ids.indexOf(main), ids.indexOf(side))).isFalse();
        assertThat(commitGraph.parents(commitGraph.tip()))
                .containsExactlyInAnyOrder(ids.indexOf(main), ids.indexOf(side));
    }

    @Test
    void revertsAChangeOnTopOfTheNewerEnd() throws Exception {
        repository.commit(BUILT, "int built;\nint more;\n");
        repository.commit("drivers/net/other.c", "int others;\n");

        KernelSpec spec = commitRange().kernelSpec(new Revision.TipWithRevert(0));

        assertThat(spec.source())
                .isEqualTo(new KernelSource.GitRevision(repository.folder().toRealPath(), repository.head()));
        assertThat(spec.patches()).singleElement().satisfies(series -> assertThat(series.patches())
                .singleElement()
                .satisfies(
                        patch -> assertThat(patch.diff()).contains("-int more;").contains("+++ b/" + BUILT)));
    }

    @Test
    void findsTheCommitsThatDoNotChangeTheKernel() throws Exception {
        repository.commit("Documentation/some.rst", "other text\n");
        repository.commit("drivers/net/other.c", "int more;\n");
        repository.commit(BUILT, "int changed;\n");
        repository.commit("include/linux/unused.h", "int still_unused;\n");
        repository.commit("drivers/net/Makefile", "obj-y += other.o\n");
        repository.commit("drivers/net/other.c", "int now_it_may_count;\n");
        repository.commit("Documentation/some.rst", "last text\n");

        assertThat(commitRange().noOpCommits(INPUTS)).containsExactly(0, 1, 3, 6);
        assertThat(commitRange().noOpCommits(Set.of())).as("nothing known").containsExactly(0, 6);
    }

    /** After a new #include the set of inputs is unknown, and a new file may hide another. */
    @Test
    void afterANewIncludeNoCommitIsHarmless() throws Exception {
        repository.commit(BUILT, "#include <linux/unused.h>\nint built;\n");
        repository.commit("include/linux/unused.h", "int used_now;\n");

        assertThat(commitRange().noOpCommits(INPUTS)).isEmpty();
    }

    @Test
    void addedOrDeletedFileIsNeverANoOp() throws Exception {
        repository.commit("arch/arm/include/linux/used.h", "int shadow;\n");
        repository.git("rm", "-q", "drivers/net/other.c");
        repository.git("commit", "-q", "-m", "remove");

        assertThat(commitRange().noOpCommits(INPUTS)).isEmpty();
    }

    @Test
    void findsTheCommitsThatACallTraceNames() throws Exception {
        String other = "drivers/net/other.c";
        repository.commit(other, "static int\ncalled(int x)\n{\n\treturn x;\n}\n");
        repository.commit(BUILT, "int called(int);\nint caller(int x)\n{\n\treturn called(x);\n}\n");
        repository.commit("fs/unused.c", "int caller(int x)\n{\n\treturn x;\n}\n");
        repository.commit(other, "int called(int x)\n{\n\treturn -x;\n}\n");
        Revision.AtCommit newer = new Revision.AtCommit(3);
        Set<String> inputs = Set.of(BUILT, other, "include/linux/used.h");

        assertThat(commitRange().commitsTouching(newer, List.of("unknown", "caller", "ca.*", "called"), inputs))
                .as("the file of caller, then that of called")
                .containsExactly(List.of(1), List.of(0, 3));
        assertThat(commitRange().commitsTouching(newer, List.of("called", "caller"), inputs))
                .as("a prototype is no definition")
                .containsExactly(List.of(0, 3), List.of(1));
        assertThat(commitRange().commitsTouching(newer, List.of("unknown"), inputs))
                .isEmpty();
        assertThat(commitRange().commitsTouching(newer, List.of("caller"), Set.of()))
                .isEmpty();
    }

    /** A merge only brings changes of other commits. */
    @Test
    void mergesAreNotRanked() throws Exception {
        repository.git("checkout", "-q", "-b", "side");
        repository.commit(BUILT, "int caller(int x)\n{\n\treturn x;\n}\n");
        repository.git("checkout", "-q", "master");
        repository.commit("fs/unused.c", "int x;\n");
        repository.git("merge", "-q", "--no-edit", "side");

        assertThat(commitRange().commitsTouching(new Revision.AtCommit(2), List.of("caller"), INPUTS))
                .singleElement()
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(1)
                .doesNotContain(2);
    }

    @Test
    void findsTheRevisionsWithTheSameBrokenFile() throws Exception {
        repository.commit("drivers/net/other.c", "int more;\n");
        repository.commit(BUILT, "int broken = nowhere;\n");
        repository.commit("drivers/net/other.c", "int others;\n");
        repository.commit("fs/unused.c", "int x;\n");
        repository.commit(BUILT, "int mended;\n");
        Revision.AtCommit stopped = new Revision.AtCommit(2);
        String said = "/somewhere/tree/" + BUILT + ":1:14: error: 'nowhere' undeclared here\n"
                + "/somewhere/tree/drivers/net/other.c:1:1: error: another";

        assertThat(commitRange().commitsWithSameFile(stopped, said)).containsExactly(1, 3);
        assertThat(commitRange().commitsWithSameFile(stopped, "tree/fs/never_changed.c:1: error: x"))
                .isEmpty();
        assertThat(commitRange().commitsWithSameFile(stopped, "vmlinux: undefined reference"))
                .isEmpty();
    }

    @Test
    void refusesEndsThatAreNoRange() {
        assertThatThrownBy(this::commitRange).hasMessageContaining("no commit lies between the two ends");
    }

    @Test
    void writesNothingIntoTheTree() throws Exception {
        repository.commit(BUILT, "int changed;\n");
        List<String> before = listing();

        commitRange().kernelSpec(new Revision.TipWithRevert(0));
        commitRange().noOpCommits(INPUTS);
        commitRange().commitsTouching(new Revision.AtCommit(0), List.of("main"), INPUTS);

        assertThat(listing()).isEqualTo(before);
    }

    private List<String> listing() throws Exception {
        List<String> files = new ArrayList<>();
        try (var paths = Files.walk(repository.folder())) {
            for (Path file : paths.sorted().toList()) {
                files.add(file + " " + Files.getLastModifiedTime(file));
            }
        }
        return files;
    }
}
