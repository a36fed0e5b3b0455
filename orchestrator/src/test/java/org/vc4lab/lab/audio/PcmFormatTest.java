// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** That the comparison of formats finds what is wrong. */
final class PcmFormatTest {
    private static final int FRAMES = 500;
    private static final PcmFormat FORMAT = new PcmFormat(96000, 6, 24);
    private static final ChannelStatus STATUS = ChannelStatus.consumer(FORMAT);

    private final byte[] file = new byte[FRAMES * 6 * 3];

    PcmFormatTest() {
        new Random(1).nextBytes(file);
    }

    @Test
    void listsAllFormatsOfTheDriver() {
        assertThat(PcmFormat.allOfWidth(16)).hasSize(49).doesNotHaveDuplicates();
        assertThat(FORMAT.aplayCommand("/x", FRAMES, 5, 960, STATUS))
                .isEqualTo("aplay -q -t raw -f S24_3LE -c 6 -r 96000 -s 500 --period-size=960 --buffer-size=4800"
                        + " -D 'iec958:CARD=vc4hdmi0,DEV=0,AES0=0x04,AES1=0x82,AES2=0x00,AES3=0x01' /x");
    }

    @Test
    void anUnchangedStreamHasNoDifference() {
        assertThat(difference(words())).isEmpty();
    }

    @Test
    void bytesOf16BitsAreTheUpperOnes() {
        PcmFormat stereo = new PcmFormat(48000, 2, 16);
        int[] words = new int[2 * Iec958.FRAMES_PER_BLOCK];
        for (int i = 0; i < words.length; i++) {
            int sample = (unsigned(2 * i + 1) << 16) + (unsigned(2 * i) << 8);
            words[i] = Iec958Test.pack(sample, i % 2, i / 2, false);
        }
        Optional<String> difference = stereo.difference(
                file, Iec958.FRAMES_PER_BLOCK, Captures.ofWords(48000, 2, words), ChannelStatus.consumer(stereo));
        assertThat(difference).hasValueSatisfying(what -> assertThat(what)
                .contains("status of channel 0 is  and should be 04820002"));
    }

    @Test
    void aSampleThatDiffersIsFound() {
        int[] words = words();
        words[777] ^= (1 << 4) | (1 << 31);
        assertThat(difference(words)).hasValueSatisfying(what -> assertThat(what)
                .startsWith("PcmFormat[rate=96000, channels=6, bits=24]: sample 777 is "));
    }

    @Test
    void aBitOfTheStatusThatDiffersIsFound() {
        int[] words = words();
        words[6 * 24 + 5] ^= (1 << 30) | (1 << 31);
        assertThat(difference(words)).hasValueSatisfying(what -> assertThat(what)
                .contains("status of channel 5 is 0482000b0b and should be 0482000a0b"));
    }

    @Test
    void aBlockThatBeginsElsewhereIsFound() {
        int[] words = words();
        words[6 * Iec958.FRAMES_PER_BLOCK] ^= 0xa; // 8 becomes 2
        assertThat(difference(words))
                .hasValueSatisfying(what -> assertThat(what).contains("preamble 0x2 should be 0x8"));
    }

    @Test
    void anotherFormatAndAnotherLengthAreFound() {
        assertThat(FORMAT.difference(file, FRAMES, Captures.ofWords(48000, 6, words()), STATUS))
                .hasValueSatisfying(what -> assertThat(what).contains("has 6 channels at 48000 Hz"));
        assertThat(difference(new int[6]))
                .hasValueSatisfying(what -> assertThat(what).contains("has 6 words, of 3000"));
    }

    private Optional<String> difference(int[] words) {
        return FORMAT.difference(file, FRAMES, Captures.ofWords(96000, 6, words), STATUS);
    }

    /** As alsa-lib makes them of the file. */
    private int[] words() {
        int[] words = new int[FRAMES * 6];
        for (int i = 0; i < words.length; i++) {
            int frame = i / 6 % Iec958.FRAMES_PER_BLOCK;
            boolean status = frame < 40 && ((STATUS.sent().get(frame / 8) >> (frame % 8)) & 1) != 0;
            int sample = unsigned(3 * i) + (unsigned(3 * i + 1) << 8) + (unsigned(3 * i + 2) << 16);
            words[i] = Iec958Test.pack(sample, i % 6, frame, status);
        }
        return words;
    }

    private int unsigned(int at) {
        return Byte.toUnsignedInt(file[at]);
    }
}
