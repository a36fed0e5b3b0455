// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The test tone: one sine per channel, the same bytes on every machine.
 *
 * @param path in the guest
 * @param rate in samples per second
 * @param amplitude from 0 to 1 (full scale)
 * @param frequencies in Hz, one per channel
 */
record TestTone(
        @JsonProperty("path") String path,
        @JsonProperty("rate") int rate,
        @JsonProperty("channels") int channels,
        @JsonProperty("format") String format,
        @JsonProperty("seconds") int seconds,
        @JsonProperty("amplitude") double amplitude,
        @JsonProperty("frequencies") List<Integer> frequencies) {
    private static final int HEADER = 44;
    private static final int SAMPLE = 2;

    TestTone {
        frequencies = List.copyOf(frequencies);
        if (frequencies.size() != channels || !format.equals("S16_LE") || amplitude < 0 || amplitude > 1) {
            throw new IllegalArgumentException(
                    "a tone is S16_LE, has one frequency a channel, and an amplitude from 0 to 1");
        }
    }

    /** As a RIFF/WAVE file: a "fmt " chunk of 16 bytes, and one "data" chunk. */
    byte[] toWav() {
        int frames = rate * seconds;
        int frameBytes = SAMPLE * channels;
        ByteBuffer wav = ByteBuffer.allocate(HEADER + frames * frameBytes).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(ascii("RIFF")).putInt(HEADER - 8 + frames * frameBytes).put(ascii("WAVE"));
        wav.put(ascii("fmt ")).putInt(16).putShort((short) 1).putShort((short) channels);
        wav.putInt(rate).putInt(rate * frameBytes).putShort((short) frameBytes).putShort((short) (8 * SAMPLE));
        wav.put(ascii("data")).putInt(frames * frameBytes);
        for (int frame = 0; frame < frames; frame++) {
            for (int frequency : frequencies) {
                wav.putShort(sample(frame, frequency));
            }
        }
        return wav.array();
    }

    /** StrictMath, because Math may differ between processors. The modulo removes whole turns exactly. */
    private short sample(long frame, int frequency) {
        double turn = (double) (frame * frequency % rate) / rate;
        return (short) StrictMath.rint(amplitude * Short.MAX_VALUE * StrictMath.sin(2 * StrictMath.PI * turn));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
