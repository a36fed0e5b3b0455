// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.lab.model.Evidence.AudioResult;
import org.vc4lab.lab.model.Scenario.Playback;
import org.vc4lab.lab.model.Scenario.StreamFormat;

final class ExpectedSoundTest {
    private static final WaveFile TONE = WaveFile.ofShorts(44100, 2, counting(8000));

    @Test
    void theToneIsPlayedAsItIs() {
        ExpectedSound expected = ExpectedSound.of(new Playback(3, 882, 0), TONE);
        assertThat(expected.sound()).isEqualTo(TONE.truncateTo(882));
        assertThat(expected.plays()).isEqualTo(3);
        assertThat(expected.blockFrames()).isEqualTo(192);
        assertThat(expected.moreFrames()).isZero();
    }

    @Test
    void theSamplesOfTheToneMayBeThoseOfAnotherFormat() {
        ExpectedSound expected = ExpectedSound.of(playback(2, 0, false, List.of()), TONE);
        assertThat(expected.sound().rate()).isEqualTo(192_000);
        assertThat(expected.sound().channels()).isEqualTo(8);
        assertThat(expected.sound().shorts()).isEqualTo(TONE.shorts());
        assertThat(expected.blockFrames()).isEqualTo(192);
    }

    /** Eight channels are four frames of the stream. */
    @ParameterizedTest
    @ValueSource(ints = {48, 192})
    void aBlockOfHighBitRateHasAQuarterOfTheFrames(int blockFrames) {
        short[] samples = TONE.shorts();
        int[] words = IntStream.range(0, samples.length)
                .map(i -> Iec958Test.pack(samples[i] << 8, i % 8, i / 8 % blockFrames, false))
                .toArray();
        AudioResult result = ToneMatcher.compare(
                ExpectedSound.of(playback(1, 0, true, List.of()), TONE), WaveFile.ofWords(192_000, 8, words));
        if (blockFrames == 48) {
            assertThat(result.difference()).isEmpty();
        } else {
            assertThat(result.difference())
                    .hasValueSatisfying(what -> assertThat(what).contains("word 384", "preamble 0x2 should be 0x8"));
        }
    }

    @Test
    void speakersHaveTheirTurns() {
        ExpectedSound expected = ExpectedSound.of(playback(1, 1_000_000, false, List.of(0, 4)), TONE);
        int turn = 3 * 192_000;
        assertThat(expected.sound().frames()).isEqualTo(1_000_000);
        assertThat(expected.moreFrames()).isEqualTo(2 * turn - 1_000_000);
        short[] samples = expected.sound().shorts();
        assertThat(samples).startsWith(new short[] {0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 16, 0});
        assertThat(samples[8 * (turn - 1)]).isEqualTo((short) (8 * (turn - 1)));
        assertThat(Arrays.copyOfRange(samples, 8 * turn, 8 * turn + 16))
                .containsExactly(0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0);
    }

    private static Playback playback(int plays, int frames, boolean highBitRate, List<Integer> speakers) {
        return new Playback(plays, frames, 0, Optional.of(new StreamFormat(192_000, 8, highBitRate)), speakers);
    }

    private static short[] counting(int length) {
        short[] samples = new short[length];
        for (int i = 0; i < length; i++) {
            samples[i] = (short) i;
        }
        return samples;
    }
}
