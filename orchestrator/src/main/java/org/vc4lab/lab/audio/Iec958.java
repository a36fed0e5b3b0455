// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.audio;

import java.util.Optional;

/**
 * Subframes of IEC 60958 in 32 bits, as in alsa-lib's {@code IEC958_SUBFRAME_LE}: preamble in bits 0-3, 24 bits of
 * sample in 4-27, validity 28, user data 29, channel status 30, and in 31 even parity of 4-31. A block has 192 frames.
 * Preambles: B for channel 0 at the beginning of a block, M for channel 0 of other frames, W for other channels.
 */
public final class Iec958 {
    static final int FRAMES_PER_BLOCK = 192;

    private static final int B = 0x8;
    private static final int M = 0x2;
    private static final int W = 0x4;
    private static final int PREAMBLE_MASK = 0xf;
    private static final int SAMPLE_SHIFT = 4;
    private static final int SAMPLE_BITS = 24;
    private static final int SAMPLE_MASK = (1 << SAMPLE_BITS) - 1;
    private static final int VALIDITY = 1 << 28;

    private Iec958() {}

    /** The upper 16 bits of the sample. */
    static short sample(int word) {
        return (short) (sample24(word) >> (SAMPLE_BITS - Short.SIZE));
    }

    static int sample24(int word) {
        return word >>> SAMPLE_SHIFT & SAMPLE_MASK;
    }

    public static short[] toSamples(int[] words) {
        short[] samples = new short[words.length];
        for (int i = 0; i < words.length; i++) {
            samples[i] = sample(words[i]);
        }
        return samples;
    }

    /**
     * The first framing error of the words in a range, if any.
     *
     * @param bits of a sample, at most 24; those below must be 0
     * @param blockFrames frames of a block
     */
    static Optional<String> firstFramingError(int[] words, int from, int to, int channels, int bits, int blockFrames) {
        int blockOffset = -1;
        for (int i = from; i < to; i++) {
            int frame = (i - from) / channels;
            int channel = (i - from) % channels;
            boolean isBlockStart = (words[i] & PREAMBLE_MASK) == B;
            if (isBlockStart && blockOffset < 0) {
                blockOffset = frame % blockFrames;
            }
            boolean shouldBegin = channel == 0 && (blockOffset < 0 ? isBlockStart : frame % blockFrames == blockOffset);
            Optional<String> error = framingError(words[i], channel > 0 ? W : shouldBegin ? B : M, bits);
            if (error.isPresent()) {
                return Optional.of(String.format("word %d (0x%08x): %s", i, words[i], error.get()));
            }
        }
        return blockOffset < 0 && to - from >= blockFrames * channels
                ? Optional.of("no block begins in " + (to - from) + " words")
                : Optional.empty();
    }

    private static Optional<String> framingError(int word, int preamble, int bits) {
        if ((word & PREAMBLE_MASK) != preamble) {
            return Optional.of(String.format("preamble 0x%x should be 0x%x", word & PREAMBLE_MASK, preamble));
        }
        if ((Integer.bitCount(word & ~PREAMBLE_MASK) & 1) != 0) {
            return Optional.of("parity is odd");
        }
        if ((word & VALIDITY) != 0) {
            return Optional.of("marked as not valid");
        }
        int below = (1 << (SAMPLE_BITS - bits)) - 1;
        return (sample24(word) & below) != 0 ? Optional.of("more than " + bits + " bits of sample") : Optional.empty();
    }
}
