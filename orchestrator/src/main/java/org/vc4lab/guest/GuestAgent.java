// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.exec.LineOutputStream;

/**
 * Sends commands to the guest's init (qemu-images/rootfs/init) over the serial console, one a line. Replies go through
 * printk, so each is a whole line among the kernel's own.
 */
final class GuestAgent {
    private static final Pattern REPLY =
            Pattern.compile("vc4lab: agent (?:(ready)|(\\d{1,9}) (?:(out|err) ([A-Za-z0-9+/=]+)|end (\\d{1,9})))\\s*$");
    private static final Duration POLL = Duration.ofMillis(2);
    private static final int BLOCK = 1 << 16;
    private static final int REPLY_LIMIT_MIB = 64;

    /** The guest's overhead beyond the command's own time. */
    private static final Duration OVERHEAD = Duration.ofSeconds(30);

    /** Bytes per command; as base64 they must fit into a terminal's line of 4096. */
    private static final int CHUNK = 2400;

    /** How many lines of the console an error message has. */
    private static final int KEPT_LINES = 20;

    private final SocketChannel console;
    private final Consumer<String> lineListener;
    private final Supplier<Optional<String>> machineEnd;
    private final Deque<String> recentLines = new ArrayDeque<>();
    private final Map<Integer, CommandReply> replies = new ConcurrentHashMap<>();
    private volatile boolean ready;
    private volatile boolean panicked;
    private int lastNumber;

    /**
     * Reads the console until it is closed.
     *
     * @param lineListener gets each line; a guest may print any bytes
     * @param machineEnd why the machine has ended, if it has
     */
    GuestAgent(SocketChannel console, Consumer<String> lineListener, Supplier<Optional<String>> machineEnd) {
        this.console = console;
        this.lineListener = lineListener;
        this.machineEnd = machineEnd;
        Thread thread = new Thread(this::read, "serial console");
        thread.setDaemon(true);
        thread.start();
    }

    /** Written by the thread that reads the console. */
    private static final class CommandReply {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private volatile Optional<GuestResult> result = Optional.empty();
        private volatile boolean tooLarge;

        private void add(String stream, String encoded) {
            if (out.size() + err.size() > REPLY_LIMIT_MIB << 20) {
                tooLarge = true;
                return;
            }
            try {
                (stream.equals("out") ? out : err)
                        .writeBytes(Base64.getDecoder().decode(encoded));
            } catch (IllegalArgumentException damaged) {
                // a guest may print anything, also in the name of the agent
            }
        }

        private void finish(int exitCode) {
            result = Optional.of(new GuestResult(
                    exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8)));
        }
    }

    private void read() {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        try (console;
                LineOutputStream lines = new LineOutputStream(
                        StandardCharsets.ISO_8859_1, LineOutputStream.splittingAtCarriageReturns(this::accept))) {
            while (console.read(block.clear()) >= 0) {
                lines.write(block.array(), 0, block.position());
            }
        } catch (IOException gone) {
            remember("(the console was closed: " + gone + ")");
        }
    }

    private void accept(String line) {
        remember(line);
        handle(line);
        lineListener.accept(line);
    }

    private void remember(String line) {
        if (line.contains("Kernel panic - not syncing")) {
            panicked = true;
        }
        synchronized (recentLines) {
            recentLines.addLast(line);
            if (recentLines.size() > KEPT_LINES) {
                recentLines.removeFirst();
            }
        }
    }

    private void handle(String line) {
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
    }

    /** Why the guest runs no more commands, if it does not, with the console's last lines. */
    Optional<String> terminationReason() {
        return (panicked ? Optional.of("the kernel panicked") : machineEnd.get())
                .map(reason -> reason + "; the console's last lines:" + System.lineSeparator() + lastLines());
    }

    private String lastLines() {
        synchronized (recentLines) {
            return String.join(System.lineSeparator(), recentLines);
        }
    }

    void awaitReady(Duration limit) throws IOException, InterruptedException {
        new Wait("the guest's user space", limit, POLL, this::terminationReason).await(() -> ready);
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
            QmpClient.writeFully(console, number + " " + command + "\n");
            GuestResult result = new Wait(name, limit, POLL, this::terminationReason).awaitPresent(() -> reply.result);
            if (reply.tooLarge) {
                throw new GuestException(name + " printed more than the limit of " + REPLY_LIMIT_MIB + " MiB");
            }
            return result;
        } finally {
            replies.remove(number);
        }
    }
}
