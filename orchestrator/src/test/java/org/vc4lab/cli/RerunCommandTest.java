// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import picocli.CommandLine.ParseResult;

class RerunCommandTest {
    @TempDir
    Path folder;

    private String rerun(Map<String, String> revisions, String... arguments) {
        CliContext context = new CliContext(folder, Map.of(), Clock.systemUTC(), false);
        ParseResult parsed =
                new Main(context).commandLine().parseArgs(arguments).subcommand();
        return RerunCommand.of(parsed, CaseRepository.own(folder, new Faults(List.of())), revisions);
    }

    /** What decides where and how fast it runs is the reader's own; folders of this machine are none of theirs. */
    @Test
    void keepsWhatDecidesTheVerdict() throws Exception {
        String thread = Files.writeString(folder.resolve("thread.mbx"), "").toString();

        assertThat(rerun(
                        Map.of(),
                        "verify",
                        "--candidate",
                        thread,
                        "--scenario=play",
                        "--fault",
                        "unplug=5ms",
                        "--free-running",
                        "--jobs",
                        "1",
                        "--launcher",
                        "local",
                        "--format",
                        "json",
                        "--explain",
                        "--verbose",
                        "--runs",
                        folder.toString(),
                        "--reply",
                        thread,
                        "--reply-as",
                        "J <j@x.org>",
                        "--tested-by"))
                .isEqualTo("./vc4lab verify --candidate thread.mbx --scenario play \\\r\n"
                        + "    --fault unplug=5ms --free-running");
        assertThat(rerun(Map.of(), "check", thread, "--config", "arm64-kasan"))
                .isEqualTo("./vc4lab check thread.mbx --config arm64-kasan");
    }

    /** Without a slash it would be a name of the lab's. */
    @Test
    void aCaseElsewhereStaysAFolder() {
        assertThat(rerun(Map.of(), "verify", "--case", folder.toString()))
                .isEqualTo("./vc4lab verify --case ./" + folder.getFileName());
        assertThat(rerun(Map.of(), "verify", "--case", "mine")).isEqualTo("./vc4lab verify --case mine");
    }

    /** The reader has it, too, and by that name. */
    @Test
    void aCaseOfTheLabKeepsItsName() throws Exception {
        Path own = Files.createDirectories(folder.resolve("patches/mine"));

        assertThat(rerun(Map.of(), "verify", "--case", own + "/")).isEqualTo("./vc4lab verify --case mine");
    }

    @Test
    void namesTheCommitOfATree() {
        String commit = "0123456789".repeat(4);

        assertThat(rerun(Map.of("--rev", commit), "check", "a.mbx", "--tree", folder.toString(), "--rev", "HEAD"))
                .contains("--tree " + folder.getFileName())
                .endsWith("--rev " + commit)
                .doesNotContain("HEAD");
    }

    @Test
    void aWordStaysAWordOfTheShell() throws Exception {
        String name = "a 'b' $(touch c).mbx";
        String command = rerun(
                Map.of(),
                "verify",
                "--candidate",
                Files.writeString(folder.resolve(name), "").toString());
        Process shell = new ProcessBuilder("sh", "-c", command.replace("./vc4lab", "printf '%s\\n'"))
                .directory(folder.toFile())
                .start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .containsExactly("verify", "--candidate", name);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).toList())
                    .isEqualTo(List.of(name));
        }
    }
}
