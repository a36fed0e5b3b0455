// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.DecimalNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QmpClientTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private ServerSocketChannel listener;
    private SocketChannel qemuChannel;
    private SocketChannel clientChannel;
    private FakeQemu qemu;

    @BeforeEach
    void connect() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("qmp"));
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(address);
        qemuChannel = SocketChannel.open(address);
        clientChannel = listener.accept();
        qemu = new FakeQemu(qemuChannel, "reset");
    }

    @AfterEach
    void disconnect() throws IOException {
        clientChannel.close();
        qemuChannel.close();
        listener.close();
    }

    @Test
    void negotiatesBeforeAnythingElse() throws Exception {
        QmpClient qmp = client("reset");
        qmp.negotiate();
        qmp.execute("cont", qmp.newArguments());
        assertThat(qemu.requests())
                .extracting(request -> request.path("execute").asText())
                .containsExactly("qmp_capabilities", "cont");
    }

    @Test
    void keepsTheOrderOfEventsBetweenReplies() throws Exception {
        QmpClient qmp = client("reset");
        qmp.negotiate();
        qmp.execute("cont", qmp.newArguments());
        qmp.execute("query-status", qmp.newArguments());
        assertThat(qmp.pollEvent()).map(QmpClient.QmpEvent::name).contains("NOISE");
        assertThat(qmp.pollEvent()).map(QmpClient.QmpEvent::name).contains("NOISE");
        QmpClient.QmpEvent third = qmp.pollEvent().orElseThrow();
        assertThat(third.name()).isEqualTo("SHUTDOWN");
        assertThat(third.data().path("reason").asText()).isEqualTo("guest-reset");
        assertThat(qmp.pollEvent()).isPresent();
        assertThat(qmp.pollEvent()).isEmpty();
    }

    @Test
    void readsObservations() throws Exception {
        Qom qom = new Qom(negotiatedClient(), Path.of("qemu"));
        assertThat(qom.getNumber("/machine", "number")).isEqualTo(42);
        assertThat(qom.getNumber("/machine", "negative")).isEqualTo(-1);
        assertThat(qom.getText("/machine", "text")).isEqualTo("84010a");
        assertThat(qom.getTexts("/machine", "list")).containsExactly("one count=1", "two count=2");
        assertThatThrownBy(() -> qom.getNumber("/machine", "huge")).hasMessageContaining("18446744073709551615");
        assertThatThrownBy(() -> qom.getNumber("/machine", "text")).hasMessageContaining("no 64-bit number");
    }

    @Test
    void findsAllObjectsWithAProperty() throws Exception {
        Qom qom = new Qom(negotiatedClient(), Path.of("qemu"));
        assertThat(qom.findObjectsWith("list", "/machine")).containsExactly("/machine/a", "/machine/a/in");
    }

    @Test
    void setsValuesOfAllTypes() throws Exception {
        Qom qom = new Qom(negotiatedClient(), Path.of("qemu"));
        qom.set(DeviceProperty.text("/machine/a", "capture", "/a path/x.wav"));
        qom.set(DeviceProperty.flag("/machine/a", "connected", false));
        qom.set(new DeviceProperty("/machine/a", "delay", DecimalNode.valueOf(new BigDecimal("18446744073709551615"))));
        assertThat(qemu.requests())
                .extracting(request -> request.at("/arguments/value").toString())
                .containsExactly("", "\"/a path/x.wav\"", "false", "18446744073709551615");
    }

    @Test
    void reportsTheRequestThatQemuRefused() throws Exception {
        Qom qom = new Qom(negotiatedClient(), Path.of("qemu"));
        assertThatThrownBy(() -> qom.set(DeviceProperty.flag("/nowhere", "x", true)))
                .isInstanceOf(QmpErrorException.class)
                .hasMessageContaining("QEMU refused qom-set {\"path\":\"/nowhere\"")
                .hasMessageContaining("Device '/nowhere' not found");
        assertThat(qom.getNumber("/machine", "number")).isEqualTo(42);
    }

    @Test
    void aTimeoutNamesTheMissingReply() throws Exception {
        serve("silent");
        QmpClient qmp = new QmpClient(clientChannel, SHORT, Optional::empty);
        assertThatThrownBy(qmp::negotiate)
                .isInstanceOf(GuestException.class)
                .hasMessage("waited 1000 ms for QMP reply to qmp_capabilities; it did not come");
    }

    @Test
    void failsAtOnceIfQemuClosesTheConnection() throws Exception {
        QmpClient qmp = client("hang up");
        assertThatThrownBy(qmp::negotiate)
                .isInstanceOf(GuestException.class)
                .hasMessage("no QMP reply to qmp_capabilities: QEMU closed the QMP connection");
    }

    @Test
    void failsAtOnceIfTheProcessIsGone() throws Exception {
        AtomicReference<Optional<String>> gone = new AtomicReference<>(Optional.of("QEMU ended with status 1"));
        QmpClient qmp = new QmpClient(
                clientChannel, LIMIT, () -> Optional.ofNullable(gone.get()).orElse(Optional.empty()));
        assertThatThrownBy(qmp::negotiate).hasMessage("no QMP greeting: QEMU ended with status 1");
    }

    @Test
    void failsOnAMessageWithoutAnId() throws Exception {
        qemuChannel.write(java.nio.charset.StandardCharsets.UTF_8.encode("{\"nonsense\": 1}\n"));
        QmpClient qmp = new QmpClient(clientChannel, LIMIT, Optional::empty);
        assertThatThrownBy(qmp::negotiate).hasMessageContaining("a message without an id: {\"nonsense\": 1}");
    }

    @Test
    void failsOnAMessageWithoutEnd() throws Exception {
        QmpClient qmp = new QmpClient(clientChannel, LIMIT, Optional::empty);
        for (int mebibytes = 0; mebibytes < 17; mebibytes++) {
            QmpClient.writeFully(qemuChannel, "x".repeat(1 << 20));
        }
        QmpClient.writeFully(qemuChannel, "\n");
        assertThatThrownBy(qmp::negotiate).hasMessageContaining("longer than the limit of 16384 KiB");
    }

    private QmpClient negotiatedClient() throws Exception {
        QmpClient qmp = client("reset");
        qmp.negotiate();
        return qmp;
    }

    private QmpClient client(String behaviour) throws IOException {
        serve(behaviour);
        return new QmpClient(clientChannel, LIMIT, Optional::empty);
    }

    /** The greeting is on its way before the client starts to count its time. */
    private void serve(String behaviour) throws IOException {
        qemu = new FakeQemu(qemuChannel, behaviour);
        qemu.greet();
        Thread server = new Thread(this::serveQemu, "fake QEMU");
        server.setDaemon(true);
        server.start();
    }

    private void serveQemu() {
        try {
            qemu.serve();
        } catch (IOException closed) {
            Thread.currentThread().interrupt(); // the test is over
        }
    }
}
