// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.store.Store;

/** Tools that boot, by the SDK's own client. */
class McpIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(40);
    private static final String EMULATOR = "/qemu-system-aarch64";

    @TempDir
    Path folder;

    private McpTestClient startClient() {
        return McpTestClient.start(
                folder, Map.of("VC4LAB_CACHE", Store.location(System.getenv()).toString()));
    }

    @Test
    void verifiesACandidateAndShowsItsEvidence() throws Exception {
        try (McpTestClient client = startClient()) {
            CallToolResult result = client.call("verify", Map.of("candidate", List.of("hw-params")));

            assertThat(result.isError()).as(result::toString).isFalse();
            JsonNode candidate = documentOf(result).path("results").path(0);
            assertThat(candidate.path("verdict").asText()).isEqualTo("CLEAN");
            assertThat(client.progress())
                    .extracting(ProgressNotification::message)
                    .contains("trials", "trials: done")
                    .anyMatch(message -> message.contains(" of "));
            String trial = candidate.path("trials").path(0).path("folder").asText();
            JsonNode evidence = documentOf(client.call("evidence", Map.of("trial", trial)));
            assertThat(evidence.path("verdict").asText()).isEqualTo("CLEAN");
        }
    }

    /** Where patches are confined, if that works here, as all tools of the build are. */
    @Test
    void provesAFinding() throws Exception {
        try (McpTestClient client = startClient()) {
            CallToolResult result = client.call(
                    "prove_finding",
                    Map.of(
                            "file-line", "drivers/gpu/drm/vc4/vc4_hdmi.c:298",
                            "function", "vc4_hdmi_write_infoframe",
                            "while-holding", "snd_pcm_stream_lock_irq",
                            "scenario", List.of("play")));

            assertThat(result.isError()).as(result::toString).isFalse();
            assertThat(documentOf(result).path("verdict").asText())
                    .as(result::toString)
                    .isEqualTo("PROVED");
        }
    }

    private static JsonNode documentOf(CallToolResult result) throws IOException {
        return new ObjectMapper().readTree(McpTestClient.texts(result).get(0));
    }

    @Test
    void aCancelledVerifyLeavesNoProcessNoLockAndNoHalfFile() throws Exception {
        try (McpTestClient client = startClient()) {
            ProcessHandle server = serverIn(folder);
            CompletableFuture<CallToolResult> verify =
                    client.start("verify", Map.of("candidate", List.of("base"), "scenario", List.of("storm")));
            await("an emulator")
                    .atMost(TIMEOUT)
                    .failFast("verify ended", verify::isDone)
                    .until(() -> server.descendants().anyMatch(McpIT::isEmulator));

            client.cancelLastCall();

            await("the end of its processes")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> server.descendants().findAny().isEmpty());
            assertThat(verify).isNotDone();
            // it needs the locks that the first one held
            CallToolResult next = client.call("verify", Map.of("candidate", List.of("hw-params")));
            assertThat(next.isError()).as(next::toString).isFalse();
            assertThat(filesOfRuns(server)).isNotEmpty().noneMatch(file -> file.endsWith("initrd"));
        }
    }

    /** Its command line is too long for the JDK to read. */
    private static ProcessHandle serverIn(Path workingDirectory) {
        return ProcessHandle.current()
                .children()
                .filter(child -> {
                    try {
                        return Files.isSameFile(Path.of("/proc", Long.toString(child.pid()), "cwd"), workingDirectory);
                    } catch (IOException ended) {
                        return false;
                    }
                })
                .findFirst()
                .orElseThrow();
    }

    private static boolean isEmulator(ProcessHandle process) {
        return process.info().command().orElse("").endsWith(EMULATOR);
    }

    /** Of all runs of the server. */
    private static List<Path> filesOfRuns(ProcessHandle server) throws IOException {
        Path runs = Store.location(System.getenv()).resolve("runs");
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.filter(run -> run.getFileName().toString().matches("\\d+-\\d+-" + server.pid() + "(-\\d+)?"))
                    .flatMap(McpIT::filesBelow)
                    .toList();
        }
    }

    private static Stream<Path> filesBelow(Path run) {
        try (Stream<Path> files = Files.walk(run)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
