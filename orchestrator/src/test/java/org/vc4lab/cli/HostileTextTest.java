// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UserErrorHandler;
import org.vc4lab.cli.matrix.ReportPublisher;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.matrix.MatrixFixtures;
import org.vc4lab.matrix.TrialFiles;

/** Text of other people must not clear the screen, set the window's title or turn the direction of a line. */
class HostileTextTest {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    /** ESC, BEL, backspace, carriage return, the C1 forms of CSI and OSC, and right-to-left override. */
    private static final String HOSTILE = "x\u001b[2J\u0007\b\r\u009b2J\u009d0;y\u202e";

    private static final String CONTROLS = "(?s).*[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069].*";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... arguments) {
        Map<String, String> environment =
                Map.of("VC4LAB_CACHE", folder.resolve("store").toString(), "PATH", System.getenv("PATH"));
        CliContext context = new CliContext(HOME, environment, Clock.systemUTC(), false);
        return Main.run(context, new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private static void assertVisible(String text) {
        assertThat(text).contains("\\u001b[2J").doesNotMatch(CONTROLS);
    }

    static Set<String> commands() {
        Set<String> commands = CommandLineTest.commands();
        commands.remove("generate-completion"); // it ignores what it does not know
        return commands;
    }

    /** For example the name of a file, from a pattern of the shell. */
    @ParameterizedTest
    @MethodSource("commands")
    void argumentsOfEachCommand(String command) {
        run(command, HOSTILE, HOSTILE, "--nope" + HOSTILE); // prove has two parameters

        assertVisible(err.toString());
    }

    @Test
    void logMessages() {
        run("dmesg", "--verbose", HOSTILE);

        assertVisible(err.toString());
        assertThat(err.toString()).contains(" Main: ");
    }

    @Test
    void subjectOfAMail() throws Exception {
        String mail =
                """
                From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001
                From: A Developer <dev@example.org>
                Date: Thu, 22 Oct 2020 12:00:00 +0000
                Subject: [PATCH 1/1] =?utf-8?q?x=1B[2J=07=C2=9B2J=E2=80=AE?=

                Why.
                ---
                diff --git a/l b/l
                new file mode 120000
                --- /dev/null
                +++ b/l
                @@ -0,0 +1 @@
                +/etc
                """;
        Path first = Files.writeString(folder.resolve("evil.mbox"), mail + mail);

        assertThat(run("check", first.toString())).isEqualTo(ExitCode.USAGE);

        assertVisible(err.toString());
        assertThat(err.toString()).contains("refused: 1 (x\\u001b[2J");
    }

    private Path hostileLog() throws IOException {
        String log = "[    1.000000] WARNING: CPU: 0 PID: 1 at drivers/" + HOSTILE + ".c:12 f" + HOSTILE + "+0x1/0x2\n"
                + "[    1.000001] CPU: 0 PID: 1 Comm: " + HOSTILE + " Not tainted\n[    1.000002] Call trace:\n"
                + "[    1.000003]  " + HOSTILE + "+0x1/0x2\n[    1.000004] ---[ end trace 0000000000000000 ]---\n";
        return Files.writeString(folder.resolve(HOSTILE + ".log"), log);
    }

    @Test
    void titleAndFileOfAReport() throws Exception {
        run("dmesg", hostileLog().toString());

        assertVisible(out.toString());
    }

    @Test
    void jsonSaysTheSame() throws Exception {
        Path log = hostileLog();

        run("dmesg", "--format=json", log.toString());

        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(out.toString()).doesNotMatch(CONTROLS);
        assertThat(document.findValuesAsText("file")).containsOnly(log.toString());
    }

    /** The library writes to the descriptor of standard error. */
    static final class BarProgram {
        public static void main(String[] arguments) {
            new ConsoleProgress(new PrintWriter(System.err, false, StandardCharsets.UTF_8), true, Clock.systemUTC())
                    .start("build " + HOSTILE, 2)
                    .close();
        }
    }

    @Test
    void tasksOfAProgressBar() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classPath = System.getProperty("java.class.path");

        CommandResult result =
                new ProcessRunner().run(Command.of(java.toString(), "-cp", classPath, BarProgram.class.getName()));

        assertThat(result.text())
                .contains("build x\\u001b[2J", "100%")
                .doesNotContain("\u001b[2J", "\u0007", "\u009b", "\u202e");
    }

    @Test
    void stackTracesInTheLogFile() throws Exception {
        Path log = folder.resolve("error.log");

        new UserErrorHandler(() -> log, () -> false).handle(new IllegalStateException(HOSTILE), new PrintWriter(err));

        assertVisible(Files.readString(log));
    }

    @Test
    void reportsOfANight() throws Exception {
        Path night = Files.createDirectory(folder.resolve("night"));
        Path trial = Files.createDirectory(folder.resolve("trial"));
        Files.writeString(trial.resolve("console.log"), "console " + HOSTILE);
        Files.writeString(trial.resolve("calls.json"), HOSTILE);

        new ReportPublisher()
                .publish(
                        MatrixFixtures.documentWithAllKinds(HOSTILE),
                        id -> new TrialFiles(trial),
                        Map.of(),
                        night,
                        false,
                        new PrintWriter(out));

        assertThat(out.toString()).contains("no picture of the calls before a report: ", "calls.json is damaged");
        try (Stream<Path> files = Files.walk(night)) {
            List<Path> reports = files.filter(Files::isRegularFile).toList();
            assertThat(reports).hasSizeGreaterThan(5).allSatisfy(report -> assertThat(Files.readString(report))
                    .doesNotMatch(CONTROLS));
        }
    }
}
