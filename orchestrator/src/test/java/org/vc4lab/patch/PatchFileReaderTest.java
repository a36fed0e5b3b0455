// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.exec.ProcessRunner;

/** Files that are packed or encoded. */
class PatchFileReaderTest {
    private static final String MAIL = Diffs.mail("[PATCH] fix", Diffs.ONE_TO_TWO);

    private final Path folder;

    PatchFileReaderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Series read(String name, byte[] content) throws IOException, InterruptedException {
        return new SeriesReader(new ProcessRunner()).read(Files.write(folder.resolve(name), content));
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }

    /** A mailing list's archive packs each mail of a thread alone, one behind the other. */
    @Test
    void unpacksGzip() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.write(
                gzip(Diffs.mail("[PATCH 2/2] drm: second", Diffs.TWO_TO_THREE).getBytes(StandardCharsets.UTF_8)));
        packed.write(gzip(Diffs.mail("[PATCH 1/2] drm: first", Diffs.ONE_TO_TWO).getBytes(StandardCharsets.UTF_8)));

        Series series = read("thread.mbox.gz", packed.toByteArray());

        assertThat(series.name()).isEqualTo("thread");
        assertThat(series.patches()).extracting(Patch::subject).containsExactly("drm: first", "drm: second");
    }

    @Test
    void unpacksAFileWhateverItsName() throws Exception {
        byte[] packed = gzip(Diffs.ONE_TO_TWO.getBytes(StandardCharsets.UTF_8));
        assertThat(read("fix.diff", packed).patches()).extracting(Patch::diff).containsExactly(Diffs.ONE_TO_TWO);
    }

    @Test
    void damagedGzipIsNamed() throws Exception {
        byte[] packed = gzip(MAIL.getBytes(StandardCharsets.UTF_8));
        packed[packed.length - 8] ^= 1; // its CRC
        assertThatThrownBy(() -> read("damaged.gz", packed))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("damaged.gz looks like gzip, but does not unpack: ");
    }

    @Test
    void aSmallFileThatUnpacksToALargeOneIsRefused() throws Exception {
        byte[] bomb = gzip(new byte[65 << 20]);
        assertThat(bomb).hasSizeLessThan(100_000);
        assertThatThrownBy(() -> read("bomb.gz", bomb))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("bomb.gz unpacks to more than the limit of 64 MiB");
    }

    @Test
    void filesThatUnpackToMuchTogetherAreRefused() throws Exception {
        byte[] mail = gzip((MAIL + "x".repeat(33 << 20)).getBytes(StandardCharsets.UTF_8));
        Files.write(folder.resolve("1.eml.gz"), mail);
        Files.write(folder.resolve("2.eml.gz"), mail);
        assertThatThrownBy(() -> new SeriesReader(new ProcessRunner()).read(folder))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("a series larger than the limit of 64 MiB");
    }

    @Test
    void manyEmptyMembersTakeNoStack() throws Exception {
        byte[] empty = gzip(new byte[0]);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (int count = 0; count < 100_000; count++) {
            packed.write(empty);
        }
        packed.write(gzip(MAIL.getBytes(StandardCharsets.UTF_8)));
        assertThat(read("members.gz", packed.toByteArray()).patches())
                .extracting(Patch::subject)
                .containsExactly("fix");
    }

    @Test
    void aPackedFileInAPackedFileIsNoPatch() throws Exception {
        byte[] packed = gzip(gzip(MAIL.getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> read("twice.gz", packed))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("neither a diff nor a mail: ");
    }

    @ParameterizedTest
    @CsvSource({"BZh9, bzip2", "\u00fd7zXZ, xz", "(\u00b5/\u00fd, zstd", "'PK\u0003\u0004', zip"})
    void otherPackersAreNamed(String beginning, String packer) {
        assertThatThrownBy(() -> read("packed", beginning.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("packed is packed with " + packer + "; unpack it first");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "x-UTF-16LE-BOM"})
    void utf16IsNamed(String encoding) {
        assertThatThrownBy(() -> read("windows.patch", MAIL.getBytes(Charset.forName(encoding))))
                .isInstanceOf(PatchFormatException.class)
                .hasMessageContaining("windows.patch is UTF-16")
                .hasMessageContaining("iconv -f UTF-16 -t UTF-8");
    }

    @Test
    void aByteOrderMarkIsSkipped() throws Exception {
        assertThat(read("windows.patch", ("\ufeff" + MAIL).getBytes(StandardCharsets.UTF_8))
                        .patches())
                .extracting(Patch::subject)
                .containsExactly("fix");
    }
}
