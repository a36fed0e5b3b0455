// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BackgroundServerTest {
    private final CountDownLatch begun = new CountDownLatch(1);

    @Test
    void itsErrorIsNotLost() throws Exception {
        BackgroundServer server = new BackgroundServer(() -> {
            begun.countDown();
            throw new IOException("QEMU closed its gdb stub");
        });
        begun.await();
        assertThatThrownBy(server::close)
                .isInstanceOf(IOException.class)
                .hasMessage("gdb was no longer served: QEMU closed its gdb stub");
    }

    /** Such as by a machine that cannot be used any more. */
    @Test
    void neitherIsThatOfAServerThatIsLate() throws Exception {
        BackgroundServer server = new BackgroundServer(() -> {
            begun.countDown();
            try {
                Thread.sleep(TimeUnit.HOURS.toMillis(1));
            } catch (InterruptedException stopped) {
                throw new IOException("late", stopped);
            }
            return null;
        });
        begun.await();
        assertThatThrownBy(server::close).hasMessageContaining("late");
    }

    @Test
    void aProgramNeedNotConnect() throws Exception {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            BackgroundServer server = new BackgroundServer(() -> {
                begun.countDown();
                return listener.accept();
            });
            begun.await();
            server.close();
            assertThat(listener.isOpen()).isFalse();
        }
    }

    @Test
    void whatHasServedIsGood() throws Exception {
        new BackgroundServer(() -> "served").close();
    }
}
