// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Progress.ProgressTask;
import org.vc4lab.cli.exit.ExitCode;
import picocli.CommandLine.Model.CommandSpec;

/** Calls that overlap, over pipes: "wait" runs until it is interrupted, "echo" reports progress and ends. */
@Timeout(60)
class McpServiceTest {
    private final PipedOutputStream toServer = new PipedOutputStream();
    private final PipedInputStream fromServer = new PipedInputStream(1 << 20);
    private final PrintWriter requests = new PrintWriter(toServer, true, StandardCharsets.UTF_8);
    private final BufferedReader messages =
            new BufferedReader(new InputStreamReader(fromServer, StandardCharsets.UTF_8));
    private final CountDownLatch waits = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private CompletableFuture<Void> served;

    @BeforeEach
    void serve() throws Exception {
        PipedInputStream in = new PipedInputStream(toServer, 1 << 20);
        PipedOutputStream out = new PipedOutputStream(fromServer);
        List<McpTool> tools = List.of(tool("wait", true), tool("echo", false));
        ToolRunner runner =
                new ToolRunner(this::runCommand, new AllowedFolders(List.of(), Path.of("none")), Clock.systemUTC());
        served = CompletableFuture.runAsync(() -> {
            try {
                new McpService("1", tools, runner).serve(in, out);
            } catch (InterruptedException unexpected) {
                throw new IllegalStateException(unexpected);
            }
        });
        requests.println("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                + "\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}");
        assertThat(readMessage().path("id").asInt(-1)).isZero();
        requests.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    @AfterEach
    void end() {
        requests.close();
    }

    private static McpTool tool(String name, boolean isLong) {
        return McpTool.of(name, CommandSpec.create().name(name), List.of(), isLong, List.of());
    }

    private int runCommand(List<String> commandLine, PrintWriter out, PrintWriter err, Progress progress) {
        if (commandLine.get(0).equals("echo")) {
            try (ProgressTask task = progress.start("echo", 1)) {
                task.update(1, 1);
            }
            out.println("{}");
            return ExitCode.GOOD;
        }
        waits.countDown();
        try {
            TimeUnit.HOURS.sleep(1);
        } catch (InterruptedException cancelled) {
            interrupted.countDown();
        }
        return ExitCode.INFRASTRUCTURE;
    }

    private void call(int id, String tool) {
        requests.println("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
                + tool + "\",\"arguments\":{},\"_meta\":{\"progressToken\":" + id + "}}}");
    }

    private JsonNode readMessage() throws IOException {
        return new ObjectMapper().readTree(messages.readLine());
    }

    /** The ids of the next answers. */
    private List<Integer> readAnswers(int count) throws IOException {
        List<Integer> ids = new ArrayList<>();
        while (ids.size() < count) {
            JsonNode message = readMessage();
            if (message.has("id")) {
                ids.add(message.path("id").asInt());
            }
        }
        return ids;
    }

    @Test
    void aCancelledCallIsInterruptedAndNotAnswered() throws Exception {
        call(1, "wait");
        waits.await();

        requests.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");

        interrupted.await();
        call(2, "echo");
        assertThat(readAnswers(1)).containsExactly(2);
    }

    @Test
    void aCallThatWaitsForAnotherCanBeCancelled() throws Exception {
        call(1, "wait");
        waits.await();
        call(2, "wait");
        requests.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":2}}");
        requests.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":77}}");
        call(3, "echo");

        assertThat(readAnswers(1)).containsExactly(3);
        assertThat(interrupted.getCount()).isOne();
    }

    @Test
    void theEndOfTheInputEndsWhatRuns() throws Exception {
        call(1, "wait");
        waits.await();

        requests.close();

        interrupted.await();
        served.join();
    }

    /** The SDK's transport refuses a message while another one is sent. */
    @Test
    void noAnswerIsLostAmongOthers() throws Exception {
        List<Integer> ids = IntStream.rangeClosed(1, 200).boxed().toList();

        ids.forEach(id -> call(id, "echo"));

        assertThat(readAnswers(ids.size())).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void numbersOfProgressGrow() throws Exception {
        call(1, "echo");

        List<JsonNode> notifications = new ArrayList<>();
        JsonNode message = readMessage();
        while (!message.has("id")) {
            notifications.add(message.path("params"));
            message = readMessage();
        }

        assertThat(notifications).hasSizeGreaterThanOrEqualTo(2);
        assertThat(notifications)
                .extracting(parameters -> parameters.path("progress").asInt())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(notifications).allSatisfy(parameters -> {
            assertThat(parameters.path("progressToken").asInt()).isOne();
            assertThat(parameters.path("message").asText()).startsWith("echo");
        });
    }
}
