// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.Arrays;
import java.util.Optional;

/**
 * Looks for the tone in what was captured: bit for bit, as often as it was played. Silence may come before and behind;
 * behind it also what was left in the ring, because the hardware goes on until somebody stops it.
 */
final class ToneSearch {
    /** Frames with sound that may follow a tone's last; 28 to 96 words were seen. */
    static final int RING_TAIL_FRAMES = 256;

    private static final int PREFIX_FRAMES = 64;

    private final short[] tone;
    private final int[] words;
    private final short[] capture;
    private final int channels;
    private long played;
    private long stray;
    private int at;

    private ToneSearch(short[] tone, int[] words, int channels) {
        this.tone = tone;
        this.words = words;
        this.capture = Iec958.samples(words);
        this.channels = channels;
    }

    /** Compares the tone with the words that were captured. */
    static AudioResult compare(WaveFile tone, WaveFile captured, int plays) {
        long expected = (long) tone.shorts().length * plays;
        if (captured.rate() != tone.rate() || captured.channels() != tone.channels()) {
            String difference = String.format(
                    "played with %d channels at %d Hz; the tone has %d at %d Hz",
                    captured.channels(), captured.rate(), tone.channels(), tone.rate());
            return new AudioResult(captured.rate(), captured.channels(), expected, 0, 0, Optional.of(difference));
        }
        ToneSearch search = new ToneSearch(tone.shorts(), captured.words(), tone.channels());
        Optional<String> difference = search.run(plays);
        return new AudioResult(captured.rate(), captured.channels(), expected, search.played, search.stray, difference);
    }

    private Optional<String> run(int plays) {
        for (int play = 1; play <= plays; play++) {
            Optional<String> difference = next(play == 1 ? 0 : RING_TAIL_FRAMES);
            if (difference.isPresent()) {
                return difference.map(plays == 1 ? what -> what : prefix("tone " + play + " of " + plays + ": "));
            }
        }
        return strayWithin(at, capture.length, RING_TAIL_FRAMES);
    }

    private static java.util.function.UnaryOperator<String> prefix(String text) {
        return what -> text + what;
    }

    /** Finds the next tone and goes behind it. */
    private Optional<String> next(int tail) {
        if (silence(capture, at) >= capture.length) {
            return Optional.of("no sound of it came");
        }
        int start = find();
        Optional<String> before = strayWithin(at, start, tail);
        if (before.isPresent()) {
            return before;
        }
        int end = Math.min(capture.length, start + tone.length);
        int mismatch = Arrays.mismatch(tone, 0, tone.length, capture, start, end);
        played += mismatch < 0 ? tone.length : mismatch;
        if (mismatch >= 0) {
            return Optional.of(difference(mismatch, start));
        }
        at = end;
        return Iec958.firstFault(words, start, end, channels, Short.SIZE);
    }

    private String difference(int sample, int start) {
        if (start + sample >= capture.length) {
            return "ends after " + sample + " of " + tone.length + " samples";
        }
        return String.format(
                "sample %d (word %d) is %d and should be %d",
                sample, start + sample, capture[start + sample], tone[sample]);
    }

    /** Where the tone's beginning stands next; where there is none, the next sound. */
    private int find() {
        int prefix = Math.min(tone.length, PREFIX_FRAMES * channels);
        for (int start = at; start + prefix <= capture.length; start += channels) {
            if (Arrays.equals(tone, 0, prefix, capture, start, start + prefix)) {
                return start;
            }
        }
        int silent = silence(tone, 0);
        return Math.max(at, silence(capture, at) - silent);
    }

    /** Index of the first frame with sound. */
    private int silence(short[] samples, int from) {
        int sound = from;
        while (sound < samples.length && samples[sound] == 0) {
            sound++;
        }
        return sound - (sound - from) % channels;
    }

    private Optional<String> strayWithin(int from, int to, int allowed) {
        int frames = 0;
        for (int frame = from; frame < to; frame += channels) {
            frames += silence(capture, frame) == frame && frame < capture.length ? 1 : 0;
        }
        stray = Math.max(stray, frames);
        return frames > allowed
                ? Optional.of(frames + " frames of sound that do not belong there, from word " + from)
                : Optional.empty();
    }
}
