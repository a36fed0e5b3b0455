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
 * Speaks with the guest's init (qemu-images/rootfs/init) over the serial console. Commands go there one a line. Answers
 * come as lines of the kernel's log, so that they stand whole among what the kernel itself has to say.
 */
final class GuestAgent {
    private static final Pattern ANSWER =
            Pattern.compile("vc4lab: agent (?:(ready)|(\\d+) (?:(out|err) ([A-Za-z0-9+/=]+)|end (\\d+)))\\s*$");
    private static final Duration POLL = Duration.ofMillis(2);

    /** What the guest needs beside the time that the command itself takes. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    /** A line of a terminal has 4096 bytes. */
    private static final int CHUNK = 2400;

    private final OutputStream keyboard;
    private final Supplier<Optional<String>> hopeless;
    private final Map<Integer, Answer> answers = new ConcurrentHashMap<>();
    private volatile boolean ready;
    private int last;

    /** @param hopeless says why no answer can come any more */
    GuestAgent(OutputStream keyboard, Supplier<Optional<String>> hopeless) {
        this.keyboard = keyboard;
        this.hopeless = hopeless;
    }

    private static final class Answer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private OptionalInt status = OptionalInt.empty();

        private synchronized void add(String stream, String encoded) {
            (stream.equals("out") ? out : err).writeBytes(Base64.getDecoder().decode(encoded));
        }

        private synchronized void end(int with) {
            status = OptionalInt.of(with);
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

    /** Hears each line of the console. */
    Consumer<String> listener() {
        return line -> {
            Matcher matcher = ANSWER.matcher(line);
            if (!matcher.find()) {
                return;
            }
            if (matcher.group(1) != null) {
                ready = true;
                return;
            }
            Answer answer = answers.get(Integer.valueOf(matcher.group(2)));
            if (answer == null) {
                return; // nobody waits for it any more
            }
            if (matcher.group(5) == null) {
                answer.add(matcher.group(3), matcher.group(4));
            } else {
                answer.end(Integer.parseInt(matcher.group(5)));
            }
        };
    }

    void awaitReady(Duration limit) throws IOException, InterruptedException {
        deadline("the guest's user space", limit).await(() -> ready);
    }

    /** Runs a script. */
    synchronized GuestResult run(String script, Duration limit) throws IOException, InterruptedException {
        send(script.getBytes(StandardCharsets.UTF_8));
        long seconds = Math.max(1, limit.toSeconds());
        return ask("run " + seconds, "end of: " + script, limit.plus(SLACK));
    }

    /** Writes a file. */
    synchronized void save(byte[] content, String path) throws IOException, InterruptedException {
        send(content);
        GuestResult saved = ask("save " + encoded(path.getBytes(StandardCharsets.UTF_8)), "writing of " + path, SLACK);
        if (saved.exitCode() != 0) {
            throw new GuestException("the guest cannot write " + path + ": status " + saved.exitCode());
        }
    }

    private void send(byte[] bytes) throws IOException, InterruptedException {
        for (int from = 0; from < bytes.length; from += CHUNK) {
            byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + CHUNK));
            ask("put " + encoded(part), "taking of bytes", SLACK);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private GuestResult ask(String command, String name, Duration limit) throws IOException, InterruptedException {
        int number = ++last;
        Answer answer = new Answer();
        answers.put(number, answer);
        try {
            keyboard.write((number + " " + command + "\n").getBytes(StandardCharsets.US_ASCII));
            keyboard.flush();
            return deadline(name, limit).awaitPresent(answer::result);
        } finally {
            answers.remove(number);
        }
    }

    private Deadline deadline(String name, Duration limit) {
        return new Deadline(name, limit, POLL, hopeless);
    }
}
