// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A packet that a monitor got, such as an infoframe (CEA-861). It goes out with each frame of the picture; equal ones
 * are one.
 *
 * @param type {@code avi}, {@code audio}, {@code spd}, {@code vendor}, {@code mpeg}, {@code drm}, or {@code packet-}
 *     and its number
 * @param state {@code valid}, the hardware rule that it breaks, or {@code unchecked} for what is no infoframe
 * @param count how often it started to be sent
 * @param firstNanos when it first did, on the guest's clock
 * @param lastNanos when it last did
 * @param bytes in hex: the header, for an infoframe the checksum, and the rest of the packet
 */
public record SentInfoframe(
        @JsonProperty("type") String type,
        @JsonProperty("state") String state,
        @JsonProperty("count") long count,
        @JsonProperty("firstNanos") long firstNanos,
        @JsonProperty("lastNanos") long lastNanos,
        @JsonProperty("bytes") String bytes) {
    private static final Pattern RECORD = Pattern.compile(
            "([a-z0-9-]+) state=([a-z-]+) count=(\\d{1,18}) first-ns=(\\d{1,18}) last-ns=(\\d{1,18}) bytes=([0-9a-f]+)");

    /**
     * Parses an element of a transmitter's property {@code infoframes}.
     *
     * @throws IOException if it is none
     */
    static SentInfoframe of(String text) throws IOException {
        Matcher fields = RECORD.matcher(text);
        if (!fields.matches()) {
            throw new IOException("the emulator's record of an infoframe, '" + text + "', is not '" + RECORD + "'");
        }
        return new SentInfoframe(
                fields.group(1),
                fields.group(2),
                Long.parseLong(fields.group(3)),
                Long.parseLong(fields.group(4)),
                Long.parseLong(fields.group(5)),
                fields.group(6));
    }
}
