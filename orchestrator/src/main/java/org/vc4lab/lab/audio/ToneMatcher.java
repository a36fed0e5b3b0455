// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.audio;

import java.util.Arrays;
import java.util.Optional;
import org.vc4lab.lab.model.Evidence.AudioResult;

/**
 * Finds the tone in the capture: bit for bit, as often as it was played. Silence may precede and follow it, and so may
 * the rest of the DMA ring, because the hardware plays on until it is stopped.
 */
public final class ToneMatcher {
    /** Frames with sound that may follow a tone; 28 to 96 words were observed. */
    static final int RING_TAIL_FRAMES = 256;

    private static final int PREFIX_FRAMES = 64;

    private final short[] tone;
    private final int[] words;
    private final short[] capture;
    private final int channels;
    private long playedSamples;
    private long strayFrames;
    private int position;

    private ToneMatcher(short[] tone, int[] words, int channels) {
        this.tone = tone;
        this.words = words;
        this.capture = Iec958.toSamples(words);
        this.channels = channels;
    }

    public static AudioResult compare(WaveFile tone, WaveFile captured, int plays) {
        long expected = (long) tone.shorts().length * plays;
        if (captured.rate() != tone.rate() || captured.channels() != tone.channels()) {
            String difference = String.format(
                    "played with %d channels at %d Hz; the tone has %d at %d Hz",
                    captured.channels(), captured.rate(), tone.channels(), tone.rate());
            return new AudioResult(captured.rate(), captured.channels(), expected, 0, 0, Optional.of(difference));
        }
        ToneMatcher matcher = new ToneMatcher(tone.shorts(), captured.words(), tone.channels());
        Optional<String> difference = matcher.matchAll(plays);
        return new AudioResult(
                captured.rate(), captured.channels(), expected, matcher.playedSamples, matcher.strayFrames, difference);
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
            return Optional.of(describeDifference(mismatch, start));
        }
        position = end;
        return Iec958.firstFramingError(words, start, end, channels, Short.SIZE);
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

    private Optional<String> checkStrayFrames(int from, int to, int allowed) {
        int frames = 0;
        for (int frame = from; frame < to; frame += channels) {
            frames += skipSilence(capture, frame) == frame && frame < capture.length ? 1 : 0;
        }
        strayFrames = Math.max(strayFrames, frames);
        return frames > allowed
                ? Optional.of(frames + " frames of sound that do not belong there, from word " + from)
                : Optional.empty();
    }
}
