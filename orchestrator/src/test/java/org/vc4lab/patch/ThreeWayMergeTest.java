// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.PatchApplier.AppliedSeries;
import org.vc4lab.patch.PatchApplier.BaseFileSource;
import org.vc4lab.patch.PatchApplier.MergeBase;

/** Merges patches that were made for other files with the real git. */
class ThreeWayMergeTest {
    private static final String MADE_FOR = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
    /** Changes the third line, and creates a file. */
    private static final Patch FIRST = Diffs.patch(
            "0001-first.patch",
            """
            --- a/a.c
            +++ b/a.c
            @@ -1,6 +1,6 @@
             1
             2
            -3
            +three
             4
             5
             6
            --- /dev/null
            +++ b/b.c
            @@ -0,0 +1 @@
            +new
            """);
    /** Changes the seventh line, on top of the first patch. */
    private static final Patch SECOND = Diffs.patch(
            "0002-second.patch",
            """
            --- a/a.c
            +++ b/a.c
            @@ -4,6 +4,6 @@
             4
             5
             6
            -7
            +seven
             8
             9
            """);

    private final Path scratch;

    ThreeWayMergeTest(@TempDir Path folder) {
        this.scratch = folder;
    }

    private static BaseFileSource file(String content) {
        return path -> Optional.of(
                path.equals("a.c") && !content.isEmpty()
                        ? new FileState.Present(content, false)
                        : new FileState.Absent());
    }

    private AppliedSeries apply(String content, String madeFor, Patch... patches)
            throws IOException, InterruptedException {
        return new PatchApplier(new ProcessRunner())
                .applyOrMerge(
                        file(content),
                        Optional.of(new MergeBase("kernel 1.9", file(madeFor), "kernel 1.8")),
                        List.of(new Series("fix", List.of(patches))),
                        scratch);
    }

    private AppliedSeries apply(String content, Patch... patches) throws IOException, InterruptedException {
        return apply(content, MADE_FOR, patches);
    }

    /** The file for which the patches were made, with one line changed. */
    private static String changed(int line) {
        return MADE_FOR.replace(line + "\n", "other\n");
    }

    private static FileState present(String content) {
        return new FileState.Present(content, false);
    }

    @Test
    void whatAppliesIsNotMerged() throws Exception {
        assertThat(apply(MADE_FOR + "10\n", FIRST, SECOND).merged()).isEmpty();
    }

    @Test
    void aPatchWhoseContextDiffersIsMerged() throws Exception {
        AppliedSeries applied = apply(changed(5), FIRST);

        assertThat(applied.merged()).containsExactly(0);
        assertThat(applied.files())
                .isEqualTo(Map.of("a.c", present("1\n2\nthree\n4\nother\n6\n7\n8\n9\n"), "b.c", present("new\n")));
    }

    @Test
    void aPatchIsMergedOnTopOfThoseThatApply() throws Exception {
        AppliedSeries applied = apply(changed(9), FIRST, SECOND);

        assertThat(applied.merged()).containsExactly(1);
        assertThat(applied.files()).containsEntry("a.c", present("1\n2\nthree\n4\n5\n6\nseven\n8\nother\n"));
    }

    @Test
    void aPatchAppliesOnTopOfThoseThatWereMerged() throws Exception {
        AppliedSeries applied = apply(changed(1), FIRST, SECOND);

        assertThat(applied.merged()).containsExactly(0);
        assertThat(applied.files()).containsEntry("a.c", present("other\n2\nthree\n4\n5\n6\nseven\n8\n9\n"));
    }

    @Test
    void aConflictIsReportedWithWhatGitSaidOfThePatchAlone() {
        assertThatThrownBy(() -> apply(changed(3), FIRST))
                .isInstanceOfSatisfying(PatchFailedException.class, failure -> assertThat(failure.reason())
                        .contains("patch failed: a.c:1")
                        .endsWith("git's three-way merge against kernel 1.9 conflicts in a.c"));
    }

    @Test
    void whatTheTreeHasAlreadyIsNotMerged() {
        assertThatThrownBy(() -> apply(changed(9).replace("7", "seven"), SECOND))
                .isInstanceOfSatisfying(PatchFailedException.class, failure -> assertThat(failure.reason())
                        .contains("patch failed: a.c:4")
                        .endsWith("what it changes is in kernel 1.8 already: git's three-way merge against kernel 1.9"
                                + " changes nothing"));
    }

    @Test
    void whatTheTreeHasOnlyInPartIsMerged() throws Exception {
        AppliedSeries applied = apply(MADE_FOR.replace("3", "three"), FIRST);

        assertThat(applied.merged()).containsExactly(0);
        assertThat(applied.files()).containsEntry("b.c", present("new\n"));
    }

    /** Git counts conflicts in its exit status, up to that which usually means that there is no git. */
    @Test
    void manyConflictsAreNoMissingGit() {
        String madeFor =
                IntStream.range(0, 600).mapToObj(number -> number + "\n").collect(Collectors.joining());
        String changed = madeFor.replaceAll("(?m)^(\\d*0)$", "x$1");
        String diff = "--- a/a.c\n+++ b/a.c\n@@ -1,600 +1,600 @@\n"
                + madeFor.lines()
                        .map(line -> line.endsWith("0") ? "-" + line + "\n+y" + line + "\n" : " " + line + "\n")
                        .collect(Collectors.joining());
        assertThatThrownBy(() -> apply(changed, madeFor, Diffs.patch("many.patch", diff)))
                .isInstanceOf(PatchFailedException.class)
                .hasMessageContaining("conflicts in a.c");
    }

    @Test
    void binaryFilesConflict() {
        assertThatThrownBy(() -> apply("\0" + changed(5), FIRST))
                .isInstanceOf(PatchFailedException.class)
                .hasMessageContaining("conflicts in a.c");
    }

    @Test
    void aFileThatIsNotThereConflicts() {
        assertThatThrownBy(() -> apply("", FIRST)).hasMessageContaining("conflicts in a.c");
    }

    @Test
    void aPatchThatWasNotMadeForTheOtherTreeIsNotMerged() {
        assertThatThrownBy(() -> apply(changed(5), "none\n", FIRST))
                .isInstanceOfSatisfying(PatchFailedException.class, failure -> assertThat(failure.reason())
                        .contains("patch failed: a.c:1")
                        .endsWith("git's three-way merge has no common ancestor: 0001-first.patch does not apply to"
                                + " kernel 1.9 either"));
    }
}
