// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.lab.model.Evidence.AudioResult;

final class ToneMatcherTest {
    private static final int FRAMES = 4410;
    private static final short[] TONE = tone(FRAMES);
    private static final short[] NOTHING = new short[0];

    @Test
    void findsTheToneBitForBit() {
        AudioResult result = match(1, TONE);
        assertThat(result.difference()).isEmpty();
        assertThat(result.samplesPlayed()).isEqualTo(2 * FRAMES);
        assertThat(result.samplesExpected()).isEqualTo(2 * FRAMES);
        assertThat(result.strayFrames()).isZero();
    }

    @Property(tries = 50)
    void silenceAroundTheToneAndTheTailOfTheRingAreAllowed(
            @ForAll @IntRange(max = 3000) int before,
            @ForAll @IntRange(max = 6000) int behind,
            @ForAll @IntRange(max = ToneMatcher.RING_TAIL_FRAMES) int tail) {
        short[] ring = Arrays.copyOfRange(TONE, 2000, 2000 + 2 * tail);
        AudioResult result = match(1, silence(before), TONE, silence(behind), ring);
        assertThat(result.difference()).isEmpty();
        assertThat(result.samplesPlayed()).isEqualTo(2 * FRAMES);
    }

    /** To read it again from each frame on takes an hour. */
    @Test
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    void aLongSilenceIsReadOnce() {
        assertThat(match(1, silence(3_000_000), TONE).difference()).isEmpty();
    }

    @Test
    void findsItTwice() {
        AudioResult result = match(2, TONE, Arrays.copyOfRange(TONE, 100, 150), silence(30), TONE);
        assertThat(result.difference()).isEmpty();
        assertThat(result.samplesPlayed()).isEqualTo(4 * FRAMES);
        assertThat(result.strayFrames()).isEqualTo(25);
    }

    @Test
    void namesTheMissingTone() {
        AudioResult result = match(2, TONE, silence(500));
        assertThat(result.difference()).contains("tone 2 of 2: not found: the capture is silent");
        assertThat(result.samplesPlayed()).isEqualTo(2 * FRAMES);
    }

    @Property(tries = 100)
    void aChangedSampleIsFound(
            @ForAll @IntRange(max = 2 * FRAMES - 1) int sample, @ForAll @IntRange(max = 15) int bit) {
        short[] changed = TONE.clone();
        changed[sample] ^= (short) (1 << bit);
        AudioResult result = match(1, silence(10), changed);
        assertThat(result.difference()).isPresent();
        assertThat(result.samplesPlayed()).isLessThan(2 * FRAMES);
    }

    @Property(tries = 100)
    void aMissingOrDoubledFrameIsFound(@ForAll @IntRange(min = 2, max = FRAMES - 1) int frame) {
        short[] head = Arrays.copyOfRange(TONE, 0, 2 * frame);
        assertThat(match(1, head, Arrays.copyOfRange(TONE, 2 * frame + 2, TONE.length))
                        .difference())
                .isPresent();
        assertThat(match(1, head, Arrays.copyOfRange(TONE, 2 * frame - 2, TONE.length))
                        .difference())
                .isPresent();
    }

    @Test
    void namesTheFirstDifference() {
        short[] changed = TONE.clone();
        changed[1001] = 5;
        assertThat(match(1, silence(3), changed).difference())
                .contains("sample 1001 (word 1007) is 5 and should be " + TONE[1001]);
    }

    @Test
    void aTruncatedToneIsFound() {
        assertThat(match(1, Arrays.copyOf(TONE, 5000)).difference()).contains("ends after 5000 of 8820 samples");
        assertThat(match(1, NOTHING).difference()).contains("not found: the capture is silent");
    }

    /** The left channel of this tone begins later. */
    @ParameterizedTest
    @ValueSource(ints = {40, 80})
    void aTruncatedToneHasNoWrongChannels(int frames) {
        short[] tone = withSilentLeft(100);
        int[] words = Iec958Test.packed(Arrays.copyOf(tone, 2 * frames), 0);
        assertThat(ToneMatcher.compare(
                                new ExpectedSound(WaveFile.ofShorts(44100, 2, tone), 1),
                                Captures.ofWords(44100, 2, words))
                        .difference())
                .contains("ends after " + 2 * frames + " of 8820 samples");
    }

    @Test
    void aFewFramesDoNotShowThatAChannelIsNotSent() {
        assertThat(match(1, Arrays.copyOf(withSilentLeft(100), 2 * 10)).difference())
                .contains("sample 2 (word 2) is 0 and should be " + TONE[2]);
    }

    @Test
    void otherSoundIsFound() {
        short[] other = Arrays.copyOfRange(TONE, 1000, 2000);
        assertThat(match(1, other, TONE).difference()).hasValueSatisfying(what -> assertThat(what)
                .contains("500 frames of sound that do not belong there, from word 0"));
        assertThat(match(1, TONE, other).difference()).hasValueSatisfying(what -> assertThat(what)
                .contains("500 frames of sound that do not belong there, from word 8820"));
    }

    /** The tone's channels by their numbers, -1 for silence. */
    @ParameterizedTest
    @CsvSource({
        "1, 0, left channel carries right channel; right channel carries left channel",
        "0, 0, right channel carries left channel",
        "0, -1, right channel is not sent",
        "-1, 1, left channel is not sent",
        "1, -1, left channel carries right channel; right channel is not sent"
    })
    void namesChannelsThatAreNotInTheirPlaces(int left, int right, String difference) {
        short[] heard = new short[TONE.length];
        for (int i = 0; i < TONE.length; i++) {
            int channel = i % 2 == 0 ? left : right;
            heard[i] = channel < 0 ? 0 : TONE[i - i % 2 + channel];
        }
        assertThat(match(1, silence(7), heard).difference()).contains(difference);
    }

    @Test
    void numbersTheChannelsOfMoreThanTwo() {
        short[] tone = new short[4 * 400];
        short[] heard = new short[tone.length];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (short) (i + 1);
            heard[i] = i % 4 == 3 ? 0 : tone[i - (i % 4 == 1 ? 1 : 0)];
        }
        int[] words = Iec958Test.packed(heard, 0);
        assertThat(ToneMatcher.compare(
                                new ExpectedSound(WaveFile.ofShorts(48000, 4, tone), 1),
                                Captures.ofWords(48000, 4, words))
                        .difference())
                .contains("channel 1 carries channel 0; channel 3 is not sent");
    }

    @Test
    void wrongFramingIsFound() {
        int[] words = Iec958Test.packed(TONE, 0);
        words[500] ^= 1 << 31;
        AudioResult result = ToneMatcher.compare(new ExpectedSound(toneFile(), 1), Captures.ofWords(44100, 2, words));
        assertThat(result.difference())
                .hasValueSatisfying(what -> assertThat(what).contains("parity"));
    }

    @Test
    void anotherFormatIsFound() {
        int[] words = Iec958Test.packed(TONE, 0);
        assertThat(ToneMatcher.compare(new ExpectedSound(toneFile(), 1), Captures.ofWords(22050, 2, words))
                        .difference())
                .contains("the sink regenerates 22050 Hz; the tone has 44100 Hz");
        assertThat(ToneMatcher.compare(new ExpectedSound(toneFile(), 1), Captures.ofWords(44100, 1, words))
                        .difference())
                .contains("the number of channels is 1; the tone has 2");
    }

    private static AudioResult match(int plays, short[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        short[] samples = new short[length];
        int position = 0;
        for (short[] part : parts) {
            System.arraycopy(part, 0, samples, position, part.length);
            position += part.length;
        }
        int[] words = blocksFromEachPart(samples, parts);
        return ToneMatcher.compare(new ExpectedSound(toneFile(), plays), Captures.ofWords(44100, 2, words));
    }

    /** Each stream begins a block, whatever was left of the one before. */
    private static int[] blocksFromEachPart(short[] samples, short[]... parts) {
        int[] words = new int[samples.length];
        int position = 0;
        for (short[] part : parts) {
            System.arraycopy(Iec958Test.packed(part, 0), 0, words, position, part.length);
            position += part.length;
        }
        return words;
    }

    private static WaveFile toneFile() {
        return WaveFile.ofShorts(44100, 2, TONE);
    }

    private static short[] withSilentLeft(int frames) {
        short[] samples = TONE.clone();
        for (int frame = 0; frame < frames; frame++) {
            samples[2 * frame] = 0;
        }
        return samples;
    }

    private static short[] silence(int frames) {
        return new short[2 * frames];
    }

    private static short[] tone(int frames) {
        short[] samples = new short[2 * frames];
        IntStream.range(0, frames).forEach(frame -> {
            samples[2 * frame] = (short) Math.round(16000 * Math.sin(2 * Math.PI * frame * 441 / 44100));
            samples[2 * frame + 1] = (short) Math.round(16000 * Math.sin(2 * Math.PI * frame * 1000 / 44100));
        });
        return samples;
    }
}
