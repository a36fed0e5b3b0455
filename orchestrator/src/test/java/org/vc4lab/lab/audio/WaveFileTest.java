// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.lab.audio.WaveFile.WaveFormatException;

final class WaveFileTest {
    @TempDir
    Path folder;

    @Test
    void writesWhatItReads() throws Exception {
        WaveFile.ofShorts(44100, 2, new short[] {0, 1, -1, Short.MAX_VALUE, Short.MIN_VALUE, 7})
                .write(file());

        WaveFile read = WaveFile.read(file());

        assertThat(read.rate()).isEqualTo(44100);
        assertThat(read.channels()).isEqualTo(2);
        assertThat(read.shorts()).containsExactly(0, 1, -1, Short.MAX_VALUE, Short.MIN_VALUE, 7);
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void readsWordsOf32Bits() throws Exception {
        Captures.ofWords(48000, 1, new int[] {0x80000008, -1}).write(file());

        assertThat(WaveFile.read(file()).words()).containsExactly(0x80000008, -1);
    }

    @Test
    void skipsOtherChunks() throws Exception {
        byte[] plain = bytes();
        ByteBuffer extended = ByteBuffer.allocate(plain.length + 12).order(ByteOrder.LITTLE_ENDIAN);
        extended.put(plain, 0, 12)
                .put("LIST".getBytes(StandardCharsets.US_ASCII))
                .putInt(3)
                .putInt(0)
                .put(plain, 12, plain.length - 12);
        Files.write(file(), extended.array());

        assertThat(WaveFile.read(file()).shorts()).containsExactly(1, 2);
    }

    @Test
    void refusesAFileThatIsNoWav() {
        assertThatThrownBy(() -> read(all -> all.put(0, (byte) 'X'))).hasMessageContaining("RIFF");
        assertThatThrownBy(() -> read(all -> all.put(12, (byte) 'X'))).hasMessageContaining("no chunk 'fmt'");
        assertThatThrownBy(() -> read(all -> all.put(36, (byte) 'X'))).hasMessageContaining("no chunk 'data'");
        assertThatThrownBy(() -> read(all -> all.putInt(40, 5)))
                .hasMessageContaining("5 bytes of data follow, but only 4 do");
        assertThatThrownBy(() -> read(all -> all.putInt(40, -1))).hasMessageContaining("4294967295");
        assertThatThrownBy(() -> read(all -> all.putInt(40, 3))).hasMessageContaining("within a frame of 4");
        assertThatThrownBy(() -> read(all -> all.putShort(20, (short) 3))).hasMessageContaining("coding is 3");
        assertThatThrownBy(() -> read(all -> all.putShort(34, (short) 24))).hasMessageContaining("24 bits");
        assertThatThrownBy(() -> read(all -> all.putShort(22, (short) 0))).hasMessageContaining("0 channels");
        assertThatThrownBy(() -> read(all -> all.putInt(16, 4))).hasMessageContaining("format chunk is too short");
    }

    @Test
    void refusesAFileThatEndsTooSoon() throws Exception {
        for (int length : new int[] {0, 11, 12, 20, 43}) {
            Files.write(file(), java.util.Arrays.copyOf(bytes(), length));
            assertThatThrownBy(() -> WaveFile.read(file()))
                    .isInstanceOf(WaveFormatException.class)
                    .hasMessageContaining(file().toString());
        }
    }

    private WaveFile read(Consumer<ByteBuffer> change) throws Exception {
        ByteBuffer riff = ByteBuffer.wrap(bytes()).order(ByteOrder.LITTLE_ENDIAN);
        change.accept(riff);
        Files.write(file(), riff.array());
        return WaveFile.read(file());
    }

    private byte[] bytes() throws Exception {
        WaveFile.ofShorts(44100, 2, new short[] {1, 2}).write(file());
        return Files.readAllBytes(file());
    }

    private Path file() {
        return folder.resolve("some.wav");
    }
}
