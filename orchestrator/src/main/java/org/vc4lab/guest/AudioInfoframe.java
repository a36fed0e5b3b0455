// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * An audio infoframe (CEA-861) that the hardware sent.
 *
 * @param hex its bytes, header and checksum included
 * @param channels the number it announces; 0 if it leaves that to the stream
 * @param problem why it is not valid
 */
public record AudioInfoframe(
        @JsonProperty("hex") String hex,
        @JsonProperty("channels") int channels,
        @JsonProperty("problem") Optional<String> problem) {
    private static final String HEADER = "84010a";
    private static final int LENGTH = 14;
    private static final int FIRST_PAYLOAD = 4;
    private static final int ALLOCATION = 7;
    /** Further ones, with speakers above, are not in CEA-861-D. */
    private static final int ALLOCATIONS = 0x20;

    private static final List<Integer> GROUPS = List.of(0, 1, 2, 3, 4, 2, 3, 4);

    public static AudioInfoframe of(String hex) {
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException noHex) {
            return invalid(hex, "no hex digits");
        }
        if (!hex.startsWith(HEADER)) {
            return invalid(hex, "the header is not " + HEADER);
        }
        if (bytes.length < LENGTH) {
            return invalid(hex, bytes.length + " bytes; it has to have " + LENGTH);
        }
        int sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += bytes[i];
        }
        if ((sum & 0xff) != 0) {
            return invalid(hex, "the checksum is wrong");
        }
        int count = bytes[FIRST_PAYLOAD] & 7;
        int channels = count == 0 ? 0 : count + 1;
        int allocation = bytes[ALLOCATION];
        return channels == 0 || allocation < 0 || allocation >= ALLOCATIONS || fits(speakers(allocation), channels)
                ? new AudioInfoframe(hex, channels, Optional.empty())
                : invalid(
                        hex,
                        String.format(
                                "allocation 0x%02x has %d speakers for %d channels",
                                allocation, speakers(allocation), channels));
    }

    /** More than two channels are sent as 4, 6 or 8, so some may have no speaker. */
    private static boolean fits(int speakers, int channels) {
        return channels == 2 ? speakers == 2 : speakers <= channels;
    }

    /** CEA-861-D, table 20: front left and right, LFE, front centre, and one of eight groups. */
    private static int speakers(int allocation) {
        return 2 + Integer.bitCount(allocation & 3) + GROUPS.get(allocation >> 2);
    }

    private static AudioInfoframe invalid(String hex, String problem) {
        return new AudioInfoframe(hex, 0, Optional.of(problem));
    }
}
