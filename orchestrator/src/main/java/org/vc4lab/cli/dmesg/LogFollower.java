// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.dmesg;

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
public final class LogFollower {
    private static final Duration POLL = Duration.ofMillis(200);

    /** A report is complete once the log was quiet for this long. */
    private static final Duration QUIET_PERIOD = Duration.ofSeconds(2);

    private static final int BLOCK_SIZE = 1 << 16;
    private static final byte[] END_OF_INPUT = new byte[0];

    private final KernelLogParser parser;
    private Duration idleTime = Duration.ZERO;

    public LogFollower(KernelLogParser parser) {
        this.parser = parser;
    }

    /** A file that shrinks was truncated, and is read from its beginning. */
    public void followFile(Path path) throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK_SIZE);
            while (!Thread.interrupted()) {
                if (channel.size() < channel.position()) {
                    channel.position(0);
                }
                if (channel.read(block.clear()) > 0) {
                    feed(block.array(), block.position());
                } else {
                    TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
                    addIdleTime();
                }
            }
        } finally {
            parser.finish();
        }
    }

    /** A thread of its own reads the pipe, because such a read has no timeout. */
    public void followPipe(InputStream input) throws InterruptedException {
        BlockingQueue<byte[]> blocks = new LinkedBlockingQueue<>(16);
        Thread pump = new Thread(() -> copyBlocks(input, blocks), "log pipe");
        pump.setDaemon(true);
        pump.start();
        try {
            byte[] block = null;
            while (block != END_OF_INPUT) {
                block = blocks.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
                if (block == null) {
                    addIdleTime();
                } else {
                    feed(block, block.length);
                }
            }
        } finally {
            parser.finish();
        }
    }

    private static void copyBlocks(InputStream input, BlockingQueue<byte[]> blocks) {
        byte[] block = new byte[BLOCK_SIZE];
        try {
            for (int length = input.read(block); length >= 0; length = input.read(block)) {
                blocks.put(Arrays.copyOf(block, length));
            }
            blocks.put(END_OF_INPUT);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void feed(byte[] bytes, int length) {
        idleTime = Duration.ZERO;
        parser.feed(bytes, 0, length);
    }

    private void addIdleTime() {
        boolean wasQuiet = idleTime.compareTo(QUIET_PERIOD) >= 0;
        idleTime = idleTime.plus(POLL);
        if (!wasQuiet && idleTime.compareTo(QUIET_PERIOD) >= 0) {
            parser.quiet();
        }
    }
}
