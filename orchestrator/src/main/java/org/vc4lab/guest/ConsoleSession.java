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
    public static final int LEAVE = 0x1d;

    private static final int NOTHING = Integer.MIN_VALUE;
    private static final int BUFFER = 4096;

    private final InputStream keyboard;
    private final OutputStream screen;
    private final CountDownLatch left = new CountDownLatch(1);

    /**
     * Between the person and the machine.
     *
     * @param keyboard each byte goes to the guest, until {@link #LEAVE} comes
     * @param screen gets what the guest writes
     */
    public ConsoleSession(InputStream keyboard, OutputStream screen) {
        this.keyboard = keyboard;
        this.screen = screen;
    }

    /** Boots the machine and stays until the person leaves or the guest ends its machine. */
    public void run(Machine machine, ProcessRunner runner) throws IOException, InterruptedException {
        try (PrivateFolder temporary = PrivateFolder.create();
                ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path socket = temporary.resolve("console");
            listener.bind(UnixDomainSocketAddress.of(socket));
            try (Guest guest = Guest.start(machine.with(machine.seat().at(socket)), runner);
                    SocketChannel console = listener.accept()) {
                pump("console to screen", Channels.newInputStream(console), screen, NOTHING);
                pump("keyboard to console", keyboard, into(console), LEAVE);
                guest.waitForEndOr(() -> left.getCount() == 0);
            }
        }
    }

    /** A stream of {@link Channels} would wait until nobody reads from the channel, and somebody always does. */
    static OutputStream into(SocketChannel channel) {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                ByteBuffer left = ByteBuffer.wrap(bytes, from, length);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
            }
        };
    }

    private void pump(String name, InputStream from, OutputStream to, int end) {
        Thread thread = new Thread(() -> copy(from, to, end), name);
        thread.setDaemon(true);
        thread.start();
    }

    /** An end of input is none of the session: the guest may have much to say about what it was told last. */
    private void copy(InputStream from, OutputStream to, int end) {
        byte[] buffer = new byte[BUFFER];
        try {
            for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
                int until = indexOf(buffer, length, end);
                to.write(buffer, 0, until);
                to.flush();
                if (until < length) {
                    left.countDown();
                    return;
                }
            }
        } catch (IOException gone) {
            left.countDown(); // there is no machine at the other end any more
        }
    }

    private static int indexOf(byte[] buffer, int length, int wanted) {
        int index = 0;
        while (index < length && buffer[index] != wanted) {
            index++;
        }
        return index;
    }
}
