// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.exec.ProcessRunner;

/** Series in the folders of mail programs. */
class MailFolderTest {
    private static final String FIRST = Diffs.mail("[PATCH v2 1/2] drm: first", Diffs.ONE_TO_TWO);
    private static final String SECOND = Diffs.mail("[PATCH v2 2/2] drm: second", Diffs.TWO_TO_THREE);
    private static final String COVER = Diffs.mail("[PATCH v2 0/2] drm: all", "blurb\n");

    private final Path folder;
    private final SeriesReader reader = new SeriesReader(new ProcessRunner());

    MailFolderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
    }

    private List<Patch> patches() throws IOException, InterruptedException {
        return reader.read(folder).patches();
    }

    /** Programs keep the line "From …" of a mailbox in some of them, and index files beside them. */
    @Test
    void readsAMaildir() throws Exception {
        write("cur/1700000009.7.host:2,S", SECOND);
        write("new/1700000010.8.host", FIRST.lines().skip(1).reduce("", (text, line) -> text + line + "\n"));
        write("cur/1700000001.1.host:2,RS", COVER);
        write("cur/.index", "of some program");
        write("tmp/1700000011.9.host", Diffs.mail("[PATCH v3 1/1] drm: still being written", Diffs.ONE_TO_TWO));

        assertThat(patches()).extracting(Patch::subject).containsExactly("drm: first", "drm: second");
    }

    @Test
    void readsAFolderOfEmlFiles() throws Exception {
        write("a reply.eml", Diffs.mail("Re: [PATCH v2 1/2] drm: first", "Fine.\n\n" + Diffs.TWO_TO_THREE));
        write("second.eml", SECOND.replace("\n", "\r\n"));
        write("the first.eml", FIRST);

        assertThat(patches()).extracting(Patch::subject).containsExactly("drm: first", "drm: second");
        assertThat(patches()).noneMatch(patch -> patch.diff().contains("\r"));
    }

    @Test
    void unnumberedMailsAreSortedByTheNumbersInTheirNames() throws Exception {
        write("10.eml", Diffs.mail("[PATCH] drm: second", Diffs.TWO_TO_THREE));
        write("9.eml", Diffs.mail("[PATCH] drm: first", Diffs.ONE_TO_TWO));

        assertThat(patches()).extracting(Patch::subject).containsExactly("drm: first", "drm: second");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cur/1.host:2,S", "1.eml"})
    void aFolderWhoseMailsHaveNoDiffIsNoSeries(String file) throws Exception {
        write(file, Diffs.mail("hello", "no diff here\n"));

        assertThatThrownBy(this::patches)
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("no mail with a diff in " + folder);
    }

    @Test
    void aFolderOfTwoKindsIsRefused() throws Exception {
        write("1.eml", FIRST);
        write("0002-second.patch", SECOND);

        assertThatThrownBy(this::patches)
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("both *.eml and *.patch files");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cur/1.host", "new/1.host", "1.eml", "cur", "new"})
    void aLinkIsNotFollowed(String name, @TempDir Path outside) throws Exception {
        Files.writeString(outside.resolve("1.host"), FIRST);
        Path link = folder.resolve(name);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, name.contains(".") ? outside.resolve("1.host") : outside);

        assertThatThrownBy(this::patches)
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining(link.toString());
    }

    @Test
    void aPipeIsNotOpened() throws Exception {
        Path pipe = Files.createDirectory(folder.resolve("cur")).resolve("1.host");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThatThrownBy(this::patches)
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("not a regular file: " + pipe);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cur/%d.host", "%d.eml"})
    void aFolderOfManyMailsIsRefused(String name) throws Exception {
        for (int number : IntStream.rangeClosed(0, 1000).toArray()) {
            write(name.formatted(number), "");
        }

        assertThatThrownBy(this::patches)
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("more patches or mails than the limit of 1000: ");
    }
}
