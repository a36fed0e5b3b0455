// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.debug.Breakpoints.PassedStop;

/** Breakpoints on the way, of a stub that comes to one as soon as it runs. */
@Timeout(30)
class PassedStopsTest {
    private static final String REGISTERS = "00000000".repeat(15) + "ccf804c0" + "93000160";
    private static final String HIT = "T05thread:p01.02;";

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private final List<String> packets = new CopyOnWriteArrayList<>();
    private final AtomicLong clock = new AtomicLong();
    private final Breakpoints breakpoints = new Breakpoints();
    private StubChannel stub;
    private Future<?> answering;

    @BeforeEach
    void connect() throws Exception {
        SocketPair sockets = SocketPair.open(folder.resolve("stub"));
        answering = threads.submit(() -> {
            answer(sockets.server());
            return sockets;
        });
        stub = new StubChannel(sockets.client());
        breakpoints.add(0xc004f8ccL);
        packets.clear();
    }

    @AfterEach
    void disconnect() throws Exception {
        stub.close();
        answering.get();
        threads.shutdownNow();
    }

    private void answer(SocketChannel socket) throws Exception {
        PacketChannel channel = new PacketChannel(socket, 1 << 12);
        for (Optional<String> packet = channel.receive(); packet.isPresent(); packet = channel.receive()) {
            packets.add(packet.get());
            channel.send(answer(packet.get()));
        }
    }

    private String answer(String packet) {
        if (packet.startsWith("vCont;")) {
            clock.addAndGet(100);
            return HIT;
        }
        return packet.equals("g") ? REGISTERS : "OK";
    }

    @Test
    void theLastOneBeforeTheTimeCounts() throws Exception {
        assertThat(breakpoints.last(stub, clock::get, 450, any -> true, () -> false))
                .contains(new PassedStop(400, HIT));
        assertThat(packets)
                .startsWith("Z0,c004f8cc,4", "vCont;c", "g", "vCont;s:p01.02;c")
                .endsWith("z0,c004f8cc,4");
    }

    @Test
    void othersDoNotCount() throws Exception {
        assertThat(breakpoints.last(stub, clock::get, 450, stop -> stop.atNanos() < 250, () -> false))
                .contains(new PassedStop(200, HIT));
    }

    /** It stops before anybody has waited for it. */
    @Test
    void oneThatIsHitAllTheTimeCanBeInterrupted() throws Exception {
        StubChannel.UserInterrupt interrupt = new StubChannel.UserInterrupt(() -> clock.get() >= 1000);
        breakpoints.last(stub, clock::get, Long.MAX_VALUE, any -> true, interrupt);
        assertThat(interrupt.wasRequested()).isTrue();
        assertThat(packets).endsWith("z0,c004f8cc,4");
    }
}
