// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A machine with QEMU's stub of gdb's remote protocol. The stub connects to a socket that only this user, and the
 * confined one, can open, and that is deleted at once.
 *
 * @param stub the connection to it
 */
public record DebuggedGuest(Guest guest, SocketChannel stub) implements AutoCloseable {
    /** Starts a machine from a saved one; it stays stopped. */
    public static DebuggedGuest restore(Machine machine, ReadyGuest saved, Launcher launcher)
            throws IOException, InterruptedException {
        return Guest.restore(machine, saved, (restored, state) -> start(restored, state, launcher));
    }

    private static DebuggedGuest start(Machine restored, Path state, Launcher launcher)
            throws IOException, InterruptedException {
        Guest.writePoints(restored);
        try (PendingGuest pendingGuest = PendingGuest.withStub(restored, state)) {
            Guest guest = pendingGuest.awaitConnection(launcher.start(restored, pendingGuest::arguments));
            try {
                return new DebuggedGuest(guest, pendingGuest.acceptStub(guest));
            } catch (IOException | InterruptedException | RuntimeException failed) {
                guest.close();
                throw failed;
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (stub) {
            guest.close();
        }
    }
}
