// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Mono;

/** The client of the SDK, with {@code ./vc4lab mcp} as its child process. */
final class McpTestClient implements AutoCloseable {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final Duration TIMEOUT = Duration.ofMinutes(40);
    private static final JacksonMcpJsonMapper MAPPER =
            new JacksonMcpJsonMapper(JsonMapper.builder().build());

    private final List<ProgressNotification> progress = new CopyOnWriteArrayList<>();
    private final ChildTransport transport;
    private final McpAsyncClient client;

    private McpTestClient(ChildTransport transport) {
        this.transport = transport;
        client = McpClient.async(transport)
                .requestTimeout(TIMEOUT)
                .initializationTimeout(TIMEOUT)
                .jsonSchemaValidator((schema, content) -> ValidationResponse.asValid(null))
                .progressConsumer(notification -> Mono.fromRunnable(() -> progress.add(notification)))
                .build();
    }

    static McpTestClient start(Path workingDirectory, Map<String, String> environment, Path... folders) {
        McpTestClient started = new McpTestClient(
                new ChildTransport(workingDirectory, serverCommand(folders).env(environment)));
        started.client.initialize().block(TIMEOUT);
        return started;
    }

    private static ServerParameters.Builder serverCommand(Path... folders) {
        List<String> arguments = arguments(folders);
        return ServerParameters.builder(arguments.get(0)).args(arguments.subList(1, arguments.size()));
    }

    /** The command line of the server. */
    static List<String> arguments(Path... folders) {
        List<String> arguments = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dvc4lab.home=" + HOME,
                "-cp",
                System.getProperty("java.class.path"),
                "org.vc4lab.cli.Main",
                "mcp"));
        for (Path folder : folders) {
            arguments.add(folder.toString());
        }
        return arguments;
    }

    List<Tool> tools() {
        return client.listTools().block(TIMEOUT).tools();
    }

    CallToolResult call(String tool, Map<String, Object> arguments) {
        return start(tool, arguments).join();
    }

    CompletableFuture<CallToolResult> start(String tool, Map<String, Object> arguments) {
        return client.callTool(CallToolRequest.builder(tool)
                        .arguments(arguments)
                        .progressToken(tool)
                        .build())
                .toFuture();
    }

    /** Cancels the call that was started last; the SDK's client has no method for it. */
    void cancelLastCall() {
        Map<String, Object> parameters = Map.of("requestId", transport.lastCall, "reason", "a test");
        transport
                .sendMessage(new JSONRPCNotification("notifications/cancelled", parameters))
                .block(TIMEOUT);
    }

    static List<String> texts(CallToolResult result) {
        return result.content().stream()
                .map(content -> ((TextContent) content).text())
                .toList();
    }

    List<ProgressNotification> progress() {
        return progress;
    }

    @Override
    public void close() {
        client.closeGracefully().block(TIMEOUT);
    }

    private static final class ChildTransport extends StdioClientTransport {
        private final Path workingDirectory;
        private volatile Object lastCall = "";

        ChildTransport(Path workingDirectory, ServerParameters.Builder command) {
            super(command.build(), MAPPER);
            this.workingDirectory = workingDirectory;
        }

        @Override
        protected ProcessBuilder getProcessBuilder() {
            return new ProcessBuilder().directory(workingDirectory.toFile());
        }

        @Override
        public Mono<Void> sendMessage(JSONRPCMessage message) {
            if (message instanceof JSONRPCRequest request && request.method().equals("tools/call")) {
                lastCall = request.id();
            }
            return super.sendMessage(message);
        }
    }
}
