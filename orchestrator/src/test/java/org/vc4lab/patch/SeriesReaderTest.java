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
        assertThat(series.files()).containsExactly("src/a.c", "src/b.h");
    }

    @Test
    void readsABareDiff() throws Exception {
        Series series = read("fix.diff", Diffs.ONE_TO_TWO);
        assertThat(series).isEqualTo(new Series("fix", List.of(Diffs.patch("fix.diff", Diffs.ONE_TO_TWO))));
    }

    @Test
    void anMboxIsOrderedByItsNumbersAndItsCoverLetterLeftOut() throws Exception {
        String mbox = Diffs.mail("[PATCH v3 2/2] drm: second", Diffs.TWO_TO_THREE)
                + Diffs.mail("[PATCH v3 0/2] drm: a series", " src/a.c | 2 +-\n 1 file changed\n")
                + Diffs.mail("[PATCH v3 1/2] drm: first", Diffs.ONE_TO_TWO);
        Series series = read("series.mbx", mbox);
        assertThat(series.name()).isEqualTo("series");
        assertThat(series.patches()).extracting(Patch::subject).containsExactly("drm: first", "drm: second");
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
    void whatIsNotThereIsNamed() {
        assertThatThrownBy(() -> reader.read(folder.resolve("absent")))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("absent");
    }
}
