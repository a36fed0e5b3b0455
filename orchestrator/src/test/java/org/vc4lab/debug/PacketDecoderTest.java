// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketDecoderTest {
    private static final int LIMIT = 64;

    private final PacketDecoder decoder = new PacketDecoder(LIMIT);

    private static ByteBuffer bytes(String text) {
        return StandardCharsets.ISO_8859_1.encode(text);
    }

    private List<String> decode(ByteBuffer stream) throws IOException {
        List<String> packets = new ArrayList<>();
        for (Optional<String> packet = decoder.next(stream); packet.isPresent(); packet = decoder.next(stream)) {
            packets.add(packet.get());
        }
        return packets;
    }

    @Test
    void readsPacketsAndInterruptsAndSkipsAcknowledgements() throws Exception {
        assertThat(decode(bytes("+$m0,4#fd+$g#67\003+"))).containsExactly("m0,4", "g", PacketDecoder.INTERRUPT);
    }

    @Test
    void aPacketMayComeInPieces() throws Exception {
        String stream = "$qC#b4";
        List<String> packets = new ArrayList<>();
        for (int i = 0; i < stream.length(); i++) {
            packets.addAll(decode(bytes(stream.substring(i, i + 1))));
        }
        assertThat(packets).containsExactly("qC");
    }

    @Test
    void whatIsEncodedIsDecoded() throws Exception {
        for (String payload : List.of("", "OK", "T05thread:p01.02;", "X0,1:}\003\u00ff")) {
            assertThat(decode(PacketDecoder.encode(payload))).containsExactly(payload);
        }
        assertThat(PacketDecoder.encode("OK")).isEqualTo(bytes("$OK#9a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"g#67", "-", "$g#68", "$g#6x", "\u0000"})
    void anythingElseIsAnError(String stream) {
        assertThatThrownBy(() -> decode(bytes(stream)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("gdb's remote protocol");
    }

    @Test
    void aPacketThatIsTooLongIsRefusedBeforeItsEnd() throws Exception {
        assertThat(decode(PacketDecoder.encode("x".repeat(LIMIT)))).hasSize(1);
        assertThatThrownBy(() -> decode(bytes("$" + "x".repeat(LIMIT + 1))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("limit of " + LIMIT);
    }

    @Test
    void randomBytesAreRefusedOrRead() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            byte[] stream = new byte[200];
            random.nextBytes(stream);
            stream[0] = '$';
            PacketDecoder fresh = new PacketDecoder(LIMIT);
            try {
                fresh.next(ByteBuffer.wrap(stream))
                        .ifPresent(packet -> assertThat(packet.length()).isLessThanOrEqualTo(LIMIT));
            } catch (IOException refused) {
                assertThat(refused).hasMessageContaining("gdb's remote protocol");
            }
        }
    }
}
