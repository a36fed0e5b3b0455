// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GdbSessionTest {
    private static final Pattern SOCKET = Pattern.compile("target remote (?<path>/[^' ]+)");

    /** The file beside it lets a later process delete the folder if this one is killed. */
    @Test
    @Timeout(30)
    void theSocketsFolderIsPrivateAndDoesNotStay() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<String> command = new CompletableFuture<>();
            GdbSession session = new GdbSession(
                    new RecordedTarget(), 0, new GdbFiles(Path.of("/vmlinux"), Optional.empty(), Path.of("/commands")));
            Future<?> served = threads.submit(() -> {
                session.serve(connect -> command.complete(connect.toString()));
                return session;
            });
            Matcher matcher = SOCKET.matcher(command.get());
            assertThat(matcher.find()).as(command.get()).isTrue();
            Path socket = Path.of(matcher.group("path"));
            Path folder = socket.resolveSibling("");
            assertThat(Files.getPosixFilePermissions(folder)).hasSize(3);
            assertThat(folder.resolveSibling(folder.getFileName() + ".owner")).isRegularFile();

            SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
            served.get();
            assertThat(folder).doesNotExist();
        } finally {
            threads.shutdownNow();
        }
    }
}
