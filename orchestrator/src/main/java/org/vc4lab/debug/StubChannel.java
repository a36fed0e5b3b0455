// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;

/** A connection to QEMU's stub of gdb's remote protocol, of a machine that is stopped. */
final class StubChannel implements AutoCloseable {
    /** QEMU's packets have 4096 bytes, descriptions of registers more. */
    private static final int LIMIT = 1 << 20;

    /** The beginning of a reply: a breakpoint, or the end of a step. */
    static final String TRAP = "T05";

    static final String CONTINUE = "vCont;c";

    private static final String THREAD = "thread:p01.";

    /** Between two looks at whether gdb's user wants to stop the machine. */
    private static final Duration ATTENTION = Duration.ofMillis(20);

    private final PacketChannel channel;

    StubChannel(SocketChannel socket) throws IOException, InterruptedException {
        this.channel = new PacketChannel(socket, LIMIT);
        // threads are named pPROCESS.THREAD; a step lets interrupts and timers happen
        ask("qSupported:multiprocess+");
        ask("Qqemu.sstep=1");
    }

    /** Sends a packet that does not let the machine run, and returns the reply. */
    String ask(String packet) throws IOException, InterruptedException {
        channel.send(packet);
        return channel.receive().orElseThrow(() -> new EOFException("QEMU closed its gdb stub after " + packet));
    }

    /** Something to look at while the machine runs. */
    @FunctionalInterface
    interface Attention {
        /** Whether the machine shall stop; an exception if nobody waits for it any more. */
        boolean wantsStop() throws IOException, InterruptedException;
    }

    /** Remembers whether the machine was to stop. */
    static final class UserInterrupt implements Attention {
        private final Attention attention;
        private boolean requested;

        UserInterrupt(Attention attention) {
            this.attention = attention;
        }

        @Override
        public boolean wantsStop() throws IOException, InterruptedException {
            boolean now = attention.wantsStop();
            requested |= now;
            return now;
        }

        boolean wasRequested() {
            return requested;
        }
    }

    /** Sends a packet that lets the machine run, and returns why it stopped. */
    String run(String packet, Attention attention) throws IOException, InterruptedException {
        channel.send(packet);
        Optional<String> reply = channel.receive(ATTENTION);
        while (reply.isEmpty()) {
            if (channel.isClosed()) {
                throw new EOFException("QEMU closed its gdb stub while the machine ran");
            }
            if (attention.wantsStop()) {
                channel.interrupt();
            }
            reply = channel.receive(ATTENTION);
        }
        return reply.get();
    }

    /** QEMU's name of a processor; the first one is 0. */
    static String threadOf(int processor) {
        return String.format("p01.%02x", processor + 1);
    }

    /** The thread in a reply that says why the machine stopped. */
    static String stoppedThread(String reply) throws IOException {
        return threadOf(stoppedProcessor(reply)
                .orElseThrow(() -> new IOException("no thread in the reply of QEMU's gdb stub: " + reply)));
    }

    /** The processor in such a reply, if it names one; the first is 0. */
    static OptionalInt stoppedProcessor(String reply) throws IOException {
        int start = reply.indexOf(THREAD);
        int end = reply.indexOf(';', start);
        if (start < 0 || end <= start + THREAD.length()) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(HexFormat.fromHexDigits(reply, start + THREAD.length(), end) - 1);
        } catch (IllegalArgumentException noNumber) {
            throw new IOException("no thread in the reply of QEMU's gdb stub: " + reply, noNumber);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
