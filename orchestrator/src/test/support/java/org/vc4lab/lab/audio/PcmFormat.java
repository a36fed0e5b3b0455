// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.audio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A format of PCM samples that aplay can be asked for, with what must leave the FIFO then.
 *
 * @param bits of a sample, 16 or 24
 */
public record PcmFormat(int rate, int channels, int bits) {
    /** All that the driver takes, in an order in which each has another rate or number of channels than the last. */
    public static List<PcmFormat> allOfWidth(int bits) {
        List<PcmFormat> formats = new ArrayList<>();
        for (int rate : List.of(32000, 44100, 48000, 88200, 96000, 176400, 192000)) {
            for (int channels = 2; channels <= 8; channels++) {
                formats.add(new PcmFormat(rate, channels, bits));
            }
        }
        return formats;
    }

    private int sampleBytes() {
        return bits / Byte.SIZE;
    }

    /**
     * A line of shell that plays the beginning of a file, whatever is in it, as samples of this format.
     *
     * @param periods of a buffer, each of so many frames
     */
    public String aplayCommand(String file, int frames, int periods, int period, ChannelStatus status) {
        return String.format(
                "aplay -q -t raw -f %s -c %d -r %d -s %d --period-size=%d --buffer-size=%d -D 'iec958:%s' %s",
                bits == Short.SIZE ? "S16_LE" : "S24_3LE",
                channels,
                rate,
                frames,
                period,
                periods * period,
                "CARD=vc4hdmi0,DEV=0," + status.toArguments(),
                file);
    }

    /** The first thing in a capture that is not as in the file, if any. */
    public Optional<String> difference(byte[] file, int frames, WaveFile captured, ChannelStatus status) {
        int[] words = captured.words();
        int samples = frames * channels;
        if (captured.rate() != rate || captured.channels() != channels) {
            return describeDifference("has " + captured.channels() + " channels at " + captured.rate() + " Hz");
        }
        if (words.length < samples || words.length > samples + ToneMatcher.RING_TAIL_FRAMES * channels) {
            return describeDifference("has " + words.length + " words, of " + samples);
        }
        for (int i = 0; i < samples; i++) {
            if (Iec958.sample24(words[i]) != sample24(file, i)) {
                return describeDifference(String.format(
                        "sample %d is %06x and should be %06x", i, Iec958.sample24(words[i]), sample24(file, i)));
            }
        }
        return Iec958.firstFramingError(words, 0, samples, channels, bits, Iec958.FRAMES_PER_BLOCK)
                .or(() -> status.difference(words, channels))
                .flatMap(this::describeDifference);
    }

    private Optional<String> describeDifference(String what) {
        return Optional.of(this + ": " + what);
    }

    /** A sample of the file, little-endian, in the upper ones of 24 bits. */
    private int sample24(byte[] file, int sample) {
        byte[] bytes = Arrays.copyOfRange(file, sample * sampleBytes(), (sample + 1) * sampleBytes());
        int value = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = (value << Byte.SIZE) | (bytes[i] & 0xff);
        }
        return value << (Byte.SIZE * (3 - bytes.length));
    }
}
