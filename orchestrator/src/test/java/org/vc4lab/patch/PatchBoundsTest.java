// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.Growth;
import org.vc4lab.exec.ProcessRunner;

/** Patches that are made to take all memory, all time, the whole stack or the whole disk. */
class PatchBoundsTest {
    private static final String BINARY =
            """
            diff --git a/logo b/logo
            new file mode 100644
            index 0000000000000000000000000000000000000000..78981922613b2afb6025042ff6bd878ac1994e85
            GIT binary patch
            literal 8000000000
            zcmV-m0iOPy2mk;8000000000000000000000000000000000

            literal 0
            HcmV?d00001

            """;

    private final Path folder;
    private final SeriesReader reader = new SeriesReader(new ProcessRunner());

    PatchBoundsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Series read(String name, String text) throws IOException, InterruptedException {
        return reader.read(Files.writeString(folder.resolve(name), text, StandardCharsets.ISO_8859_1));
    }

    @Test
    void manyHeadersBeforeTheSubjectAreSkipped() throws Exception {
        String headers = IntStream.range(0, 20_000)
                .mapToObj(number -> "X-Header-" + number + ": x\n folded\n")
                .collect(Collectors.joining());

        Series series = read("headers.patch", headers + "Subject: [PATCH] fix\n\n---\n" + Diffs.ONE_TO_TWO);

        assertThat(series.patches()).extracting(Patch::subject).containsExactly("fix");
    }

    @Test
    void manyTagsInASubjectAreDropped() throws Exception {
        Series series = read("tags.patch", Diffs.mail("[PATCH] ".repeat(8000) + "fix", Diffs.ONE_TO_TWO));

        assertThat(series.patches()).extracting(Patch::subject).containsExactly("fix");
    }

    @Test
    void aMailboxWithManyMailsIsRefused() {
        assertThatThrownBy(() -> read(
                        "many.mbox", Diffs.mail("[PATCH] fix", Diffs.ONE_TO_TWO).repeat(1001)))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("the limit of 1000");
    }

    @Test
    void aHugeFileIsRefused() throws Exception {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("huge.mbox").toFile(), "rw")) {
            file.setLength(3L << 30);
        }

        assertThatThrownBy(() -> reader.read(folder.resolve("huge.mbox")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("huge.mbox is larger than the limit of 64 MiB");
    }

    @Test
    void aQuiltSeriesThatRepeatsAPatchIsRefused() throws Exception {
        Files.writeString(folder.resolve("a.patch"), Diffs.ONE_TO_TWO + "x".repeat(1 << 20));
        Files.write(folder.resolve("series"), Collections.nCopies(5000, "a.patch"));

        assertThatThrownBy(() -> reader.read(folder))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("the limit of 64 MiB");
    }

    @Test
    void aBinaryPatchIsRefused() {
        assertThatThrownBy(() -> read("bomb.patch", Diffs.ONE_TO_TWO + BINARY))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("bomb.patch: it changes a binary file");
    }

    @Test
    void manyCopiesAreRefused() {
        String copies = IntStream.range(0, 101)
                .mapToObj(number ->
                        "diff --git a/large b/copy%1$d\ncopy from large\ncopy to copy%1$d\n".formatted(number))
                .collect(Collectors.joining());

        assertThatThrownBy(() -> read("copies.patch", copies))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("it copies 101 files, limit 100");
    }

    @Test
    void manyFilesAreRefused() {
        String files = IntStream.range(0, 10_001)
                .mapToObj(number -> "--- a/%1$d\n+++ b/%1$d\n@@ -1 +1 @@\n-one\n+two\n".formatted(number))
                .collect(Collectors.joining());

        assertThatThrownBy(() -> read("files.patch", files))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("it changes 10001 files, limit 10000");
    }

    @Test
    void manyLargeFilesOfTheTreeAreRefused() throws Exception {
        FileState large = new FileState.Present("x".repeat(60 << 20), false);
        ScratchTree tree = new ScratchTree(path -> Optional.of(large), folder, new ProcessRunner());

        assertThat(tree.stage(new Patch("p", "p", "", Optional.empty(), "", List.of("1", "2", "3", "4", "5"))))
                .hasValueSatisfying(reason -> assertThat(reason).contains("the limit of 256 MiB"));
    }

    @Test
    void aQuotedNameIsReadOnce() {
        Growth.assertLinear("quoted name", 20_000, size -> {
            String diff = "--- \"" + "\\a".repeat(size);
            return () -> DiffHeaders.of(diff);
        });
    }

    @Test
    void aHunkThatDoesNotApplyIsComparedInLinearTime() {
        Growth.assertLinear("equal lines", 4000, size -> {
            List<String> file = Collections.nCopies(size, "line");
            Hunk hunk = new Hunk("a.c", 1, Collections.nCopies(size, "-line"));
            return () -> hunk.findClosestMatch(file);
        });
    }
}
