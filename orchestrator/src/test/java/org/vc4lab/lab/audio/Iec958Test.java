// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.audio;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

public final class Iec958Test {
    @Property
    void unpacksWhatItPacks(@ForAll short sample, @ForAll boolean status, @ForAll @IntRange(max = 191) int frame) {
        for (int channel = 0; channel < 2; channel++) {
            int word = pack(sample << 8, channel, frame, status);
            assertThat(Iec958.sample(word)).isEqualTo(sample);
            assertThat(Integer.bitCount(word >>> 4) % 2).isZero();
        }
    }

    @Property(tries = 200)
    void aStreamIsValidWhereverItBegins(
            @ForAll @Size(value = 1000) short[] samples, @ForAll @IntRange(max = 191) int phase) {
        int[] words = packed(samples, phase);
        assertThat(Iec958.firstFramingError(words, 0, words.length, 2, 16, Iec958.FRAMES_PER_BLOCK))
                .isEmpty();
        assertThat(Iec958.toSamples(words)).isEqualTo(samples);
    }

    @Property(tries = 200)
    void manyChannelsAnd24BitsAreValid(
            @ForAll @Size(value = 1000) int[] samples, @ForAll @IntRange(min = 2, max = 8) int channels) {
        int[] words = new int[samples.length];
        for (int i = 0; i < words.length; i++) {
            int frame = i / channels % Iec958.FRAMES_PER_BLOCK;
            words[i] = pack(samples[i] | 1, i % channels, frame, frame == 2);
            assertThat(Iec958.sample24(words[i])).isEqualTo((samples[i] | 1) & 0xffffff);
            assertThat(ChannelStatus.hasStatusBit(words[i])).isEqualTo(frame == 2);
        }
        assertThat(Iec958.firstFramingError(words, 0, words.length, channels, 24, Iec958.FRAMES_PER_BLOCK))
                .isEmpty();
        assertThat(Iec958.firstFramingError(words, 0, words.length, channels, 20, Iec958.FRAMES_PER_BLOCK))
                .hasValueSatisfying(fault -> assertThat(fault).contains("more than 20 bits"));
        assertThat(Iec958.firstFramingError(words, 1, words.length, channels, 24, Iec958.FRAMES_PER_BLOCK))
                .isPresent();
    }

    @Property(tries = 200)
    void anyFlippedBitIsAFault(
            @ForAll @Size(value = 1000) short[] samples,
            @ForAll @IntRange(min = 2, max = 999) int word,
            @ForAll @IntRange(max = 31) int bit) {
        int[] words = packed(samples, 0);
        words[word] ^= 1 << bit;
        assertThat(Iec958.firstFramingError(words, 0, words.length, 2, 16, Iec958.FRAMES_PER_BLOCK))
                .isPresent();
    }

    @Test
    void theWordsAreThoseOfAlsaLib() {
        assertThat(pack(0, 0, 0, false)).isEqualTo(0x00000008);
        assertThat(pack(0, 1, 0, false)).isEqualTo(0x00000004);
        assertThat(pack(0x100, 0, 1, false)).isEqualTo(0x80001002);
        assertThat(pack(0xffff00, 1, 1, false)).isEqualTo(0x0ffff004);
        assertThat(pack(0, 0, 2, true)).isEqualTo(0xc0000002);
    }

    @Test
    void namesWhatIsWrongWithAWord() {
        assertThat(fault(0x00000001)).contains("word 0 (0x00000001): preamble 0x1 should be 0x2");
        assertThat(fault(0x80000002)).contains("word 0 (0x80000002): parity is odd");
        assertThat(fault(0x90000002)).contains("word 0 (0x90000002): marked as not valid");
        assertThat(fault(0x80000012)).contains("word 0 (0x80000012): more than 16 bits of sample");
    }

    @Test
    void aLongStreamWithoutABlockIsAFault() {
        int[] words = new int[400];
        for (int i = 0; i < words.length; i++) {
            words[i] = pack(0, i % 2, 1, false);
        }
        assertThat(Iec958.firstFramingError(words, 0, words.length, 2, 16, Iec958.FRAMES_PER_BLOCK))
                .contains("no block begins in 400 words");
    }

    private static java.util.Optional<String> fault(int word) {
        return Iec958.firstFramingError(new int[] {word}, 0, 1, 2, 16, Iec958.FRAMES_PER_BLOCK);
    }

    public static int[] packed(short[] samples, int phase) {
        int[] words = new int[samples.length];
        for (int i = 0; i < words.length; i++) {
            int frame = (i / 2 + phase) % Iec958.FRAMES_PER_BLOCK;
            words[i] = pack(samples[i] << 8, i % 2, frame, frame == 2);
        }
        return words;
    }

    /**
     * Packs a sample.
     *
     * @param sample 24 bits; a sample of 16 bits is in the upper ones
     * @param channel counted from 0
     * @param frame number of the frame within its block
     */
    static int pack(int sample, int channel, int frame, boolean status) {
        int word = (sample & 0xffffff) << 4 | (status ? ChannelStatus.BIT : 0);
        int parity = Integer.bitCount(word) & 1;
        int preamble = channel > 0 ? 0x4 : frame == 0 ? 0x8 : 0x2;
        return word | parity << 31 | preamble;
    }
}
