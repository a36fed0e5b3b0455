// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ScriptedGdbTest {
    private final CountDownLatch ended = new CountDownLatch(1);

    private static void sleepLong() throws InterruptedException {
        Thread.sleep(TimeUnit.HOURS.toMillis(1));
    }

    /** It starts before there is a trial to look at. */
    @Test
    void itConnectsBeforeItIsServed() throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        ScriptedGdb gdb = ScriptedGdb.start(socket -> {
            SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
            connected.countDown();
            return 3;
        });
        try (gdb) {
            connected.await();
            assertThat(gdb.serve(new RecordedTarget(), 0)).isEqualTo(3);
        }
    }

    @Test
    void itNeedNotConnect() throws Exception {
        try (ScriptedGdb gdb = ScriptedGdb.start(socket -> 1)) {
            assertThat(gdb.serve(new RecordedTarget(), 0)).isEqualTo(1);
        }
        ScriptedGdb missing = ScriptedGdb.start(socket -> {
            throw new IOException("no such program");
        });
        try (missing) {
            assertThatThrownBy(() -> missing.serve(new RecordedTarget(), 0))
                    .isInstanceOf(IOException.class)
                    .hasMessage("gdb did not run: no such program");
        }
    }

    /** Such as by a machine that cannot be used any more. */
    @Test
    void anErrorOfTheTrialEndsIt() throws Exception {
        CompletableFuture<Path> folder = new CompletableFuture<>();
        ScriptedGdb gdb = ScriptedGdb.start(socket -> {
            folder.complete(socket.resolveSibling(""));
            try {
                sleepLong();
            } finally {
                ended.countDown();
            }
            return 0;
        });
        Path socketFolder = folder.get();
        assertThatThrownBy(() -> {
                    try (gdb) {
                        throw new IOException("the trial ends without a report");
                    }
                })
                .hasMessage("the trial ends without a report");
        ended.await();
        assertThat(socketFolder).doesNotExist();
    }
}
