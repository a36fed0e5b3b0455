// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** An interactive session at the serial console of a machine. */
public final class ConsoleSession {
    /** Ctrl-], as in telnet and virsh. */
    public static final int ESCAPE_KEY = 0x1d;

    private static final int NO_ESCAPE_KEY = Integer.MIN_VALUE;
    private static final int BUFFER = 4096;

    private final InputStream keyboard;
    private final OutputStream screen;
    private final CountDownLatch userLeft = new CountDownLatch(1);

    /**
     * Connects a user to the guest.
     *
     * @param keyboard sent to the guest, until {@link #ESCAPE_KEY}
     * @param screen gets what the guest writes
     */
    public ConsoleSession(InputStream keyboard, OutputStream screen) {
        this.keyboard = keyboard;
        this.screen = screen;
    }

    /** Boots the machine, and returns when the user leaves or the guest ends its machine. */
    public void run(Machine machine, Launcher launcher) throws IOException, InterruptedException {
        try (ListeningSockets sockets = ListeningSockets.in(machine.folder())) {
            Path socket = sockets.newSocketName("console");
            ServerSocketChannel listener = sockets.listen(socket);
            try (Guest guest = Guest.start(machine.with(machine.attachment().withConsoleSocket(socket)), launcher);
                    SocketChannel console = listener.accept()) {
                pump("console to screen", Channels.newInputStream(console), screen, NO_ESCAPE_KEY);
                pump("keyboard to console", keyboard, outputStreamTo(console), ESCAPE_KEY);
                guest.waitForExitOr(() -> userLeft.getCount() == 0);
            }
        }
    }

    /** Not {@link Channels#newOutputStream}: it blocks while another thread reads from the channel. */
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

    /** EOF on the input does not end the session: the guest may still print much about the last command. */
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
            userLeft.countDown(); // the machine has ended
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
