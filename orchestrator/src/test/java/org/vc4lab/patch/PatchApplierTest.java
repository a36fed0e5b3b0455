// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.SmallDisk;

/** Applies patches with the real git. */
class PatchApplierTest {
    private static final FileState ONE = new FileState.Present("one\n", false);

    private final Path scratch;

    PatchApplierTest(@TempDir Path folder) {
        this.scratch = folder;
    }

    private Map<String, FileState> apply(String... diffs) throws IOException, InterruptedException {
        List<Series> series = Arrays.stream(diffs)
                .map(diff -> new Series("series", List.of(Diffs.patch("0001-change.patch", diff))))
                .toList();
        PatchApplier.BaseFileSource origin = path -> Optional.of(path.equals("src/a.c") ? ONE : new FileState.Absent());
        return new PatchApplier(new ProcessRunner()).apply(origin, series, scratch);
    }

    @Test
    void appliesOneSeriesOnTheOther() throws Exception {
        assertThat(apply(Diffs.ONE_TO_TWO, Diffs.TWO_TO_THREE))
                .isEqualTo(Map.of(
                        "src/a.c", new FileState.Present("three\n", false),
                        "src/b.h", new FileState.Present("new\n", true)));
    }

    @Test
    void deletesFiles() throws Exception {
        String deletion =
                """
                diff --git a/src/a.c b/src/a.c
                deleted file mode 100644
                --- a/src/a.c
                +++ /dev/null
                @@ -1 +0,0 @@
                -one
                """;
        assertThat(apply(deletion)).isEqualTo(Map.of("src/a.c", new FileState.Absent()));
    }

    @Test
    void worksInsideOfAnotherRepository() throws Exception {
        new ProcessRunner()
                .run(Command.of("git", "init", "-q", scratch.toString()))
                .orThrow();
        assertThat(apply(Diffs.ONE_TO_TWO)).isEqualTo(Map.of("src/a.c", new FileState.Present("two\n", false)));
    }

    @Test
    void aPatchThatDoesNotApplyIsReportedWithGitsMessage() throws Exception {
        assertThatThrownBy(() -> apply(Diffs.TWO_TO_THREE))
                .isInstanceOfSatisfying(PatchFailedException.class, failure -> {
                    assertThat(failure.patch()).isEqualTo("0001-change.patch");
                    assertThat(failure.reason()).contains("src/a.c");
                });
    }

    @ParameterizedTest
    @CsvSource({"127, true", "137, true", "143, true", "1, false", "128, false"})
    void aGitThatWasKilledOrDidNotStartIsNotThePatchsFault(int status, boolean infrastructure) {
        CommandResult result = new CommandResult(Command.of("git"), status, Optional.empty(), List.of(), Duration.ZERO);
        if (infrastructure) {
            assertThatThrownBy(() -> ScratchTree.requireEndedByItself(result))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("exit status " + status);
        } else {
            assertThatCode(() -> ScratchTree.requireEndedByItself(result)).doesNotThrowAnyException();
        }
    }

    @Test
    void aFullDiskIsNotThePatchsFault(@TempDir Path mountPoint) throws Exception {
        FileState large = new FileState.Present("one\n" + "line\n".repeat(5000), false);
        String longer =
                "--- a/src/a.c\n+++ b/src/a.c\n@@ -1,4 +1,2003 @@\n-one\n" + "+x\n".repeat(2000) + " line\n".repeat(3);
        Series series = new Series("series", List.of(Diffs.patch("p", longer)));
        try (SmallDisk disk = SmallDisk.orSkip(mountPoint)) {
            disk.fillAtEachWrite(
                    folder -> {
                        try {
                            new PatchApplier(new ProcessRunner())
                                    .apply(path -> Optional.of(large), List.of(series), folder);
                        } catch (PatchFailedException wrong) {
                            throw new AssertionError(wrong);
                        }
                    },
                    folder -> {});
        }
    }

    @Test
    void keepsBytesThatAreNotUtf8() throws Exception {
        assertThat(apply(Diffs.ONE_TO_TWO.replace("+two", "+caf\u00e9")))
                .isEqualTo(Map.of("src/a.c", new FileState.Present("caf\u00e9\n", false)));
    }

    @ParameterizedTest
    @CsvSource({
        "a/../../escape, leaves the tree",
        "a/src/../../escape, leaves the tree",
        "/etc/passwd, absolute",
        "a//etc/passwd, absolute",
        "a/.git/hooks/post-commit, inside .git",
        "a/sub/.GIT/config, inside .git",
        "a/./b, odd",
        "\"a/\\377\", odd",
    })
    void refusesPathsThatAreNotBelowTheRoot(String path, String reason) throws Exception {
        String diff = "--- /dev/null\n+++ " + path + "\n@@ -0,0 +1 @@\n+evil\n";
        assertThatThrownBy(() -> apply(diff))
                .isInstanceOfSatisfying(PatchFailedException.class, failure -> assertThat(failure.reason())
                        .startsWith("refused")
                        .contains(reason));
        assertThat(scratch.resolve("tree")).isEmptyDirectory();
    }

    @Test
    void refusesSymbolicLinks() throws Exception {
        assertThatThrownBy(() -> apply(Diffs.LINK))
                .isInstanceOfSatisfying(PatchFailedException.class, failure -> assertThat(failure.reason())
                        .contains("symbolic link"));
    }

    /** Each of these modes makes git 2.39 create a link, a submodule or a file with another mode. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0120000",
                "120000 ",
                "120000\t",
                "120000\r",
                " 120000",
                "+120000",
                "120000 100644",
                "40000120000",
                "120777",
                "160000",
                "100600",
                " "
            })
    void refusesAllFileModesButThoseOfPlainFiles(String mode) throws Exception {
        assertThatThrownBy(() -> apply(Diffs.LINK.replace("120000", mode)))
                .isInstanceOfSatisfying(PatchFailedException.class, failure -> {
                    assertThat(failure.reason()).startsWith("refused: ").contains(mode.strip());
                });
        assertThat(scratch.resolve("tree")).isEmptyDirectory();
    }

    /** Git's strtoul(3) goes on behind the end of the line. */
    @Test
    void refusesAModeOnTheNextLine() {
        assertThatThrownBy(() -> apply(Diffs.LINK.replace("120000", "\n120000")))
                .isInstanceOfSatisfying(PatchFailedException.class, failure -> assertThat(failure.reason())
                        .startsWith("refused: its file mode ''"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"old mode 0120000", "new mode 0120000", "deleted file mode 0120000", "index 1..2  0120000"})
    void readsTheModeOfEachHeader(String header) throws Exception {
        String diff = Diffs.ONE_TO_TWO.replace("--- a", header + "\n--- a");
        assertThatThrownBy(() -> apply(diff))
                .isInstanceOfSatisfying(PatchFailedException.class, failure -> assertThat(failure.reason())
                        .startsWith("refused: ")
                        .contains("0120000"));
    }

    /** A hunk that seems longer than it is would hide the headers after it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "@@ -0,0 +1 @@\n+x\r@@ -1,1000 +1,1000 @@\n",
                "@@ -0,0 +1,00000000001 @@\n+x\n",
                "@@ -0,0 +1 @@ \u0085\n+x\n"
            })
    void aHunkEndsWhereGitEndsIt(String hunk) throws Exception {
        String diff = "diff --git a/a b/a\nnew file mode 100644\n--- /dev/null\n+++ b/a\n" + hunk + Diffs.LINK;
        assertThatThrownBy(() -> apply(diff))
                .isInstanceOfSatisfying(PatchFailedException.class, failure -> assertThat(failure.reason())
                        .contains("symbolic link"));
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 5000})
    void refusesNamesThatNoFileCanHave(int length) {
        String diff = "--- /dev/null\n+++ b/" + "n".repeat(length) + "\n@@ -0,0 +1 @@\n+x\n";
        assertThatThrownBy(() -> apply(diff))
                .isInstanceOfSatisfying(PatchFailedException.class, failure -> assertThat(failure.reason())
                        .startsWith("refused: "));
    }

    @Test
    void refusesToDeleteASubmodule() throws Exception {
        String diff =
                """
                diff --git a/sub b/sub
                deleted file mode 160000
                --- a/sub
                +++ /dev/null
                @@ -1 +0,0 @@
                -Subproject commit 0123456789012345678901234567890123456789
                """;
        assertThatThrownBy(() -> apply(diff))
                .isInstanceOfSatisfying(PatchFailedException.class, failure -> assertThat(failure.reason())
                        .isEqualTo("refused: it makes or changes a submodule (mode 160000)"));
    }

    /** Otherwise a patch could make a link through which the files of the next are read and written. */
    @Test
    void allFilesAreReadBeforeTheFirstPatchIsApplied() throws Exception {
        List<Boolean> unchanged = new ArrayList<>();
        PatchApplier.BaseFileSource origin = path -> {
            FileState current = FileState.read(scratch.resolve("tree"), "src/a.c");
            unchanged.add(current.equals(ONE) || current instanceof FileState.Absent);
            return Optional.of(path.equals("src/a.c") ? ONE : new FileState.Absent());
        };
        Series series =
                new Series("s", List.of(Diffs.patch("1", Diffs.ONE_TO_TWO), Diffs.patch("2", Diffs.TWO_TO_THREE)));

        List<PatchResult> results =
                new PatchApplier(new ProcessRunner()).applyAndExplain(origin, List.of(), series, scratch);

        assertThat(results).hasSize(2).allMatch(PatchResult.Applies.class::isInstance);
        assertThat(unchanged).hasSize(2).containsOnly(true);
    }

    @Test
    void refusesFilesThatAreNotRegularInTheTree() throws Exception {
        Path inner = Files.createDirectory(scratch.resolve("inner"));
        List<Series> series = List.of(new Series("s", List.of(Diffs.patch("p", Diffs.ONE_TO_TWO))));
        assertThatThrownBy(() -> new PatchApplier(new ProcessRunner()).apply(path -> Optional.empty(), series, inner))
                .isInstanceOfSatisfying(PatchFailedException.class, failure -> {
                    assertThat(failure.patch()).isEqualTo("p");
                    assertThat(failure.reason()).isEqualTo("refused: no plain file of the tree: src/a.c");
                });
    }
}
