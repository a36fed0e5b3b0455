// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.audio;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The channel status that an IEC 60958 stream carries: bytes, of which each frame of a block has one bit.
 *
 * @param requested the four bytes that aplay's user gives, AES0 to AES3
 * @param sent those that must be sent; the rest is 0
 */
public record ChannelStatus(List<Integer> requested, List<Integer> sent) {
    /** Of a word: the channel status. */
    static final int BIT = 1 << 30;

    private static final int CONSUMER_NOT_COPYRIGHT = 0x04;
    private static final int PROFESSIONAL = 0x01;
    private static final int ORIGINAL_PCM_CODER = 0x82;
    private static final int RATE_NOT_INDICATED = 0x01;

    /** IEC 60958-3, byte 3, bits 0 to 3. */
    private static final Map<Integer, Integer> RATES =
            Map.of(44100, 0x0, 48000, 0x2, 32000, 0x3, 88200, 0x8, 96000, 0xa, 176400, 0xc, 192000, 0xe);

    /** IEC 60958-3, byte 4, bits 0 to 3: 16 of at most 20 bits, and 24 of at most 24. */
    private static final Map<Integer, Integer> WIDTHS = Map.of(16, 0x2, 24, 0xb);

    /** For consumers: alsa-lib fills in rate and width, where it is not told the rate. */
    public static ChannelStatus consumer(PcmFormat format) {
        int rate = RATES.getOrDefault(format.rate(), -1);
        int width = WIDTHS.getOrDefault(format.bits(), -1);
        return new ChannelStatus(
                List.of(CONSUMER_NOT_COPYRIGHT, ORIGINAL_PCM_CODER, 0, RATE_NOT_INDICATED),
                List.of(CONSUMER_NOT_COPYRIGHT, ORIGINAL_PCM_CODER, 0, rate, width));
    }

    /** For professionals, whose bytes have other meanings: sent as they are. */
    public static ChannelStatus professional() {
        List<Integer> bytes = List.of(PROFESSIONAL, 0x08, 0x2c, 0x01);
        return new ChannelStatus(bytes, bytes);
    }

    String toArguments() {
        return String.format("AES0=0x%02x,AES1=0x%02x,AES2=0x%02x,AES3=0x%02x", requested.toArray());
    }

    /** What another status the first block of the words carries, in any channel. */
    Optional<String> difference(int[] words, int channels) {
        BitSet expected = expected();
        for (int channel = 0; channel < channels; channel++) {
            BitSet status = new BitSet(Iec958.FRAMES_PER_BLOCK);
            for (int frame = 0; frame < Iec958.FRAMES_PER_BLOCK; frame++) {
                status.set(frame, hasStatusBit(words[frame * channels + channel]));
            }
            if (!status.equals(expected)) {
                return Optional.of(
                        "status of channel " + channel + " is " + toHex(status) + " and should be " + toHex(expected));
            }
        }
        return Optional.empty();
    }

    private BitSet expected() {
        ByteBuffer bytes = ByteBuffer.allocate(sent.size());
        sent.forEach(each -> bytes.put(each.byteValue()));
        return BitSet.valueOf(bytes.flip());
    }

    private static String toHex(BitSet bits) {
        return HexFormat.of().formatHex(bits.toByteArray());
    }

    /** Whether the bit of the channel status is set. */
    static boolean hasStatusBit(int word) {
        return (word & BIT) != 0;
    }
}
