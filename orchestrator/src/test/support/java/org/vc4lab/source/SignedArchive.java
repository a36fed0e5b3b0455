// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A local archive with signed indices, which lists more files than it has. Its suite "stable" lists linux 5.10.46,
 * 6.1.8, 6.1.10, 6.1.11, 6.2.1, 7.1.8, 7.2.3 and linux-tools 9.9.9, and "oldstable" linux 6.1.9. The hash of a tarball
 * is that of its version.
 */
public final class SignedArchive implements AutoCloseable {
    private static final String POOL = "/debian/pool/main/l/linux/";
    private static final String SUITES = "/debian/dists/";
    private static final Path FILES = Path.of("src/test/resources/archive").toAbsolutePath();

    private final HttpServer server;
    private final Set<String> available = new HashSet<>();
    private final Map<String, byte[]> replaced = new HashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    public SignedArchive() throws IOException {
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(POOL, exchange -> {
            exchange.sendResponseHeaders(available.contains(path(exchange, POOL)) ? 200 : 404, -1);
            exchange.close();
        });
        server.createContext(SUITES, exchange -> {
            byte[] content = read(path(exchange, SUITES));
            exchange.sendResponseHeaders(content.length > 0 ? 200 : 404, content.length > 0 ? content.length : -1);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        server.start();
    }

    private String path(HttpExchange exchange, String folder) {
        String path = exchange.getRequestURI().getPath().substring(folder.length());
        requests.add(path);
        return path;
    }

    public String keyring() {
        return FILES.resolve("keyring.gpg").toString();
    }

    /** What the lab needs to use it. */
    public Map<String, String> environment() {
        return Map.of(
                DebianArchive.VARIABLE,
                "http://localhost:" + server.getAddress().getPort() + "/debian",
                DebianArchive.KEYRING_VARIABLE,
                keyring());
    }

    /** A file of the suites; empty if there is none. */
    public byte[] read(String name) throws IOException {
        byte[] replacement = replaced.get(name);
        return replacement != null
                ? replacement
                : Files.readAllBytes(FILES.resolve("dists").resolve(name));
    }

    /** Serves another content of a file of the suites; an empty one is missing. */
    public void replace(String name, byte[] content) {
        replaced.put(name, content);
    }

    /** Has a kernel's tarball, or at least its head. */
    public void add(String version) {
        available.add("linux_" + version + ".orig.tar.xz");
    }

    public List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
