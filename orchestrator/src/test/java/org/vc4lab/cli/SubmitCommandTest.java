// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.cli.exit.ExitCode;

/** Documents are posted to a server of this test. */
class SubmitCommandTest {
    private static final String TOKEN = "header.payload.signature";
    private static final String DOCUMENT = "{\"version\": {\"major\": 5, \"minor\": 3}}\n";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile boolean stopped;
    private volatile int status = 200;
    private volatile String answer = "{\"id\":\"1\",\"status\":\"ready\"}";

    @TempDir
    Path folder;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/submit", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " " + body);
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Location", "/submit");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        stopped = true;
        server.stop(0);
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/submit";
    }

    private int submit(String content, String address, Map<String, String> environment, String... options)
            throws IOException {
        Path file = Files.writeString(folder.resolve("kcidb.json"), content);
        CliContext context = new CliContext(Vc4labProcess.HOME, environment, Clock.systemUTC(), false);
        List<String> arguments = new ArrayList<>(List.of("submit", file.toString(), "--to", address));
        arguments.addAll(List.of(options));
        return Main.run(context, new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
    }

    private int submit(String content) throws IOException {
        return submit(content, address(), Map.of("VC4LAB_KCIDB_TOKEN", TOKEN + "\n"));
    }

    @Test
    void postsTheDocumentWithTheToken() throws Exception {
        assertThat(submit(DOCUMENT)).as(err::toString).isEqualTo(ExitCode.GOOD);

        assertThat(requests).containsExactly("POST Bearer " + TOKEN + " application/json " + DOCUMENT);
        assertThat(out.toString()).contains("\"status\":\"ready\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 307, 400, 401, 500})
    void anAnswerThatIsNoSuccessIsAnErrorAndNothingIsSentAgain(int refusal) throws Exception {
        status = refusal;
        answer = "no\u001b[31m " + "x".repeat(100_000);

        assertThat(submit(DOCUMENT)).isEqualTo(ExitCode.INFRASTRUCTURE);

        assertThat(requests).hasSize(1);
        assertThat(err.toString()).contains("status " + refusal).doesNotContain(TOKEN, "\u001b");
        assertThat(err.toString()).hasSizeLessThan(5000);
    }

    /** A server that trickles sends a byte before each time limit of a read. */
    @Test
    void anAnswerThatNeverEndsIsAnError() throws Exception {
        server.createContext("/trickle", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (!stopped) {
                exchange.getResponseBody().write('.');
                exchange.getResponseBody().flush();
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
            exchange.close();
        });

        int exitCode = submit(
                DOCUMENT,
                address().replace("/submit", "/trickle"),
                Map.of("VC4LAB_KCIDB_TOKEN", TOKEN),
                "--timeout",
                "1");

        assertThat(exitCode).isEqualTo(ExitCode.INFRASTRUCTURE);
        assertThat(err.toString()).contains("no whole answer after 1 s", "--timeout");
    }

    @Test
    void withoutATokenNothingIsSent() throws Exception {
        assertThat(submit(DOCUMENT, address(), Map.of())).isEqualTo(ExitCode.USAGE);
        assertThat(submit(DOCUMENT, address(), Map.of("VC4LAB_KCIDB_TOKEN", "a\r\nX: y")))
                .isEqualTo(ExitCode.USAGE);

        assertThat(requests).isEmpty();
        assertThat(err.toString()).contains("VC4LAB_KCIDB_TOKEN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://192.0.2.1/submit", "file:///etc/passwd", "ftp://127.0.0.1/", "submit"})
    void aTokenIsNotSentInTheClear(String address) throws Exception {
        assertThat(submit(DOCUMENT, address, Map.of("VC4LAB_KCIDB_TOKEN", TOKEN)))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("https://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[1]", "no json", "{\"version\": 1, \"results\": []}"})
    void anythingElseIsNotSent(String content) throws Exception {
        assertThat(submit(content)).isEqualTo(ExitCode.USAGE);
        assertThat(requests).isEmpty();
    }
}
