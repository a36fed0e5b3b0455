// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.exec.ProcessRunner;

class SeriesReaderTest {
    private final Path folder;
    private final SeriesReader reader = new SeriesReader(new ProcessRunner());

    SeriesReaderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Series read(String name, String text) throws IOException, InterruptedException {
        return reader.read(Files.writeString(folder.resolve(name), text, StandardCharsets.ISO_8859_1));
    }

    @Test
    void readsAFolderInTheOrderOfItsNames() throws Exception {
        Files.writeString(folder.resolve("0002-b.patch"), Diffs.mail("[PATCH 2/2] drm: second", Diffs.TWO_TO_THREE));
        Files.writeString(folder.resolve("0001-a.patch"), Diffs.mail("[PATCH 1/2] drm: first", Diffs.ONE_TO_TWO));
        Files.writeString(folder.resolve("README"), "not a patch");
        Series series = reader.read(folder);
        assertThat(series.name()).isEqualTo(folder.getFileName().toString());
        assertThat(series.patches()).extracting(Patch::subject).containsExactly("drm: first", "drm: second");
        assertThat(series.patches()).extracting(Patch::name).containsExactly("0001-a.patch", "0002-b.patch");
        assertThat(series.patches()).flatExtracting(Patch::files).containsExactly("src/a.c", "src/a.c", "src/b.h");
    }

    @Test
    void aLinkInAFolderIsNotFollowed() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("0001-a.patch"), Path.of("/dev/zero"));

        assertThatThrownBy(() -> reader.read(folder))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("not a regular file: " + link);
    }

    @Test
    void readsABareDiff() throws Exception {
        Series series = read("fix.diff", Diffs.ONE_TO_TWO);
        assertThat(series).isEqualTo(new Series("fix", List.of(Diffs.patch("fix.diff", Diffs.ONE_TO_TWO))));
    }

    @Test
    void anMboxIsOrderedByItsNumbersWithoutItsCoverLetter() throws Exception {
        String mbox = Diffs.mail("[PATCH v3 2/2] drm: second", Diffs.TWO_TO_THREE)
                + Diffs.mail("[PATCH v3 0/2] drm: a series", " src/a.c | 2 +-\n 1 file changed\n")
                + Diffs.mail("[PATCH v3 1/2] drm: first", Diffs.ONE_TO_TWO);
        Series series = read("series.mbx", mbox);
        assertThat(series.name()).isEqualTo("series");
        assertThat(series.patches()).extracting(Patch::subject).containsExactly("drm: first", "drm: second");
    }

    @Test
    void repliesAndOlderVersionsInAThreadAreIgnored() throws Exception {
        String mbox = Diffs.mail("[PATCH RFC 5.10 1/1] drm: old", Diffs.ONE_TO_TWO)
                + Diffs.mail("[PATCH 5.10 v3 02/2 RESEND] drm: second", Diffs.TWO_TO_THREE)
                + Diffs.mail("Re: [PATCH 5.10 v3 1/2] drm: first", "How about this?\n\n" + Diffs.TWO_TO_THREE)
                + Diffs.mail("[PATCH 5.10 v3 0/2] drm: a series with a range-diff", Diffs.ONE_TO_TWO)
                + Diffs.mail("[PATCH 5.10 v3 1/2] drm: first", Diffs.ONE_TO_TWO)
                + Diffs.mail("[PATCH 5.10 v3 1/2] drm: first", Diffs.ONE_TO_TWO);

        Series series = read("thread.mbox", mbox);

        assertThat(series.patches()).extracting(Patch::subject).containsExactly("drm: first", "drm: second");
        assertThat(series.patches()).extracting(Patch::name).containsExactly("1 (drm: first)", "2 (drm: second)");
    }

    @Test
    void aSeriesWithAMissingOrDoublePatchIsRefused() {
        String first = Diffs.mail("[PATCH 1/3] drm: first", Diffs.ONE_TO_TWO);
        String third = Diffs.mail("[PATCH 3/3] drm: third", Diffs.TWO_TO_THREE);
        assertThatThrownBy(() -> read("hole.mbox", first + third))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("patch 2/3 is missing");
        String other = Diffs.mail("[PATCH 1/3] drm: other", Diffs.TWO_TO_THREE);
        assertThatThrownBy(() -> read("twice.mbox", first + other))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("two different patches 1/3");
    }

    @Test
    void mailsWithoutNumbersKeepTheirOrder() throws Exception {
        String mbox = Diffs.mail("[PATCH] drm: first", Diffs.ONE_TO_TWO) + Diffs.mail("[PATCH] b", Diffs.TWO_TO_THREE);
        assertThat(read("two.mbox", mbox).patches()).extracting(Patch::subject).containsExactly("drm: first", "b");
    }

    @Test
    void aCoverLetterInAFolderIsLeftOut() throws Exception {
        Files.writeString(folder.resolve("0000-cover-letter.patch"), Diffs.mail("[PATCH 0/1] drm: all", "blurb\n"));
        Files.writeString(folder.resolve("0001-a.patch"), Diffs.mail("[PATCH 1/1] drm: first", Diffs.ONE_TO_TWO));
        assertThat(reader.read(folder).patches()).extracting(Patch::subject).containsExactly("drm: first");
    }

    @Test
    void readsAQuiltSeries() throws Exception {
        Files.createDirectory(folder.resolve("fixes"));
        Files.writeString(folder.resolve("fixes/z.diff"), Diffs.ONE_TO_TWO);
        Files.writeString(
                folder.resolve("a.patch"),
                "Index: src/a.c\n===\n--- src/a.c.orig\t2020-10-22\n+++ src/a.c\n@@ -1 +1 @@\n-two\n+three\n");
        Files.writeString(
                folder.resolve("deep.patch"),
                Diffs.ONE_TO_TWO.replace("a/src", "x/y/src").replace("b/src", "x/y/src"));
        Files.writeString(folder.resolve("unused.patch"), "not in the series");
        Files.writeString(
                folder.resolve("series"), "# a comment\n\nfixes/z.diff -p1\na.patch -p0 # why\ndeep.patch -p2\n");

        Series series = reader.read(folder);

        assertThat(series.patches()).extracting(Patch::name).containsExactly("z.diff", "a.patch", "deep.patch");
        assertThat(series.patches().get(1).files()).containsExactly("src/a.c.orig", "src/a.c");
        assertThat(series.patches().get(1).diff())
                .contains("--- a/src/a.c.orig")
                .contains("+++ b/src/a.c\n");
        assertThat(series.patches().get(2).diff()).isEqualTo(Diffs.ONE_TO_TWO);
    }

    @ParameterizedTest
    @CsvSource({
        "a.patch -R,        an option that is not understood: -R",
        "../outside.patch,  not a file below the folder",
        "/etc/passwd,       not a file below the folder",
        "absent.patch,      no such patch"
    })
    void anInvalidLineOfAQuiltSeriesIsNamed(String line, String reason) throws Exception {
        Files.writeString(folder.resolve("a.patch"), Diffs.ONE_TO_TWO);
        Files.writeString(folder.resolve("series"), "a.patch\n" + line + "\n");
        assertThatThrownBy(() -> reader.read(folder))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("series:2: ")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.patch", "sub/a.patch"})
    void aLinkOfAQuiltSeriesIsNotFollowed(String line, @TempDir Path outside) throws Exception {
        Files.writeString(outside.resolve("a.patch"), Diffs.ONE_TO_TWO);
        Files.createSymbolicLink(folder.resolve("a.patch"), outside.resolve("a.patch"));
        Files.createSymbolicLink(folder.resolve("sub"), outside);
        Files.writeString(folder.resolve("series"), line + "\n");

        assertThatThrownBy(() -> reader.read(folder))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("series:1: a link, which is not followed: ");
    }

    @Test
    void aPatchThatWritesOutsideTheTreeIsRefused() {
        assertThatThrownBy(() -> read("evil.diff", Diffs.ONE_TO_TWO.replace("src/a.c", "../a.c")))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("evil.diff: it names a path that leaves the tree");
    }

    @Test
    void decodesAnEncodedMail() throws Exception {
        String body = Base64.getMimeEncoder().encodeToString(Diffs.ONE_TO_TWO.getBytes(StandardCharsets.UTF_8));
        String mail = "From: A Developer <dev@example.org>\nSubject: =?utf-8?q?=5BPATCH=5D_caf=C3=A9?=\n"
                + "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
                + body + "\n";
        Patch patch = read("mail.patch", mail).patches().get(0);
        assertThat(patch.subject()).isEqualTo("caf\u00e9");
        assertThat(patch.files()).containsExactly("src/a.c");
        assertThat(patch.diff()).contains("+two\n");
    }

    @Test
    void aFolderWithoutPatchesIsTheEmptySeries() throws Exception {
        assertThat(reader.read(folder).patches()).isEmpty();
    }

    @Test
    void aLetterWithoutADiffIsNoPatch() {
        assertThatThrownBy(() -> read("letter.mbox", Diffs.mail("hello", "no diff here\n")))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("letter.mbox");
    }

    @Test
    void anyOtherTextIsNoPatch() {
        assertThatThrownBy(() -> read("notes.txt", "some notes\n"))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("notes.txt");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> reader.read(folder.resolve("absent")))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("absent");
    }
}
