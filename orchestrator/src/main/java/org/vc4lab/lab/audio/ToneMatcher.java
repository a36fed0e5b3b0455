// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.audio;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.vc4lab.lab.model.Evidence.AudioResult;

/**
 * Finds the tone in the capture: bit for bit, as often as it was played. Silence may precede and follow it, and so may
 * the rest of the DMA ring, because the hardware plays on until it is stopped.
 */
public final class ToneMatcher {
    /** Frames with sound that may follow a tone; 28 to 96 words were observed. */
    static final int RING_TAIL_FRAMES = 256;

    private static final int PREFIX_FRAMES = 64;

    private final ExpectedSound expected;
    private final short[] tone;
    private final int[] words;
    private final short[] capture;
    private final int channels;
    private long playedSamples;
    private long strayFrames;
    private int position;

    private ToneMatcher(ExpectedSound expected, int[] words) {
        this.expected = expected;
        this.tone = expected.sound().shorts();
        this.words = words;
        this.capture = Iec958.toSamples(words);
        this.channels = expected.sound().channels();
    }

    /** Compares a capture of 32-bit words. */
    public static AudioResult compare(ExpectedSound expected, WaveFile captured) {
        ToneMatcher matcher = new ToneMatcher(expected, captured.words());
        Optional<String> difference =
                describeFormat(expected.sound(), captured).or(() -> matcher.matchAll(expected.plays()));
        return new AudioResult(
                captured.rate(),
                captured.channels(),
                (long) matcher.tone.length * expected.plays(),
                matcher.playedSamples,
                matcher.strayFrames,
                difference);
    }

    private static Optional<String> describeFormat(WaveFile tone, WaveFile captured) {
        if (captured.channels() != tone.channels()) {
            return Optional.of(
                    "the number of channels is " + captured.channels() + "; the tone has " + tone.channels());
        }
        return captured.rate() == tone.rate()
                ? Optional.empty()
                : Optional.of("the sink regenerates " + captured.rate() + " Hz; the tone has " + tone.rate() + " Hz");
    }

    private Optional<String> matchAll(int plays) {
        for (int play = 1; play <= plays; play++) {
            Optional<String> difference = matchNext(play == 1 ? 0 : RING_TAIL_FRAMES);
            if (difference.isPresent()) {
                String prefix = plays == 1 ? "" : "tone " + play + " of " + plays + ": ";
                return difference.map(what -> prefix + what);
            }
        }
        return checkStrayFrames(position, capture.length, RING_TAIL_FRAMES);
    }

    /** Finds the next tone and moves past it. */
    private Optional<String> matchNext(int tail) {
        if (skipSilence(capture, position) >= capture.length) {
            return Optional.of("not found: the capture is silent");
        }
        int start = findTone();
        Optional<String> strayBefore = checkStrayFrames(position, start, tail);
        if (strayBefore.isPresent()) {
            return strayBefore;
        }
        int end = Math.min(capture.length, start + tone.length);
        int mismatch = Arrays.mismatch(tone, 0, tone.length, capture, start, end);
        playedSamples += mismatch < 0 ? tone.length : mismatch;
        if (mismatch >= 0) {
            return describeChannels(start, end).or(() -> Optional.of(describeDifference(mismatch, start)));
        }
        position = end;
        return Iec958.firstFramingError(words, start, end, channels, Short.SIZE, expected.blockFrames());
    }

    /**
     * If each channel that is wrong is silent throughout or carries another one: which. A few frames do not show it.
     */
    private Optional<String> describeChannels(int start, int end) {
        int frames = (end - start) / channels;
        if (frames < PREFIX_FRAMES) {
            return Optional.empty();
        }
        StringJoiner wrongChannels = new StringJoiner("; ");
        for (int channel = 0; channel < channels; channel++) {
            short[] heard = samplesOf(channel, capture, start, frames);
            if (Arrays.equals(heard, samplesOf(channel, tone, 0, frames))) {
                continue;
            }
            if (Arrays.equals(heard, new short[frames])) {
                wrongChannels.add(nameOf(channel) + " is not sent");
                continue;
            }
            OptionalInt carried = IntStream.range(0, channels)
                    .filter(other -> Arrays.equals(heard, samplesOf(other, tone, 0, frames)))
                    .findFirst();
            if (carried.isEmpty()) {
                return Optional.empty();
            }
            wrongChannels.add(nameOf(channel) + " carries " + nameOf(carried.getAsInt()));
        }
        return Optional.of(wrongChannels.toString()).filter(text -> !text.isEmpty());
    }

    private short[] samplesOf(int channel, short[] samples, int start, int frames) {
        short[] result = new short[frames];
        for (int frame = 0; frame < frames; frame++) {
            result[frame] = samples[start + frame * channels + channel];
        }
        return result;
    }

    private String nameOf(int channel) {
        if (channels != 2) {
            return "channel " + channel;
        }
        return channel == 0 ? "left channel" : "right channel";
    }

    private String describeDifference(int sample, int start) {
        if (start + sample >= capture.length) {
            return "ends after " + sample + " of " + tone.length + " samples";
        }
        return String.format(
                "sample %d (word %d) is %d and should be %d",
                sample, start + sample, capture[start + sample], tone[sample]);
    }

    /** The index of the next tone's beginning; without one, of the next sound. */
    private int findTone() {
        int prefix = Math.min(tone.length, PREFIX_FRAMES * channels);
        for (int start = position; start + prefix <= capture.length; start += channels) {
            if (Arrays.equals(tone, 0, prefix, capture, start, start + prefix)) {
                return start;
            }
        }
        int silent = skipSilence(tone, 0);
        return Math.max(position, skipSilence(capture, position) - silent);
    }

    /** Index of the first frame with sound. */
    private int skipSilence(short[] samples, int from) {
        int sound = from;
        while (sound < samples.length && samples[sound] == 0) {
            sound++;
        }
        return sound - (sound - from) % channels;
    }

    /** From and to the beginnings of frames; the capture has only whole ones, see {@link WaveFile#read}. */
    private Optional<String> checkStrayFrames(int from, int to, int allowed) {
        short[] silentFrame = new short[channels];
        int frames = 0;
        for (int frame = from; frame < to; frame += channels) {
            frames += Arrays.equals(capture, frame, frame + channels, silentFrame, 0, channels) ? 0 : 1;
        }
        strayFrames = Math.max(strayFrames, frames);
        return frames > allowed
                ? Optional.of(frames + " frames of sound that do not belong there, from word " + from)
                : Optional.empty();
    }
}
