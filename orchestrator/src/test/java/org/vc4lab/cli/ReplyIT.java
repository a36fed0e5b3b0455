// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.james.mime4j.dom.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.report.StrictMail;

/** The round trip of docs/replies.md: a thread comes in, a reply goes out, and its command gives the same verdict. */
class ReplyIT {
    private static final Path FIX = Vc4labProcess.HOME.resolve("patches/vc4-hdmi-atomic-sleep/hw-params");
    private static final String TESTER = "Jane Doe <jane@example.org>";

    @TempDir
    Path folder;

    @Test
    void theCommandOfAReplyGivesItsVerdict() throws Exception {
        Files.createSymbolicLink(folder.resolve("vc4lab"), Vc4labProcess.HOME.resolve("vc4lab"));
        Path thread = Files.writeString(folder.resolve("thread.mbx"), thread());
        Path reply = folder.resolve("reply.eml");

        CommandResult replied = run("./vc4lab verify --candidate " + thread + " --runs " + folder + "/runs --reply "
                + reply + " --reply-as '" + TESTER + "' --tested-by");

        assertThat(replied.status()).as(replied::describe).isEqualTo(ExitCode.GOOD);
        String text = Files.readString(reply);
        Message mail = StrictMail.parse(text);
        assertThat(mail.getHeader().getField("In-Reply-To").getBody()).isEqualTo("<2@example.org>");
        assertThat(mail.getTo().flatten()).extracting(String::valueOf).containsExactly("j@example.org");
        assertThat(text)
                .contains("\nVerdict of vc4lab: CLEAN\n", "\nTested-by: " + TESTER + "\n", "release 5.10.223")
                .doesNotContain(folder.toString());

        CommandResult again = run(command(text));

        assertThat(again.status()).as(again::describe).isEqualTo(ExitCode.GOOD);
        assertThat(again.output())
                .filteredOn(line -> line.contains("thread.mbx "))
                .hasSize(2)
                .allMatch(line -> line.contains(" CLEAN "));
    }

    @Test
    void b4SeesTheVerdictOfAPatch() throws Exception {
        Files.createSymbolicLink(folder.resolve("vc4lab"), Vc4labProcess.HOME.resolve("vc4lab"));
        Files.writeString(folder.resolve("patch.eml"), fix());

        CommandResult checked = run("./vc4lab b4-check --runs " + folder + "/runs < patch.eml > result.json");

        assertThat(checked.status()).as(checked::describe).isEqualTo(ExitCode.GOOD);
        assertThat(new ObjectMapper().readTree(folder.resolve("result.json").toFile()))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.path("status").asText()).isEqualTo("pass");
                    assertThat(entry.path("summary").asText()).startsWith("CLEAN");
                });
    }

    private CommandResult run(String command) throws IOException, InterruptedException {
        return new ProcessRunner()
                .run(Command.of("sh", "-c", command).workingDirectory(folder).timeout(Duration.ofMinutes(40)));
    }

    /** The paragraph below the heading. */
    private static String command(String reply) {
        return reply.lines()
                .dropWhile(line -> !line.startsWith("How to run it again"))
                .skip(2)
                .takeWhile(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    /** The fix in its second version, after the first, in which a line is another. */
    private static String thread() throws IOException {
        String fix = fix();
        return version(fix, "Message-ID: <1@example.org>\n").replaceFirst("\n\\+\t", "\n+\t/* may sleep */ ")
                + "\n"
                + version(fix, "Message-ID: <2@example.org>\nReferences: <1@example.org>\n")
                        .replaceFirst("\\[PATCH\\]", "[PATCH v2]")
                + "\n";
    }

    private static String fix() throws IOException {
        try (Stream<Path> files = Files.list(FIX)) {
            return Files.readString(files.sorted().findFirst().orElseThrow(), StandardCharsets.UTF_8);
        }
    }

    private static String version(String fix, String headers) {
        return fix.replaceFirst("(?m)^From: .*\n(?: .*\n)*", "From: J <j@example.org>\n" + headers);
    }
}
