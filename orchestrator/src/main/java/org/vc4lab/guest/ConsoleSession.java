// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.vc4lab.exec.ProcessRunner;

/** A person at the serial console of a machine. */
public final class ConsoleSession {
    /** Ctrl-]: what ends telnet and virsh as well. */
    public static final int ESCAPE_KEY = 0x1d;

    private static final int NO_ESCAPE_KEY = Integer.MIN_VALUE;
    private static final int BUFFER = 4096;

    private final InputStream keyboard;
    private final OutputStream screen;
    private final CountDownLatch userLeft = new CountDownLatch(1);

    /**
     * Between the person and the machine.
     *
     * @param keyboard each byte goes to the guest, until {@link #ESCAPE_KEY} comes
     * @param screen gets what the guest writes
     */
    public ConsoleSession(InputStream keyboard, OutputStream screen) {
        this.keyboard = keyboard;
        this.screen = screen;
    }

    /** Boots the machine and stays until the person leaves or the guest ends its machine. */
    public void run(Machine machine, ProcessRunner runner) throws IOException, InterruptedException {
        try (PrivateTempDirectory temporary = PrivateTempDirectory.create();
                ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path socket = temporary.resolve("console");
            listener.bind(UnixDomainSocketAddress.of(socket));
            try (Guest guest = Guest.start(machine.with(machine.attachment().withConsoleSocket(socket)), runner);
                    SocketChannel console = listener.accept()) {
                pump("console to screen", Channels.newInputStream(console), screen, NO_ESCAPE_KEY);
                pump("keyboard to console", keyboard, outputStreamTo(console), ESCAPE_KEY);
                guest.waitForExitOr(() -> userLeft.getCount() == 0);
            }
        }
    }

    /** A stream of {@link Channels} would wait until nobody reads from the channel, and somebody always does. */
    static OutputStream outputStreamTo(SocketChannel channel) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                ByteBuffer remaining = ByteBuffer.wrap(bytes, from, length);
                while (remaining.hasRemaining()) {
                    channel.write(remaining);
                }
            }
        };
    }

    private void pump(String name, InputStream from, OutputStream to, int escapeKey) {
        Thread thread = new Thread(() -> copy(from, to, escapeKey), name);
        thread.setDaemon(true);
        thread.start();
    }

    /** An end of input is none of the session: the guest may have much to say about what it was told last. */
    private void copy(InputStream from, OutputStream to, int escapeKey) {
        byte[] buffer = new byte[BUFFER];
        try {
            for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
                int count = indexOf(buffer, length, escapeKey);
                to.write(buffer, 0, count);
                to.flush();
                if (count < length) {
                    userLeft.countDown();
                    return;
                }
            }
        } catch (IOException gone) {
            userLeft.countDown(); // there is no machine at the other end any more
        }
    }

    private static int indexOf(byte[] buffer, int length, int value) {
        int index = 0;
        while (index < length && buffer[index] != value) {
            index++;
        }
        return index;
    }
}
