// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.BoundedFiles;

/**
 * PCM samples with their format, as a RIFF/WAVE file holds them.
 *
 * @param bits of a sample
 * @param data little-endian
 */
public record WaveFile(int rate, int channels, int bits, ByteBuffer data) {
    /** A minute of eight channels at 96 kHz, captured as words of 32 bits, has 176 MiB. */
    public static final int LIMIT_MIB = 256;

    private static final int PCM = 1;
    private static final int EXTENSIBLE = 0xfffe;
    private static final int CHUNK_HEADER = 8;
    private static final int RIFF_HEADER = 12;
    private static final int FORMAT_BYTES = 16;

    public static WaveFile ofShorts(int rate, int channels, short[] samples) {
        ByteBuffer data = ByteBuffer.allocate(samples.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asShortBuffer().put(samples);
        return new WaveFile(rate, channels, Short.SIZE, data);
    }

    public static WaveFile read(Path file) throws IOException {
        ByteBuffer riff =
                ByteBuffer.wrap(BoundedFiles.readBytes(file, LIMIT_MIB)).order(ByteOrder.LITTLE_ENDIAN);
        if (riff.remaining() < RIFF_HEADER
                || !readTag(riff, 0).equals("RIFF")
                || !readTag(riff, 8).equals("WAVE")) {
            throw new WaveFormatException(file, "it does not begin with RIFF and WAVE");
        }
        int format = findChunk(file, riff, "fmt ");
        if (riff.getInt(format - 4) < FORMAT_BYTES || format + FORMAT_BYTES > riff.limit()) {
            throw new WaveFormatException(file, "its format chunk is too short");
        }
        int data = findChunk(file, riff, "data");
        long length = Integer.toUnsignedLong(riff.getInt(data - 4));
        if (data + length > riff.limit()) {
            throw new WaveFormatException(
                    file,
                    "it says that " + length + " bytes of data follow, but only " + (riff.limit() - data) + " do");
        }
        return validate(
                file,
                Short.toUnsignedInt(riff.getShort(format)),
                new WaveFile(
                        riff.getInt(format + 4),
                        Short.toUnsignedInt(riff.getShort(format + 2)),
                        Short.toUnsignedInt(riff.getShort(format + 14)),
                        riff.slice(data, (int) length).order(ByteOrder.LITTLE_ENDIAN)));
    }

    private static WaveFile validate(Path file, int coding, WaveFile wave) throws WaveFormatException {
        if (coding != PCM && coding != EXTENSIBLE) {
            throw new WaveFormatException(file, "its coding is " + coding);
        }
        if (wave.bits != Short.SIZE && wave.bits != Integer.SIZE) {
            throw new WaveFormatException(file, "its samples have " + wave.bits + " bits");
        }
        if (wave.channels < 1 || wave.rate < 1) {
            throw new WaveFormatException(file, wave.channels + " channels at " + wave.rate + " Hz");
        }
        int frame = wave.channels * wave.bits / Byte.SIZE;
        if (wave.data.limit() % frame != 0) {
            throw new WaveFormatException(file, "its data ends within a frame of " + frame + " bytes");
        }
        return wave;
    }

    private static int findChunk(Path file, ByteBuffer riff, String id) throws WaveFormatException {
        long offset = RIFF_HEADER;
        while (offset + CHUNK_HEADER <= riff.limit()) {
            if (readTag(riff, (int) offset).equals(id)) {
                return (int) offset + CHUNK_HEADER;
            }
            long length = Integer.toUnsignedLong(riff.getInt((int) offset + 4));
            offset += CHUNK_HEADER + length + length % 2;
        }
        throw new WaveFormatException(file, "it has no chunk '" + id.strip() + "'");
    }

    private static String readTag(ByteBuffer riff, int offset) {
        byte[] tag = new byte[4];
        riff.get(offset, tag);
        return new String(tag, StandardCharsets.ISO_8859_1);
    }

    public void write(Path file) throws IOException {
        int frame = channels * bits / Byte.SIZE;
        ByteBuffer riff = ByteBuffer.allocate(RIFF_HEADER + 2 * CHUNK_HEADER + FORMAT_BYTES + data.limit())
                .order(ByteOrder.LITTLE_ENDIAN);
        riff.put(ascii("RIFF")).putInt(riff.capacity() - CHUNK_HEADER).put(ascii("WAVE"));
        riff.put(ascii("fmt ")).putInt(FORMAT_BYTES).putShort((short) PCM).putShort((short) channels);
        riff.putInt(rate).putInt(rate * frame).putShort((short) frame).putShort((short) bits);
        riff.put(ascii("data")).putInt(data.limit()).put(data.duplicate().rewind());
        AtomicFiles.write(file, riff.array());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Only the first frames, which have a sample of each channel; 0 for all. */
    public WaveFile truncateTo(int frames) {
        int length = Math.min(data.limit(), frames * channels * bits / Byte.SIZE);
        return frames == 0
                ? this
                : new WaveFile(rate, channels, bits, data.slice(0, length).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** The samples of a 16-bit file. */
    public short[] shorts() {
        short[] samples = new short[data.limit() / Short.BYTES];
        data.duplicate().rewind().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    /** The samples of a 32-bit file. */
    public int[] words() {
        int[] words = new int[data.limit() / Integer.BYTES];
        data.duplicate().rewind().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
        return words;
    }

    /** A file that is not a usable WAV file. */
    public static final class WaveFormatException extends IOException {
        private static final long serialVersionUID = 1L;

        public WaveFormatException(Path file, String problem) {
            super(file + " is not a usable PCM WAV file: " + problem);
        }
    }
}
