// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** One end of a connection that speaks gdb's remote protocol. */
final class PacketChannel implements AutoCloseable {
    private static final int BLOCK = 1 << 13;
    private static final String ACKNOWLEDGEMENT = "+";
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(60);

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final PacketDecoder decoder;
    private final ByteBuffer received = ByteBuffer.allocate(BLOCK).limit(0);
    private boolean closed;

    /** @param limit bytes of a packet that is received */
    PacketChannel(SocketChannel channel, int limit) throws IOException {
        this.channel = channel;
        this.decoder = new PacketDecoder(limit);
        channel.configureBlocking(false);
        this.selector = Selector.open();
        this.key = channel.register(selector, SelectionKey.OP_READ);
    }

    /** Waits for a packet and acknowledges it; empty if the other end has closed the connection. */
    Optional<String> receive() throws IOException, InterruptedException {
        Optional<String> packet = Optional.empty();
        while (packet.isEmpty() && !closed) {
            packet = receive(Duration.ofSeconds(1));
        }
        return packet;
    }

    /** The same, but it waits at most so long. */
    Optional<String> receive(Duration limit) throws IOException, InterruptedException {
        Optional<String> packet = poll();
        if (packet.isEmpty() && !closed && selector.select(limit.toMillis()) > 0) {
            packet = poll();
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("gdb's remote protocol");
        }
        return packet;
    }

    /** The next packet if it has arrived. */
    Optional<String> poll() throws IOException, InterruptedException {
        Optional<String> packet = decoder.next(received);
        while (packet.isEmpty() && fill()) {
            packet = decoder.next(received);
        }
        if (packet.isPresent() && !packet.get().equals(PacketDecoder.INTERRUPT)) {
            write(StandardCharsets.ISO_8859_1.encode(ACKNOWLEDGEMENT));
        }
        return packet;
    }

    private boolean fill() throws IOException {
        selector.selectedKeys().clear();
        int count = channel.read(received.clear());
        received.flip();
        closed |= count < 0;
        return count > 0;
    }

    boolean isClosed() {
        return closed;
    }

    void send(String payload) throws IOException, InterruptedException {
        write(PacketDecoder.encode(payload));
    }

    /** Asks a target that runs to stop. */
    void interrupt() throws IOException, InterruptedException {
        write(StandardCharsets.ISO_8859_1.encode(PacketDecoder.INTERRUPT));
    }

    /** The other end may be slow to read, or may not read at all. */
    private void write(ByteBuffer bytes) throws IOException, InterruptedException {
        key.interestOps(SelectionKey.OP_WRITE);
        for (channel.write(bytes); bytes.hasRemaining(); channel.write(bytes)) {
            selector.selectedKeys().clear();
            boolean isReady = selector.select(WRITE_LIMIT.toMillis()) > 0;
            if (Thread.interrupted()) {
                throw new InterruptedException("gdb's remote protocol");
            }
            if (!isReady) {
                throw new IOException("nothing has read from a connection of gdb's remote protocol for "
                        + WRITE_LIMIT.toSeconds() + " s");
            }
        }
        key.interestOps(SelectionKey.OP_READ);
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
