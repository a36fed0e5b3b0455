// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Takes the packets of gdb's remote protocol out of a stream: {@code $payload#checksum}. A payload is kept as it was
 * sent, each byte a character, with its escapes and repetitions. Acknowledgements are skipped: the connection is a
 * socket of this host, which loses nothing.
 */
final class PacketDecoder {
    /** What a client sends instead of a packet while the target runs. */
    static final String INTERRUPT = "\003";

    private static final int HEX = 16;

    private final int limit;
    private final StringBuilder payload = new StringBuilder();
    private DecoderState state = DecoderState.OUTSIDE;
    private int sum;
    private int firstDigit;

    private enum DecoderState {
        OUTSIDE,
        PAYLOAD,
        FIRST_DIGIT,
        SECOND_DIGIT
    }

    /** @param limit bytes of a payload */
    PacketDecoder(int limit) {
        this.limit = limit;
    }

    /** Reads up to the end of the next packet; empty if the bytes do not suffice. */
    Optional<String> next(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            Optional<String> packet = add(bytes.get() & 0xff);
            if (packet.isPresent()) {
                return packet;
            }
        }
        return Optional.empty();
    }

    private Optional<String> add(int character) throws IOException {
        switch (state) {
            case OUTSIDE -> {
                return outside(character);
            }
            case PAYLOAD -> addToPayload(character);
            case FIRST_DIGIT -> {
                firstDigit = digit(character);
                state = DecoderState.SECOND_DIGIT;
            }
            case SECOND_DIGIT -> {
                state = DecoderState.OUTSIDE;
                requireSum(firstDigit * HEX + digit(character));
                return Optional.of(payload.toString());
            }
        }
        return Optional.empty();
    }

    private Optional<String> outside(int character) throws IOException {
        switch (character) {
            case '$' -> {
                payload.setLength(0);
                sum = 0;
                state = DecoderState.PAYLOAD;
            }
            case '+' -> {}
            case 3 -> {
                return Optional.of(INTERRUPT);
            }
            default -> throw new IOException("no packet of gdb's remote protocol: byte " + character);
        }
        return Optional.empty();
    }

    private void addToPayload(int character) throws IOException {
        if (character == '#') {
            state = DecoderState.FIRST_DIGIT;
            return;
        }
        if (payload.length() == limit) {
            throw new IOException("a packet of gdb's remote protocol has more than the limit of " + limit + " bytes");
        }
        payload.append((char) character);
        sum += character;
    }

    private static int digit(int character) throws IOException {
        int digit = Character.digit(character, HEX);
        if (digit < 0) {
            throw new IOException("no checksum of gdb's remote protocol: byte " + character);
        }
        return digit;
    }

    private void requireSum(int expected) throws IOException {
        if ((sum & 0xff) != expected) {
            throw new IOException("a packet of gdb's remote protocol has the checksum " + expected + ", not "
                    + (sum & 0xff) + ": " + payload);
        }
    }

    /** A packet with this payload, whose characters are bytes. */
    static ByteBuffer encode(String payload) {
        int sum = payload.chars().sum() & 0xff;
        return ByteBuffer.wrap(String.format("$%s#%02x", payload, sum).getBytes(StandardCharsets.ISO_8859_1));
    }
}
