// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.HexFormat;
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
        return new AudioInfoframe(hex, count == 0 ? 0 : count + 1, Optional.empty());
    }

    private static AudioInfoframe invalid(String hex, String problem) {
        return new AudioInfoframe(hex, 0, Optional.of(problem));
    }
}
