// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PacketChannelTest {
    /** More than a socket keeps for an end that does not read. */
    private static final String LARGE = "0".repeat(4 << 20);

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private PacketChannel sender;
    private PacketChannel receiver;

    @BeforeEach
    void connect() throws Exception {
        SocketPair sockets = SocketPair.open(folder.resolve("socket"));
        sender = new PacketChannel(sockets.client(), 1);
        receiver = new PacketChannel(sockets.server(), LARGE.length());
    }

    @AfterEach
    void disconnect() throws Exception {
        sender.close();
        receiver.close();
        threads.shutdownNow();
    }

    @Test
    void waitsForAnEndThatIsSlowToRead() throws Exception {
        Future<?> sent = threads.submit(() -> {
            sender.send(LARGE);
            return sender;
        });
        assertThat(receiver.receive()).contains(LARGE);
        sent.get();
        receiver.send("1");
        assertThat(sender.receive()).as("it reads again").contains("1");
    }

    @Test
    void canBeInterruptedIfTheOtherEndDoesNotRead() throws Exception {
        FutureTask<PacketChannel> sending = new FutureTask<>(() -> {
            sender.send(LARGE);
            return sender;
        });
        Thread thread = new Thread(sending, "sender");
        thread.setDaemon(true);
        thread.start();
        thread.interrupt();
        assertThatThrownBy(() -> sending.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
    }
}
