// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.ProcessRunner;

/** How patches fit, as the real git says. */
class PatchResultTest {
    private static final String FILE =
            "int zero;\n\nint one;\nint two;\nint three;\nint four;\nint five;\nint six;\nint seven;\n\n";
    private static final String DIFF =
            """
            --- a/a.c
            +++ b/a.c
            @@ -3,7 +3,7 @@
             int one;
             int two;
             int three;
            -int four;
            +int vier;
             int five;
             int six;
             int seven;
            """;

    private final Path scratch;

    PatchResultTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    private List<PatchResult> applyAndExplain(String file, List<String> below, String... diffs)
            throws IOException, InterruptedException {
        PatchApplier.BaseFileSource origin =
                path -> Optional.of(path.equals("a.c") ? new FileState.Present(file, false) : new FileState.Absent());
        List<Series> lowerSeries = below.stream()
                .map(diff -> new Series("base", List.of(Diffs.patch("base.patch", diff))))
                .toList();
        List<Patch> patches = Arrays.stream(diffs)
                .map(diff -> Diffs.patch(Arrays.asList(diffs).indexOf(diff) + 1 + ".patch", diff))
                .toList();
        return new PatchApplier(new ProcessRunner())
                .applyAndExplain(origin, lowerSeries, new Series("s", patches), scratch);
    }

    private PatchResult.Fails applyFailing(String file) throws IOException, InterruptedException {
        PatchResult patchResult = applyAndExplain(file, List.of(), DIFF).get(0);
        assertThat(patchResult).isInstanceOf(PatchResult.Fails.class);
        return (PatchResult.Fails) patchResult;
    }

    @Test
    void aPatchThatFitsExactly() throws Exception {
        assertThat(applyAndExplain(FILE, List.of(), DIFF))
                .containsExactly(new PatchResult.Applies("1.patch", List.of()));
    }

    @Test
    void aPatchWhosePlaceHasMoved() throws Exception {
        assertThat(applyAndExplain("int zero;\n\n" + FILE, List.of(), DIFF))
                .containsExactly(new PatchResult.Applies("1.patch", List.of(new PatchResult.Offset("a.c", 1, 2))));
    }

    @Test
    void aPatchThatWouldTakeFuzz() throws Exception {
        PatchResult.Fails once = applyFailing(FILE.replace("int one;", "long one;"));
        assertThat(once.fuzz()).isEqualTo(OptionalInt.of(1));
        assertThat(once.reason()).contains("patch failed: a.c:3");
    }

    @Test
    void twoLinesOfContextThatDifferTakeMoreFuzzThanOne() throws Exception {
        PatchResult.Fails twice =
                applyFailing(FILE.replace("int one;", "long one;").replace("int two;", "long two;"));
        assertThat(twice.fuzz()).isEqualTo(OptionalInt.of(2));
    }

    @Test
    void aPatchThatFitsNowhereShowsItsHunkAndTheNearestPlace() throws Exception {
        String file = "}\n".repeat(20) + FILE.replace("int four;", "long four;") + "}\n".repeat(20);

        PatchResult.Fails fails = applyFailing(file);

        assertThat(fails.fuzz()).isEmpty();
        PatchResult.ClosestMatch near = fails.closestMatch().orElseThrow();
        assertThat(near.file()).isEqualTo("a.c");
        assertThat(near.hunk()).hasSize(9).startsWith("@@ -3,7 +3,7 @@").contains("-int four;", "+int vier;");
        assertThat(near.firstLine()).isEqualTo(23);
        assertThat(near.fileLines())
                .containsExactly(
                        "int one;", "int two;", "int three;", "long four;", "int five;", "int six;", "int seven;");
        assertThat(near.matchingLineCount()).isEqualTo(6);
        assertThat(near.expectedLineCount()).isEqualTo(7);
    }

    @Test
    void aHunkWithoutACloseMatchIsReported() throws Exception {
        PatchResult.ClosestMatch near =
                applyFailing("something else\n").closestMatch().orElseThrow();
        assertThat(near.firstLine()).isZero();
        assertThat(near.fileLines()).isEmpty();
    }

    @Test
    void patchesAfterAFailedOneAreNotTried() throws Exception {
        String second = DIFF.replace("+int vier;", "+int quatre;");
        String third = DIFF.replace("-int four;", "-int vier;").replace("+int vier;", "+int tre;");
        List<PatchResult> fits = applyAndExplain(FILE, List.of(), DIFF, second, third);
        assertThat(fits.get(0)).isInstanceOf(PatchResult.Applies.class);
        assertThat(fits.get(1)).isInstanceOf(PatchResult.Fails.class);
        assertThat(fits.get(2)).isEqualTo(new PatchResult.Untried("3.patch"));
    }

    @Test
    void theBaseIsAppliedFirstAndMayFail() throws Exception {
        assertThat(applyAndExplain(
                        FILE,
                        List.of(DIFF),
                        DIFF.replace("-int four;", "-int vier;").replace("+int vier;", "+int x;")))
                .containsExactly(new PatchResult.Applies("1.patch", List.of()));
    }

    @Test
    void aBaseThatDoesNotApplyIsNamed() throws Exception {
        assertThat(applyAndExplain("nothing\n", List.of(DIFF), DIFF))
                .singleElement()
                .satisfies(patchResult -> {
                    assertThat(patchResult).isInstanceOf(PatchResult.Fails.class);
                    assertThat(patchResult.patch()).isEqualTo("base.patch");
                });
    }

    @Test
    void aPatchOfAFileThatIsNotThereFails() throws Exception {
        PatchResult.Fails fails = (PatchResult.Fails)
                applyAndExplain(FILE, List.of(), DIFF.replace("a.c", "b.c")).get(0);
        assertThat(fails.reason()).contains("b.c: No such file or directory");
        assertThat(fails.closestMatch()).isEmpty();
    }
}
