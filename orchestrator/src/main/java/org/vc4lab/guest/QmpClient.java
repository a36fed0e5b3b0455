// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.vc4lab.exec.Json;
import org.vc4lab.exec.LineOutputStream;

/** A client of the QEMU Machine Protocol (QMP) on a connected socket. */
final class QmpClient implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(QmpClient.class.getName());
    private static final Duration POLL = Duration.ofMillis(1);
    private static final int BLOCK = 1 << 16;
    private static final int MESSAGE_LIMIT = 16 << 20;
    private static final int SHOWN_CHARACTERS = 200;

    private final SocketChannel channel;
    private final Duration limit;
    private final Supplier<Optional<String>> peerExitReason;
    private final Map<Long, JsonNode> replies = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<QmpEvent> events = new ConcurrentLinkedQueue<>();
    private volatile Optional<String> closeReason = Optional.empty();
    private volatile boolean greeted;
    private long lastId;

    /** An asynchronous message of QEMU. */
    record QmpEvent(String name, JsonNode data) {}

    /**
     * @param limit for each reply
     * @param peerExitReason why QEMU has exited, if it has
     */
    QmpClient(SocketChannel channel, Duration limit, Supplier<Optional<String>> peerExitReason) {
        this.channel = channel;
        this.limit = limit;
        this.peerExitReason = peerExitReason;
        Thread reader = new Thread(this::read, "QMP reader");
        reader.setDaemon(true);
        reader.start();
    }

    /** Waits for the greeting and leaves the negotiation mode. */
    void negotiate() throws IOException, InterruptedException {
        new Wait("QMP greeting", limit, POLL, this::terminationReason).await(() -> greeted);
        execute("qmp_capabilities", newArguments());
    }

    /** Runs a command and returns its result. */
    JsonNode execute(String command, ObjectNode arguments) throws IOException, InterruptedException {
        long id = sendRequest(command, arguments);
        new Wait("QMP reply to " + command, limit, POLL, this::terminationReason).await(() -> replies.containsKey(id));
        JsonNode reply = Optional.ofNullable(replies.remove(id)).orElseThrow();
        if (reply.has("error")) {
            LOG.log(Level.DEBUG, "QEMU refused {0} {1}: {2}", command, arguments, reply.path("error"));
            throw new QmpErrorException(
                    command + " " + arguments, reply.path("error").path("desc").asText());
        }
        return reply.path("return");
    }

    /** Sends a command that may end QEMU before it replies. */
    void sendWithoutReply(String command) throws IOException {
        sendRequest(command, newArguments());
    }

    private long sendRequest(String command, ObjectNode arguments) throws IOException {
        long id = ++lastId;
        ObjectNode request = Json.mapper().createObjectNode();
        request.put("execute", command).put("id", id).set("arguments", arguments);
        try {
            writeFully(channel, request + "\n");
        } catch (IOException gone) {
            throw new GuestException(
                    "cannot send " + request + " to QEMU: "
                            + terminationReason().orElse(gone.toString()),
                    gone);
        }
        return id;
    }

    /** Not {@link Channels#newOutputStream}: it blocks while another thread reads from the channel. */
    static void writeFully(SocketChannel channel, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    ObjectNode newArguments() {
        return Json.mapper().createObjectNode();
    }

    /** Removes and returns the oldest event. */
    Optional<QmpEvent> pollEvent() {
        return Optional.ofNullable(events.poll());
    }

    private Optional<String> terminationReason() {
        return peerExitReason.get().or(() -> closeReason);
    }

    private void read() {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        try (channel;
                LineOutputStream lines = new LineOutputStream(StandardCharsets.UTF_8, MESSAGE_LIMIT, this::handle)) {
            while (channel.read(block.clear()) >= 0) {
                lines.write(block.array(), 0, block.position());
            }
            closeReason = Optional.of("QEMU closed the QMP connection");
        } catch (IOException | UncheckedIOException failed) {
            closeReason = Optional.of("the QMP connection failed: " + failed);
        }
    }

    private void handle(String line) {
        JsonNode message;
        try {
            message = Json.mapper().readTree(line);
        } catch (JsonProcessingException damaged) {
            String end = line.substring(Math.max(0, line.length() - SHOWN_CHARACTERS));
            throw new UncheckedIOException("not a message: ..." + end, damaged);
        }
        if (message.has("QMP")) {
            greeted = true;
        } else if (message.has("event")) {
            LOG.log(Level.DEBUG, "QEMU: {0}", line);
            events.add(new QmpEvent(message.path("event").asText(), message.path("data")));
        } else if (message.has("id")) {
            replies.put(message.path("id").asLong(), message);
        } else {
            throw new UncheckedIOException(new IOException("a message without an id: " + line));
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException closing) {
            closeReason = Optional.of("closed: " + closing);
        }
    }
}
