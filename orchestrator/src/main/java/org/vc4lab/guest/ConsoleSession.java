// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * An interactive session at the serial console of a machine.
 *
 * @param keyboard sent to the guest, until {@link #ESCAPE_KEY}
 * @param screen gets what the guest writes
 */
public record ConsoleSession(InputStream keyboard, OutputStream screen) {
    /** Ctrl-], as in telnet and virsh. */
    public static final int ESCAPE_KEY = 0x1d;

    private static final int NO_ESCAPE_KEY = -1;
    private static final int BUFFER = 4096;

    /** Boots the machine, and returns when the user leaves or the guest ends its machine. */
    public void run(Machine machine, Launcher launcher) throws IOException, InterruptedException {
        CountDownLatch userLeft = new CountDownLatch(1);
        try (PendingGuest pendingGuest = PendingGuest.withConsole(machine);
                Guest guest = pendingGuest.awaitConnection(launcher.start(machine, pendingGuest::arguments));
                SocketChannel console = pendingGuest.acceptConsole(guest)) {
            OutputStream input = Channels.newOutputStream(console);
            start("console to screen", () -> copy(console, screen, NO_ESCAPE_KEY, userLeft));
            start("keyboard to console", () -> copy(Channels.newChannel(keyboard), input, ESCAPE_KEY, userLeft));
            guest.waitForExitOr(() -> userLeft.getCount() == 0);
        }
    }

    private static void start(String name, Runnable pump) {
        Thread thread = new Thread(pump, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Copies until the escape key. EOF on the input does not end the session: the guest may still print much about the
     * last command.
     *
     * @param from a channel, because a stream of the console would block its writer while it reads
     */
    private static void copy(ReadableByteChannel from, OutputStream to, int escapeKey, CountDownLatch userLeft) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try {
            for (int length = from.read(buffer); length >= 0; length = from.read(buffer.clear())) {
                int escape = new String(buffer.array(), 0, length, StandardCharsets.ISO_8859_1).indexOf(escapeKey);
                to.write(buffer.array(), 0, escape < 0 ? length : escape);
                to.flush();
                if (escape >= 0) {
                    userLeft.countDown();
                    return;
                }
            }
        } catch (IOException gone) {
            userLeft.countDown(); // the machine has ended
        }
    }
}
