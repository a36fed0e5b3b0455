// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.audio;

import java.util.List;
import java.util.Optional;
import org.vc4lab.lab.model.Scenario.Playback;
import org.vc4lab.lab.model.Scenario.StreamFormat;

/**
 * What a capture has to hold.
 *
 * @param sound with samples of 16 bits
 * @param plays how often
 * @param blockFrames frames in a block of IEC 60958
 */
public record ExpectedSound(WaveFile sound, int plays, int blockFrames) {
    /** In IEC 61937's high bit rate, two channels at a time are a frame of one stream. */
    private static final int CHANNELS_PER_FRAME = 2;

    /** The speakers' test plays so long in each channel if its periods fit into that. */
    private static final int SECONDS_PER_SPEAKER = 3;

    /** What the speakers' test divides the number of a frame by: the full scale of samples of 32 bits. */
    private static final float PATTERN_FULL_SCALE = 0x1p31f;

    /** A sound as it is. */
    public ExpectedSound(WaveFile sound, int plays) {
        this(sound, plays, Iec958.FRAMES_PER_BLOCK);
    }

    /**
     * What a scenario plays.
     *
     * @param tone the guest's, whole
     */
    public static ExpectedSound of(Playback playback, WaveFile tone) {
        Optional<StreamFormat> format = playback.format();
        WaveFile whole;
        if (format.isEmpty()) {
            whole = tone;
        } else if (playback.speakers().isEmpty()) {
            whole = WaveFile.ofShorts(format.get().rate(), format.get().channels(), tone.shorts());
        } else {
            whole = speakerPattern(format.get(), playback.speakers());
        }
        WaveFile sound = whole.truncateTo(playback.frames());
        int blockFrames = playback.isHighBitRate()
                ? Iec958.FRAMES_PER_BLOCK * CHANNELS_PER_FRAME / sound.channels()
                : Iec958.FRAMES_PER_BLOCK;
        return new ExpectedSound(sound, playback.plays(), blockFrames);
    }

    /**
     * The speakers' test with a pattern. Frame n has the upper 16 bits of the float n / 2^31, in the channel whose turn
     * it is; n goes on from one speaker to the next. Source: {@code generate_pattern} of alsa-utils 1.2.2 to 1.2.14,
     * whose float and integer share their bytes.
     */
    private static WaveFile speakerPattern(StreamFormat format, List<Integer> speakers) {
        int channels = format.channels();
        int turn = SECONDS_PER_SPEAKER * format.rate();
        short[] samples = new short[speakers.size() * turn * channels];
        for (int frame = 0; frame < speakers.size() * turn; frame++) {
            int bits = Float.floatToRawIntBits(frame / PATTERN_FULL_SCALE);
            samples[frame * channels + speakers.get(frame / turn)] = (short) (bits >> Short.SIZE);
        }
        return WaveFile.ofShorts(format.rate(), channels, samples);
    }
}
