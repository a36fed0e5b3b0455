// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/** Input that cannot be meant: refused with the reason before anything is built, and nothing is written. */
class BisectCommandTest {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();

    private final ProcessRunner runner = new ProcessRunner();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private Path store = Path.of("");
    private Path tree = Path.of("");

    @BeforeEach
    void makeTree() throws Exception {
        store = folder.resolve("store");
        tree = Files.createDirectory(folder.resolve("tree"));
        git("init", "-q", "-b", "master");
        commit("Makefile", "VERSION = 5\n");
        commit("Kconfig", "");
        git("tag", "old");
        commit("MAINTAINERS", "nobody\n");
        git("tag", "new");
        git("checkout", "-q", "-b", "side", "old");
        commit("CREDITS", "somebody\n");
    }

    private void commit(String file, String content) throws Exception {
        Files.writeString(tree.resolve(file), content);
        git("add", file);
        git("commit", "-q", "-m", "change " + file);
    }

    private void git(String... arguments) throws Exception {
        List<String> argv = new ArrayList<>(List.of("git", "-c", "user.name=t", "-c", "user.email=t@example.org"));
        argv.addAll(List.of(arguments));
        runner.run(Command.of(argv).workingDirectory(tree)).orThrow();
    }

    private int run(String... arguments) {
        Map<String, String> environment = Map.of("VC4LAB_CACHE", store.toString(), "PATH", System.getenv("PATH"));
        CliContext cliContext = new CliContext(HOME, environment, Clock.systemUTC(), false);
        return Main.run(cliContext, new PrintWriter(new StringWriter()), new PrintWriter(err, true), arguments);
    }

    private void assertRefused(String reason, String... arguments) {
        assertThat(run(arguments)).as(err.toString()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(reason);
        assertThat(store).doesNotExist();
    }

    @Test
    void refusesAFolderThatIsNoGitTree() {
        assertRefused("not a git tree", "bisect", "--tree", folder.toString(), "--good", "old", "--bad", "new");
        assertRefused("not a git tree", "step", "--tree", folder.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "old, nope, no such revision",
        "nope, new, no such revision",
        "old, old, the same commit",
        "new, side, neither end comes before the other"
    })
    void refusesEndsThatAreNoRange(String good, String bad, String reason) {
        assertRefused(reason, "bisect", "--tree", tree.toString(), "--good=" + good, "--bad=" + bad);
    }

    @Test
    void refusesATreeThatIsNoKernel() throws Exception {
        git("rm", "-q", "Kconfig");
        git("commit", "-q", "-m", "no kernel");
        git("tag", "none");
        commit("more", "x\n");

        assertRefused("not a kernel's tree", "bisect", "--tree=" + tree, "--good=none", "--bad=HEAD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bisect",
                "bisect --good old --bad new",
                "bisect --tree . --series .",
                "bisect --series . --repeat 3",
                "bisect --series . --free-running --repeat 0",
                "bisect --series . --free-running --shows-in 0",
                "bisect --series . --confidence 20",
                "bisect --series . --jobs 0",
                "bisect --series . --report nope",
                "bisect --series . --broken-is-bad",
                "bisect --series . --scenario nope",
                "bisect --series . --profile nope",
                "bisect --case nope --series .",
                "bisect --config nope --series .",
                "step --config nope",
                "step --repeat 3"
            })
    void refusesOptionsThatContradictEachOther(String arguments) {
        assertRefused("", arguments.split(" "));
    }

    @Test
    void refusesAReasonWithoutWords() {
        assertRefused("--broken-is-bad takes words of a reason", "bisect", "--series", ".", "--broken-is-bad", " ");
        assertRefused("--broken-is-good takes words of a reason", "step", "--broken-is-good=");
    }

    @Test
    void refusesASeriesWithoutPatches() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path prose = Files.writeString(folder.resolve("prose.patch"), "no patch at all\n");

        assertRefused("no patch", "bisect", "--series", empty.toString());
        assertRefused("prose.patch", "bisect", "--series", prose.toString());
        assertRefused("", "bisect", "--series", folder.resolve("nothing").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside.c", "/etc/passwd", ".git/hooks/post-checkout", "drivers/../../outside.c"})
    void refusesAPatchThatLeavesTheTree(String path) throws Exception {
        String name = path.startsWith("/") ? path : "a/" + path;
        Path evil = Files.writeString(
                folder.resolve("evil.patch"), "--- /dev/null\n+++ " + name + "\n@@ -0,0 +1 @@\n+gotcha\n");

        assertRefused("refused", "bisect", "--series", evil.toString());
        assertThat(folder.resolve("outside.c")).doesNotExist();
    }

    @Test
    void refusesAFileThatIsNoGitBisectLog() throws Exception {
        Path log = Files.writeString(folder.resolve("log"), "rm -rf /\n");

        assertRefused("not a line of a git bisect log", "bisect", "--tree=" + tree, "--replay=" + log);
    }

    /** In a JVM that has a temporary folder of its own. */
    @Test
    void leavesNothingInTheTemporaryFolder() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));

        CommandResult commandResult = runner.run(Command.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-Dvc4lab.home=" + HOME,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "bisect",
                        "--tree=" + tree,
                        "--good=old",
                        "--bad=old")
                .env("VC4LAB_CACHE", store.toString()));

        assertThat(commandResult.status()).as(commandResult::describe).isEqualTo(ExitCode.USAGE);
        assertThat(commandResult.text()).contains("the same commit");
        assertThat(temporary).isEmptyDirectory();
    }
}
