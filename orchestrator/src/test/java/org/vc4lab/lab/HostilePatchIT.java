// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.store.Store;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Verdict;

/**
 * A patch whose makefile and Kconfig run a script while the kernel is built. On this host the script gets at files,
 * sockets and the network, which shows that it tries; in a sandbox or a container it runs as well, and gets nothing.
 */
class HostilePatchIT {
    private static final Path PATCHES = TestLab.MISLEADING_PATCHES.resolve("runs-commands");
    private static final Pattern RAN = Pattern.compile("(makefile|kconfig) ran beside (.*), and got: (.*)");

    private final String secret = "canary-" + UUID.randomUUID().toString().replace("-", "");
    private final Queue<String> connections = new ConcurrentLinkedQueue<>();

    @TempDir
    Path folder;

    private Path secretInHome;
    private Path outside;
    private Path socket;
    private HttpServer server;
    private DatagramSocket datagrams;
    private ServerSocketChannel listener;

    @BeforeEach
    void startServices() throws Exception {
        Files.writeString(folder.resolve("secret"), secret);
        outside = Files.createDirectory(folder.resolve("outside"));
        secretInHome = Files.createTempFile(Path.of(System.getProperty("user.home")), "vc4lab-secret", "");
        Files.writeString(secretInHome, secret);
        server = HttpServer.create(new InetSocketAddress(0), 0);
        server.createContext("/", exchange -> {
            connections.add("request from " + exchange.getRemoteAddress());
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(secret.getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        datagrams = new DatagramSocket(server.getAddress().getPort());
        Thread receiver = new Thread(this::listen, "listener for datagrams");
        receiver.setDaemon(true);
        receiver.start();
        socket = folder.resolve("engine.sock");
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }

    private void listen() {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                datagrams.receive(packet);
                connections.add(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8).strip());
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    @AfterEach
    void stopServices() throws Exception {
        server.stop(0);
        datagrams.close();
        listener.close();
        Files.deleteIfExists(secretInHome);
    }

    @Test
    void onTheHostItsCommandsSucceed() throws Exception {
        try (TestLab lab = TestLab.open()) {
            Map<String, String> got = buildHostilePatch(lab);

            assertThat(got.values()).allSatisfy(text -> assertThat(text)
                    .contains(
                            "[read " + folder.resolve("secret") + ": " + secret + "]",
                            "[read " + secretInHome + ": " + secret + "]",
                            "[listed " + lab.workshop().store().root().resolve("entries") + "]",
                            "[fetched from 127.0.0.1: " + secret + "]",
                            "[called " + socket + "]",
                            "[saw a process of the host]",
                            "[knows the home]",
                            "[read variables of a process]",
                            "[wrote outside]",
                            "[can write to the sources]"));
            assertThat(connections).contains("datagram of makefile", "datagram of kconfig");
        }
    }

    @Test
    void inAContainerItsCommandsGetNothing() throws Exception {
        try (TestLab lab = TestLab.openInContainers()) {
            assertThat(buildHostilePatch(lab).values())
                    .allSatisfy(text -> assertThat(text).matches("(/sys/class/net/lo)+"));
        }
        assertThat(connections).isEmpty();
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void inASandboxItsCommandsGetNothing() throws Exception {
        try (TestLab lab = TestLab.openInSandboxes()) {
            assertThat(buildHostilePatch(lab).values())
                    .allSatisfy(text -> assertThat(text).matches("(/sys/class/net/\\*)+"));
        }
        assertThat(connections).isEmpty();
        assertThat(outside).isEmptyDirectory();
    }

    /** By who ran the script: what network there was, and what the script got, each as often as it ran. */
    private Map<String, String> buildHostilePatch(TestLab lab) throws Exception {
        List<Candidate> candidates =
                List.of(lab.ofCase().candidate(preparePatch(lab.workshop().store())));
        lab.verify(candidates, folder.resolve("first")); // may print the programs of kconfig, after those lines
        CandidateResult result =
                lab.verify(candidates, folder.resolve("trials")).get(0);
        assertThat(result.verdict()).isEqualTo(Verdict.BUILD_FAILED);
        Map<String, String> got = new TreeMap<>();
        RAN.matcher(result.reason().orElseThrow())
                .results()
                .forEach(ran -> got.merge(ran.group(1), ran.group(2) + ran.group(3), String::concat));
        assertThat(got).containsOnlyKeys("makefile", "kconfig");
        return got;
    }

    /** The patch with what it shall look for. */
    private Path preparePatch(Store store) throws IOException {
        Map<String, List<String>> replacements = Map.of(
                "FILES", List.of(folder.resolve("secret").toString(), secretInHome.toString(), "/etc/shadow"),
                "FOLDERS",
                        List.of(
                                store.root().resolve("entries").toString(),
                                store.root().resolve("runs").toString()),
                "ADDRESSES", addresses(),
                "PORT", List.of(Integer.toString(server.getAddress().getPort())),
                "SOCKETS", List.of(socket.toString(), "/run/docker.sock"),
                "HOME", List.of(System.getenv("HOME")),
                "OUTSIDE", List.of(outside.toString()),
                "PROCESS", List.of(Long.toString(ProcessHandle.current().pid())));
        Path prepared = Files.createDirectory(folder.resolve("runs-commands"));
        try (Stream<Path> files = Files.list(PATCHES)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                for (Map.Entry<String, List<String>> replacement : replacements.entrySet()) {
                    text = text.replace("@" + replacement.getKey() + "@", String.join(" ", replacement.getValue()));
                }
                Files.writeString(prepared.resolve(file.getFileName()), text);
            }
        }
        return prepared;
    }

    /** All of this host, the one of the engine's bridge among them. */
    private static List<String> addresses() throws IOException {
        List<String> addresses = new ArrayList<>();
        for (NetworkInterface networkInterface :
                NetworkInterface.networkInterfaces().toList()) {
            networkInterface
                    .inetAddresses()
                    .filter(Inet4Address.class::isInstance)
                    .map(InetAddress::getHostAddress)
                    .forEach(addresses::add);
        }
        return addresses;
    }
}
