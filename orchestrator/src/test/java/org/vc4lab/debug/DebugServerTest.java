// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebugServerTest {
    private static final int PROCESSOR = 2;

    @TempDir
    Path folder;

    private final RecordedTarget target = new RecordedTarget();
    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private Future<?> served;
    private SocketChannel socket;
    private PacketChannel gdb;

    @BeforeEach
    void connect() throws Exception {
        SocketPair sockets = SocketPair.open(folder.resolve("stub"));
        socket = sockets.client();
        served = threads.submit(() -> {
            try (SocketChannel accepted = sockets.server()) {
                new DebugServer(accepted, target, PROCESSOR).serve();
                return null;
            }
        });
        gdb = new PacketChannel(socket, 1 << 16);
    }

    @AfterEach
    void disconnect() throws IOException {
        gdb.close();
        threads.shutdownNow();
    }

    private String ask(String packet) throws Exception {
        gdb.send(packet);
        return gdb.receive().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"g", "p1a", "mc0338c54,4", "Hgp1.2", "Tp1.2", "Z0,c0338c54,4", "z2,c0,4", "qfThreadInfo"})
    void whatLooksAtTheMachineIsPassedOn(String packet) throws Exception {
        assertThat(ask(packet)).isEqualTo("reply to " + packet);
    }

    /** They would be no part of the trial. */
    @ParameterizedTest
    @ValueSource(strings = {"G00", "P1a=00", "Mc0338c54,1:00", "Xc0338c54,1:a"})
    void nothingIsWritten(String packet) throws Exception {
        assertThat(ask(packet)).isEqualTo("E01");
        assertThat(target.packets()).isEmpty();
    }

    /** QEMU's monitor may write files. */
    @ParameterizedTest
    @ValueSource(
            strings = {"qRcmd,71756974", "Qqemu.PhyMemMode:1", "vFile:open:2f,0,0", "vRun;x", "R00", "!", "x0,4", ""})
    void nothingElseReachesQemu(String packet) throws Exception {
        assertThat(ask(packet)).isEmpty();
        assertThat(target.packets()).isEmpty();
    }

    @Test
    void theTimeIsShown() throws Exception {
        assertThat(ask("qRcmd,74696d65"))
                .isEqualTo(HexFormat.of().formatHex("1546884996 ns\n".getBytes(StandardCharsets.US_ASCII)));
        assertThat(target.packets()).isEmpty();
    }

    @Test
    void devicesAreShown() throws Exception {
        assertThat(ask("qRcmd,64657669636573"))
                .isEqualTo(HexFormat.of().formatHex("audio FIFO mai0: 12 words\n".getBytes(StandardCharsets.US_ASCII)));
        assertThat(target.packets()).isEmpty();
    }

    @Test
    void gdbBeginsAtTheProcessorOfInterest() throws Exception {
        assertThat(ask("?")).isEqualTo("T05thread:p01.03;");
        assertThat(target.packets()).containsExactly("Hgp01.03");
    }

    @Test
    void aMachineThatRunsCanBeInterrupted() throws Exception {
        gdb.send("vCont;c");
        gdb.interrupt();
        assertThat(gdb.receive()).contains("T02thread:p01.01;");
        assertThat(target.packets()).containsExactly("vCont;c");
        assertThat(ask("g")).as("goes on").isEqualTo("reply to g");
    }

    @Test
    void announcesThatItGoesBack() throws Exception {
        assertThat(ask("qSupported:multiprocess+;xmlRegisters=i386").split(";"))
                .contains("ReverseStep+", "ReverseContinue+", "multiprocess+");
        assertThat(target.packets()).isEmpty();
    }

    @Test
    void stepsBackWhatGdbChoseLast() throws Exception {
        assertThat(ask("bs")).isEqualTo("T05thread:p01.03;");
        ask("Hcp1.2");
        assertThat(ask("bs")).isEqualTo("T05thread:p01.02;");
        ask("Hcp1.-1");
        assertThat(ask("bs")).as("all of them").isEqualTo("T05thread:p01.02;");
    }

    @Test
    void stepsBackWhatStoppedLast() throws Exception {
        gdb.send("bc");
        gdb.interrupt();
        assertThat(gdb.receive()).contains("T02thread:p01.01;");
        assertThat(ask("bs")).isEqualTo("T05thread:p01.01;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"D", "D;1", "k", "vKill;1"})
    void itEndsWhenGdbLeaves(String packet) throws Exception {
        assertThat(ask(packet)).isEqualTo("OK");
        served.get();
        assertThat(target.packets()).isEmpty();
    }

    @Test
    void itEndsWhenTheConnectionIsClosed() throws Exception {
        gdb.close();
        served.get();
    }

    /** A machine that has ended before may not stop again. */
    @Test
    @Timeout(30)
    void itEndsWhenGdbIsGoneWhileTheMachineRuns() throws Exception {
        gdb.send("vCont;c");
        while (target.packets().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(gdb.poll()).as("only an acknowledgement").isEmpty();
        gdb.close();
        served.get();
        assertThat(target.packets()).containsExactly("vCont;c");
    }

    @Test
    void anOversizedPacketEndsTheSession() throws Exception {
        gdb.send("m" + "0".repeat(5000));
        assertThat(gdb.receive()).isEqualTo(Optional.empty());
        assertThatThrownBy(served::get).isInstanceOf(ExecutionException.class).hasMessageContaining("limit of 4096");
    }

    @Test
    void whatIsNoPacketEndsTheSession() throws Exception {
        socket.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII)));
        assertThatThrownBy(served::get).isInstanceOf(ExecutionException.class).hasMessageContaining("no packet");
    }
}
