// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.lab.model.Evidence.AudioResult;
import org.vc4lab.lab.model.Scenario.Playback;
import org.vc4lab.lab.model.Scenario.StreamFormat;

final class ExpectedSoundTest {
    private static final WaveFile TONE = WaveFile.ofShorts(44100, 2, counting(8000));
    private static final int SPEAKERS_RATE = 8000;
    /** Frames of a speaker. */
    private static final int TURN = 3 * SPEAKERS_RATE;

    @Test
    void theToneIsPlayedAsItIs() {
        ExpectedSound expected = ExpectedSound.of(new Playback(3, 882, 0), TONE);
        assertThat(expected.sound()).isEqualTo(TONE.truncateTo(882));
        assertThat(expected.plays()).isEqualTo(3);
        assertThat(expected.blockFrames()).isEqualTo(192);
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
                ExpectedSound.of(playback(1, 0, true, List.of()), TONE), Captures.ofWords(192_000, 8, words));
        if (blockFrames == 48) {
            assertThat(result.difference()).isEmpty();
        } else {
            assertThat(result.difference())
                    .hasValueSatisfying(what -> assertThat(what).contains("word 384", "preamble 0x2 should be 0x8"));
        }
    }

    /** Upper halves of the floats 0, 1, 2, 3 and 4, and of 24000, divided by 2 to the power of 31. */
    @Test
    void speakersHaveTheirTurns() {
        ExpectedSound expected = speakers();
        short[] samples = expected.sound().shorts();
        assertThat(samples).hasSize(8 * 2 * TURN);
        assertThat(samplesOf(samples, 0, 0, 5)).containsExactly(0, 0x3000, 0x3080, 0x30c0, 0x3100);
        assertThat(samplesOf(samples, 4, TURN - 1, TURN + 2))
                .as("the counter goes on")
                .containsExactly(0, 0x373b, 0x373b);
        assertThat(samplesOf(samples, 0, TURN - 1, TURN + 2)).containsExactly(0x373b, 0, 0);
    }

    /** A channel that is silent while it should have the first turn is not told from a capture that begins later. */
    @ParameterizedTest
    @CsvSource({
        "0, 4, ''",
        "4, 0, channel 0 carries channel 4; channel 4 carries channel 0",
        "0, 0, channel 4 carries channel 0",
        "4, 4, sample 8 (word 192000) is 14139 and should be 12288",
        "0, 1, channel 4 is not sent",
        "1, 4, sample 8 (word 192000) is 0 and should be 12288"
    })
    void speakersInOtherChannelsAreNamed(int first, int second, String difference) {
        ExpectedSound expected = speakers();
        short[] played = expected.sound().shorts();
        short[] heard = played.clone();
        for (int frame = 0; frame < played.length; frame += 8) {
            heard[frame] = played[frame + first];
            heard[frame + 4] = played[frame + second];
        }
        assertThat(difference(expected, heard)).isEqualTo(difference);
    }

    /** Up to 256 frames at a time are alike, so the frame after them shows it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 20_000, TURN, 2 * TURN - 600})
    void aFrameThatASpeakerLacksIsFound(int frame) {
        ExpectedSound expected = speakers();
        short[] heard = expected.sound().shorts();
        System.arraycopy(heard, 8 * frame + 8, heard, 8 * frame, heard.length - 8 * frame - 8);
        assertThat(difference(expected, heard)).contains(" and should be ");
    }

    private static ExpectedSound speakers() {
        return ExpectedSound.of(
                new Playback(1, 0, 0, Optional.of(new StreamFormat(SPEAKERS_RATE, 8, false)), List.of(0, 4)), TONE);
    }

    private static String difference(ExpectedSound expected, short[] heard) {
        int[] words = IntStream.range(0, heard.length)
                .map(i -> Iec958Test.pack(heard[i] << 8, i % 8, i / 8 % 192, false))
                .toArray();
        return ToneMatcher.compare(expected, Captures.ofWords(SPEAKERS_RATE, 8, words))
                .difference()
                .orElse("");
    }

    private static int[] samplesOf(short[] samples, int channel, int fromFrame, int toFrame) {
        return IntStream.range(fromFrame, toFrame)
                .map(frame -> samples[8 * frame + channel])
                .toArray();
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
