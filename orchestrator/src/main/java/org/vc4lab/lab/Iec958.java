// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.Optional;

/**
 * Subframes of IEC 60958 in 32 bits, as alsa-lib's {@code IEC958_SUBFRAME_LE} has them: preamble in bits 0-3, 24 bits
 * of sample in 4-27, validity 28, user data 29, channel status 30, and in 31 what makes the parity of 4-31 even. A
 * block has 192 frames and begins with preamble B.
 */
final class Iec958 {
    static final int FRAMES_A_BLOCK = 192;

    private static final int CHANNELS = 2;
    private static final int B = 0x8;
    private static final int M = 0x2;
    private static final int W = 0x4;
    private static final int PREAMBLE_MASK = 0xf;
    private static final int SAMPLE_SHIFT = 12;
    private static final int BELOW_16_BITS = 0xff0;
    private static final int VALIDITY = 1 << 28;
    private static final int STATUS = 1 << 30;

    private Iec958() {}

    /**
     * Packs a sample.
     *
     * @param channel 0 or 1
     * @param frame number of the frame within its block
     */
    static int pack(short sample, int channel, int frame, boolean status) {
        int word = (sample & 0xffff) << SAMPLE_SHIFT | (status ? STATUS : 0);
        int parity = Integer.bitCount(word) & 1;
        int preamble = channel == 1 ? W : frame == 0 ? B : M;
        return word | parity << 31 | preamble;
    }

    static short sample(int word) {
        return (short) (word >>> SAMPLE_SHIFT);
    }

    static short[] samples(int[] words) {
        short[] samples = new short[words.length];
        for (int i = 0; i < words.length; i++) {
            samples[i] = sample(words[i]);
        }
        return samples;
    }

    /** The first thing wrong with the framing of the words from one to another, if any. */
    static Optional<String> firstFault(int[] words, int from, int to) {
        int block = -1;
        for (int i = from; i < to; i++) {
            int frame = (i - from) / CHANNELS;
            int channel = (i - from) % CHANNELS;
            boolean begins = (words[i] & PREAMBLE_MASK) == B;
            if (begins && block < 0) {
                block = frame % FRAMES_A_BLOCK;
            }
            boolean shouldBegin = channel == 0 && (block < 0 ? begins : frame % FRAMES_A_BLOCK == block);
            Optional<String> fault = fault(words[i], channel == 1 ? W : shouldBegin ? B : M);
            if (fault.isPresent()) {
                return Optional.of(String.format("word %d (0x%08x): %s", i, words[i], fault.get()));
            }
        }
        return block < 0 && to - from >= FRAMES_A_BLOCK * CHANNELS
                ? Optional.of("no block begins in " + (to - from) + " words")
                : Optional.empty();
    }

    private static Optional<String> fault(int word, int preamble) {
        if ((word & PREAMBLE_MASK) != preamble) {
            return Optional.of(String.format("preamble 0x%x should be 0x%x", word & PREAMBLE_MASK, preamble));
        }
        if ((Integer.bitCount(word & ~PREAMBLE_MASK) & 1) != 0) {
            return Optional.of("parity is odd");
        }
        if ((word & VALIDITY) != 0) {
            return Optional.of("marked as not valid");
        }
        return (word & BELOW_16_BITS) != 0 ? Optional.of("more than 16 bits of sample") : Optional.empty();
    }
}
