// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends commands to the guest's init (qemu-images/rootfs/init) over the serial console, one a line. Replies go through
 * printk, so each is a whole line among the kernel's own.
 */
final class GuestAgent {
    private static final Pattern REPLY =
            Pattern.compile("vc4lab: agent (?:(ready)|(\\d+) (?:(out|err) ([A-Za-z0-9+/=]+)|end (\\d+)))\\s*$");
    private static final Duration POLL = Duration.ofMillis(2);

    /** The guest's overhead beyond the command's own time. */
    private static final Duration OVERHEAD = Duration.ofSeconds(30);

    /** Bytes per command; as base64 they must fit into a terminal's line of 4096. */
    private static final int CHUNK = 2400;

    private final OutputStream keyboard;
    private final Supplier<Optional<String>> terminationReason;
    private final Map<Integer, CommandReply> replies = new ConcurrentHashMap<>();
    private volatile boolean ready;
    private int lastNumber;

    /** @param terminationReason why the guest has ended, if it has */
    GuestAgent(OutputStream keyboard, Supplier<Optional<String>> terminationReason) {
        this.keyboard = keyboard;
        this.terminationReason = terminationReason;
    }

    private static final class CommandReply {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private OptionalInt status = OptionalInt.empty();

        private synchronized void add(String stream, String encoded) {
            (stream.equals("out") ? out : err).writeBytes(Base64.getDecoder().decode(encoded));
        }

        private synchronized void finish(int exitCode) {
            status = OptionalInt.of(exitCode);
        }

        private synchronized Optional<GuestResult> result() {
            return status.isPresent()
                    ? Optional.of(new GuestResult(
                            status.getAsInt(),
                            out.toString(StandardCharsets.UTF_8),
                            err.toString(StandardCharsets.UTF_8)))
                    : Optional.empty();
        }
    }

    /** To be called with each line of the console. */
    Consumer<String> listener() {
        return line -> {
            Matcher matcher = REPLY.matcher(line);
            if (!matcher.find()) {
                return;
            }
            if (matcher.group(1) != null) {
                ready = true;
                return;
            }
            CommandReply reply = replies.get(Integer.valueOf(matcher.group(2)));
            if (reply == null) {
                return; // the wait for it timed out
            }
            if (matcher.group(5) == null) {
                reply.add(matcher.group(3), matcher.group(4));
            } else {
                reply.finish(Integer.parseInt(matcher.group(5)));
            }
        };
    }

    void awaitReady(Duration limit) throws IOException, InterruptedException {
        newWait("the guest's user space", limit).await(() -> ready);
    }

    /** Runs a script. */
    synchronized GuestResult run(String script, Duration limit) throws IOException, InterruptedException {
        send(script.getBytes(StandardCharsets.UTF_8));
        long seconds = Math.max(1, limit.toSeconds());
        return ask("run " + seconds, "end of: " + script, limit.plus(OVERHEAD));
    }

    /** Writes a file. */
    synchronized void save(byte[] content, String path) throws IOException, InterruptedException {
        send(content);
        GuestResult saved =
                ask("save " + encode(path.getBytes(StandardCharsets.UTF_8)), "writing of " + path, OVERHEAD);
        if (saved.exitCode() != 0) {
            throw new GuestException("the guest cannot write " + path + ": status " + saved.exitCode());
        }
    }

    private void send(byte[] bytes) throws IOException, InterruptedException {
        for (int from = 0; from < bytes.length; from += CHUNK) {
            byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + CHUNK));
            ask("put " + encode(part), "transfer of bytes", OVERHEAD);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private GuestResult ask(String command, String name, Duration limit) throws IOException, InterruptedException {
        int number = ++lastNumber;
        CommandReply reply = new CommandReply();
        replies.put(number, reply);
        try {
            keyboard.write((number + " " + command + "\n").getBytes(StandardCharsets.US_ASCII));
            keyboard.flush();
            return newWait(name, limit).awaitPresent(reply::result);
        } finally {
            replies.remove(number);
        }
    }

    private Wait newWait(String name, Duration limit) {
        return new Wait(name, limit, POLL, terminationReason);
    }
}
