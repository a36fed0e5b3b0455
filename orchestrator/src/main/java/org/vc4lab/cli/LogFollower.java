// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.vc4lab.kernellog.KernelLogParser;

/** Feeds a log to the parser as it grows, until the thread is interrupted. */
final class LogFollower {
    private static final Duration POLL = Duration.ofMillis(200);

    /** A report that nothing was added to for so long is handed out. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final int BLOCK = 1 << 16;
    private static final byte[] END = new byte[0];

    private final KernelLogParser parser;
    private Duration silent = Duration.ZERO;

    LogFollower(KernelLogParser parser) {
        this.parser = parser;
    }

    /** A file that shrinks was begun anew, and is read from its beginning. */
    void file(Path path) throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            while (!Thread.interrupted()) {
                if (channel.size() < channel.position()) {
                    channel.position(0);
                }
                if (channel.read(block.clear()) > 0) {
                    grown(block.array(), block.position());
                } else {
                    TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
                    silence();
                }
            }
        } finally {
            parser.finish();
        }
    }

    /** A pipe is read by a thread of its own, because a read from it cannot be given a limit of time. */
    void pipe(InputStream input) throws InterruptedException {
        BlockingQueue<byte[]> blocks = new LinkedBlockingQueue<>(16);
        Thread pump = new Thread(() -> pump(input, blocks), "log pipe");
        pump.setDaemon(true);
        pump.start();
        try {
            for (byte[] block = next(blocks); block != END; block = next(blocks)) {
                grown(block, block.length);
            }
        } finally {
            parser.finish();
        }
    }

    private byte[] next(BlockingQueue<byte[]> blocks) throws InterruptedException {
        byte[] block = blocks.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
        while (block == null) {
            silence();
            block = blocks.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
        return block;
    }

    private static void pump(InputStream input, BlockingQueue<byte[]> blocks) {
        byte[] block = new byte[BLOCK];
        try {
            for (int n = input.read(block); n >= 0; n = input.read(block)) {
                blocks.put(Arrays.copyOf(block, n));
            }
            blocks.put(END);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void grown(byte[] bytes, int length) {
        silent = Duration.ZERO;
        parser.feed(bytes, 0, length);
    }

    private void silence() {
        boolean before = silent.compareTo(QUIET) >= 0;
        silent = silent.plus(POLL);
        if (!before && silent.compareTo(QUIET) >= 0) {
            parser.quiet();
        }
    }
}
