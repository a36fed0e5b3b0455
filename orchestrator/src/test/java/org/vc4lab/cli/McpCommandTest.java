// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.cli.exit.ExitCode;

/** The tools that boot nothing, and what all refuse, by the SDK's own client. */
class McpCommandTest {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();

    private static final String CONTROLS = "(?s).*[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069].*";

    /** Allowed is its folder "mine". */
    @TempDir
    static Path folder;

    private static Path mine;
    private static McpTestClient client;

    @BeforeAll
    static void start() throws Exception {
        mine = Files.createDirectory(folder.resolve("mine"));
        Files.writeString(folder.resolve("secret.log"), warning("secret"));
        Files.createSymbolicLink(mine.resolve("link.log"), folder.resolve("secret.log"));
        Files.createSymbolicLink(mine.resolve("link"), folder);
        client = McpTestClient.start(mine, environment());
    }

    @AfterAll
    static void end() {
        client.close();
    }

    private static Map<String, String> environment() {
        return Map.of("VC4LAB_CACHE", folder.resolve("store").toString());
    }

    private static String warning(String function) {
        return "[    1.0] WARNING: CPU: 0 PID: 1 at drivers/a.c:12 " + function + "+0x1/0x2\n"
                + "[    1.0] CPU: 0 PID: 1 Comm: a Not tainted\n[    1.0] Call trace:\n"
                + "[    1.0]  " + function + "+0x1/0x2\n[    1.0] ---[ end trace 0000000000000000 ]---\n";
    }

    @Test
    void eachToolAndArgumentIsDescribed() {
        List<Tool> tools = client.tools();

        assertThat(tools)
                .extracting(Tool::name)
                .containsExactlyInAnyOrder(
                        "verify",
                        "check",
                        "bisect",
                        "prove_finding",
                        "dmesg",
                        "evidence",
                        "cases",
                        "faults",
                        "kernels",
                        "doctor");
        assertThat(tools).allSatisfy(tool -> {
            assertThat(tool.description()).isNotBlank();
            Map<?, ?> properties =
                    (Map<?, ?>) Objects.requireNonNull(tool.inputSchema().get("properties"));
            assertThat(properties.values())
                    .map(property -> ((Map<?, ?>) property).keySet())
                    .allSatisfy(keys ->
                            assertThat(keys.stream().map(String::valueOf)).contains("type", "description"));
            // what writes files or commits, what chooses what confines a patch, and programs of the host
            assertThat(properties.keySet().stream().map(String::valueOf))
                    .doesNotContain("reply", "kcidb", "runs", "folder", "launcher", "cross-compile")
                    .satisfies(names -> assertThat(tool.name().equals("dmesg") || !names.contains("notes"))
                            .isTrue());
        });
    }

    static List<List<String>> commands() {
        return List.of(
                List.of("cases"),
                List.of("faults"),
                List.of("kernels"),
                List.of("doctor"),
                List.of("dmesg", "file", "own.log"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void answersWithTheDocumentThatTheCommandPrints(List<String> command) throws Exception {
        Path log = Files.writeString(mine.toRealPath().resolve("own.log"), warning("f"));
        boolean hasFile = command.size() > 1;

        CallToolResult result = client.call(command.get(0), hasFile ? Map.of("file", List.of("own.log")) : Map.of());

        List<String> words = new ArrayList<>(List.of(command.get(0), "--format=json"));
        if (hasFile) {
            words.add(log.toString());
        }
        StringWriter printed = new StringWriter();
        int status = Main.run(
                new CliContext(HOME, withPath(), Clock.systemUTC(), false),
                new PrintWriter(printed, true),
                new PrintWriter(new StringWriter()),
                words.toArray(String[]::new));
        assertThat(result.isError()).isFalse();
        assertThat(result.meta()).containsEntry("exitCode", status);
        assertThat(withoutFreeSpace(McpTestClient.texts(result).get(0)))
                .isEqualTo(withoutFreeSpace(printed.toString()));
    }

    private static Map<String, String> withPath() {
        return Map.of("VC4LAB_CACHE", folder.resolve("store").toString(), "PATH", System.getenv("PATH"));
    }

    /** It changes from one moment to the next. */
    private static String withoutFreeSpace(String document) {
        return document.replaceAll("\\d+ MiB free", "MiB free").replaceAll("\\d+ trials", "trials");
    }

    @Test
    void evidenceIsThatOfTheTrialsFolder() throws Exception {
        Path trial = Files.createDirectory(mine.resolve("trial"));
        Path golden = HOME.resolve("orchestrator/src/test/resources/golden/evidence/evidence.json");
        Files.copy(golden, trial.resolve("evidence.json"));
        Files.writeString(trial.resolve("console.log"), "1\n2\n3\u001b[2J\n");

        CallToolResult evidence = client.call("evidence", Map.of("trial", "trial"));
        CallToolResult console = client.call("evidence", Map.of("trial", trial.toString(), "console", 2));

        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(McpTestClient.texts(evidence).get(0))).isEqualTo(json.readTree(golden.toFile()));
        assertThat(McpTestClient.texts(console)).containsExactly("2\n3\\u001b[2J\n");
    }

    static List<Map<String, Map<String, Object>>> outside() {
        Path secret = folder.resolve("secret.log");
        return List.of(
                Map.of("dmesg", Map.of("file", List.of(secret.toString()))),
                Map.of("dmesg", Map.of("file", List.of("../secret.log"))),
                Map.of("dmesg", Map.of("file", List.of("link.log"))),
                Map.of("dmesg", Map.of("file", List.of("link/secret.log"))),
                Map.of("dmesg", Map.of("file", List.of("nothing/../../secret.log"))),
                Map.of("dmesg", Map.of("file", List.of("-"))),
                Map.of("dmesg", Map.of("file", List.of("own\u0000.log"))),
                Map.of("dmesg", Map.of("file", List.of("link.log"), "symbols", secret.toString())),
                Map.of("evidence", Map.of("trial", "..")),
                Map.of("evidence", Map.of("trial", "nothing/../../../etc")),
                Map.of("verify", Map.of("candidate", List.of("hw-params", secret.toString()))),
                Map.of("verify", Map.of("candidate", List.of("nothing/../../secret.log"))),
                Map.of("verify", Map.of("candidate", List.of("link.log"))),
                Map.of("verify", Map.of("case", secret.resolveSibling("").toString())),
                Map.of("verify", Map.of("case", "nothing/../..")),
                Map.of("verify", Map.of("tree", "/")),
                Map.of("check", Map.of("series", "link/secret.log")),
                Map.of("bisect", Map.of("series", "/etc/passwd")),
                Map.of("bisect", Map.of("tree", ".", "replay", "/etc/passwd")));
    }

    @ParameterizedTest
    @MethodSource("outside")
    void pathsOutsideOfTheFoldersAreRefused(Map<String, Map<String, Object>> call) {
        Map.Entry<String, Map<String, Object>> only = call.entrySet().iterator().next();

        CallToolResult result = client.call(only.getKey(), only.getValue());

        assertThat(result.isError()).isTrue();
        assertThat(McpTestClient.texts(result))
                .singleElement()
                .asString()
                .contains("refused: no file or folder", "in [" + mine, "./vc4lab mcp DIR");
    }

    /** An option, a file of arguments for picocli, and what bash would run. */
    @ParameterizedTest
    @ValueSource(strings = {"--help", "--reply=x", "@/etc/passwd", "$(id)"})
    void aValueIsNeverMoreThanAValue(String value) {
        CallToolResult result = client.call("check", Map.of("series", value));

        assertThat(result.isError()).isTrue();
        assertThat(McpTestClient.texts(result).get(0))
                .contains(
                        "ran: ./vc4lab check",
                        "exit code: 128",
                        "no candidate of vc4-hdmi-atomic-sleep '" + value + "'")
                .doesNotContain("root:");
    }

    @Test
    void anErrorSaysWhatRanWhatCameBackAndWhatIsValid() {
        CallToolResult unknown = client.call("verify", Map.of("candidate", List.of("nope")));
        CallToolResult foreign = client.call("verify", Map.of("launcher", "local"));
        CallToolResult mistyped = client.call("verify", Map.of("candidate", "hw-params", "jobs", "2"));
        CallToolResult missing = client.call("dmesg", Map.of());

        assertThat(unknown.isError()).isTrue();
        assertThat(unknown.meta()).containsEntry("exitCode", ExitCode.USAGE);
        assertThat(McpTestClient.texts(unknown).get(0))
                .contains("ran: ./vc4lab verify --format=json", "--candidate=nope", "no candidate", "hw-params");
        assertThat(McpTestClient.texts(foreign).get(0)).contains("no argument 'launcher'", "candidate");
        assertThat(McpTestClient.texts(mistyped).get(0)).contains("'candidate' takes an array of strings");
        assertThat(McpTestClient.texts(missing).get(0)).contains("needs the argument 'file'");
    }

    @Test
    void textOfALogIsPrintable() throws Exception {
        Files.writeString(mine.resolve("hostile.log"), warning("f\u001b[2J\u009b2J\u202e"));

        CallToolResult result = client.call("dmesg", Map.of("file", List.of("hostile.log")));

        assertThat(result.isError()).isFalse();
        assertThat(McpTestClient.texts(result)).isNotEmpty().allSatisfy(text -> assertThat(text)
                .doesNotMatch(CONTROLS));
    }

    @Test
    void aResultThatIsTooLongNamesTheLimit() throws Exception {
        StringBuilder log = new StringBuilder();
        for (int number = 0; number < 3000; number++) {
            log.append(warning("function_" + number));
        }
        Files.writeString(mine.resolve("long.log"), log);

        CallToolResult result = client.call("dmesg", Map.of("file", List.of("long.log")));

        assertThat(result.isError()).isTrue();
        assertThat(McpTestClient.texts(result).get(0)).contains("longer than the limit of 1 Mi", "name fewer files");
    }

    /** Without the SDK's client, which would skip what is no message. */
    @Test
    void endsWithItsInputAndPrintsNothingButMessages() throws Exception {
        Process server = new ProcessBuilder(McpTestClient.arguments(mine)).start();
        String initialize = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                + "\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}\n";
        try {
            server.outputWriter().write(initialize);
            server.outputWriter().flush();
            String answer = server.inputReader().readLine();
            server.outputWriter().close();

            assertThat(new ObjectMapper()
                            .readTree(answer)
                            .at("/result/serverInfo/name")
                            .asText())
                    .isEqualTo("vc4lab");
            assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(server.exitValue()).isZero();
            assertThat(server.inputReader().lines()).isEmpty();
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void aFolderThatDoesNotExistIsRefused() throws IOException {
        StringWriter err = new StringWriter();

        int status = Main.run(
                new CliContext(HOME, withPath(), Clock.systemUTC(), false),
                new PrintWriter(new StringWriter()),
                new PrintWriter(err),
                "mcp",
                folder.resolve("nope").toString());

        assertThat(status).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("no folder: " + folder.resolve("nope"));
    }
}
