// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.Nightly;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessIdentity;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.RunningProcess;

/** The lab as a user runs it: through the launcher, as a process of its own. */
class LauncherIT {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final Duration TIMEOUT = Duration.ofMinutes(40);

    private final ProcessRunner processes = new ProcessRunner();

    @TempDir
    Path folder;

    @Test
    void printsOneJsonDocument() throws Exception {
        Path document = folder.resolve("document.json");

        CommandResult commandResult = processes.run(
                shell("./vc4lab verify --candidate hw-params --format json --runs " + folder + " > " + document));

        assertThat(commandResult.status()).as(commandResult::describe).isZero();
        JsonNode json = new ObjectMapper().readTree(document.toFile());
        assertThat(json.path("case").asText()).isEqualTo("vc4-hdmi-atomic-sleep");
        JsonNode result = json.path("results").path(0);
        assertThat(result.path("candidate").asText()).isEqualTo("hw-params");
        assertThat(result.path("verdict").asText()).isEqualTo("CLEAN");
        assertThat(result.path("asExpected").asBoolean()).isTrue();
        assertThat(result.path("trials")).hasSize(2).allSatisfy(trial -> {
            assertThat(trial.path("maxIrqsOffMicros").asLong()).isPositive();
            assertThat(trial.path("samplesPlayed").asLong()).isEqualTo(176400);
            assertThat(trial.path("reports")).isEmpty();
            assertThat(Path.of(trial.path("folder").asText())).isDirectory();
        });
    }

    @Nightly
    @Test
    void judgesAUsersPatchWithoutAnExpectation() throws Exception {
        Path mine = folder.resolve("mine.patch");
        Files.copy(firstPatch(HOME.resolve("patches/vc4-hdmi-atomic-sleep/nonatomic-only")), mine);

        CommandResult commandResult = processes.run(shell("./vc4lab verify --format json --candidate " + mine));

        assertThat(commandResult.status()).as(commandResult::describe).isEqualTo(ExitCode.BAD);
        JsonNode result = lastDocument(commandResult).path("results").path(0);
        assertThat(result.path("verdict").asText()).isEqualTo("OTHER_REPORT");
        assertThat(result.path("expected").isNull()).isTrue();
    }

    @Test
    void aPatchThatDoesNotApplyIsReportedAndLeavesNoVerdict() throws Exception {
        Path liar = HOME.resolve("orchestrator/src/test/patches/does-not-apply");

        CommandResult commandResult = processes.run(shell("./vc4lab verify --candidate " + liar));

        assertThat(commandResult.status()).as(commandResult::describe).isEqualTo(ExitCode.SKIP);
        assertThat(commandResult.text()).contains("PATCH_FAILED").contains("vc4_hdmi.c");
    }

    @Test
    void theDoctorListsWhatIsBuiltAndWhatIsMissing() throws Exception {
        String doctor = "./vc4lab doctor";
        Path none = Files.createDirectory(folder.resolve("store"));

        CommandResult before = processes.run(shell("VC4LAB_CACHE=" + none + " " + doctor));
        CommandResult usual = processes.run(shell("./vc4lab verify --candidate hw-params >/dev/null && " + doctor));

        assertThat(before.status()).as(before::describe).isZero();
        assertThat(before.text())
                .contains("sources: none yet", "to be built first: emulator, userland, kernel of base");
        assertThat(usual.text()).containsPattern("sources: .*linux_5\\.10");
        // other cases have userlands of their own
        assertThat(usual.text())
                .containsPattern("case vc4-hdmi-atomic-sleep: .*built")
                .doesNotContainPattern(
                        "case vc4-hdmi-atomic-sleep: to be built first: .*(emulator|userland|kernel of hw-params)");
    }

    @Test
    void namesTheRunFolderThatCannotBeWritten() throws Exception {
        Path occupied = Files.writeString(folder.resolve("occupied"), "a file where a folder must be");

        CommandResult commandResult = processes.run(shell("./vc4lab verify --candidate hw-params --runs " + occupied));

        assertThat(commandResult.status()).as(commandResult::describe).isEqualTo(ExitCode.INFRASTRUCTURE);
        assertThat(commandResult.text()).contains("INFRA").contains("cannot be kept in " + occupied);
    }

    @Test
    void leavesNoProcessAndNoHalfFileWhenInterrupted() throws Exception {
        // a scenario that lasts longer than the signal takes on a busy host
        String command = "exec ./vc4lab verify --candidate base --scenario storm --runs " + folder;
        try (RunningProcess verify = processes.start(shell(command))) {
            await("an emulator")
                    .atMost(TIMEOUT)
                    .failFast("verify ended", () -> !verify.isAlive())
                    .until(() -> !Emulators.runningBelow(folder).isEmpty());
            ProcessHandle qemu = Emulators.runningBelow(folder).get(0);
            ProcessHandle java = Emulators.javaOf(qemu);

            processes.run(Command.of("kill", "-INT", Long.toString(java.pid()))).orThrow();

            await("the end of verify").atMost(TIMEOUT).until(() -> !verify.isAlive());
            assertThat(verify.status()).as("ended by SIGINT").contains(130);
            assertThat(ProcessIdentity.isRunning(qemu)).isFalse();
        }
        assertThat(Emulators.runningBelow(folder)).isEmpty();
        assertThat(filesBelow(folder)).noneMatch(file -> file.endsWith("initrd") || file.endsWith(".tmp"));
    }

    /** It cannot make the folder that it compiles into. */
    @Test
    void aLauncherThatFailsIsNoVerdict() throws Exception {
        Files.copy(HOME.resolve("vc4lab"), folder.resolve("vc4lab"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(folder.resolve("orchestrator"), "a file where a folder must be");

        CommandResult commandResult = processes.run(shell("exec " + folder.resolve("vc4lab") + " --version"));

        assertThat(commandResult.status()).as(commandResult::describe).isEqualTo(ExitCode.INFRASTRUCTURE);
    }

    /** Java's own status is 1 then, which git bisect would take for "bad". */
    @Test
    void aJvmThatDiesIsNoVerdict() throws Exception {
        CommandResult noStart = processes.run(shell("JAVA_TOOL_OPTIONS=-Xmx1k exec ./vc4lab --version"));
        CommandResult noMain =
                processes.run(shell("JDK_JAVA_OPTIONS='--module-path . -m none' exec ./vc4lab --version"));

        assertThat(noStart.status()).as(noStart::describe).isEqualTo(ExitCode.INFRASTRUCTURE);
        assertThat(noStart.text()).contains("no verdict: Java ended with status 1");
        assertThat(noMain.status()).as(noMain::describe).isEqualTo(ExitCode.INFRASTRUCTURE);
    }

    /** Otherwise each start parses and verifies them again, which takes as long as the rest of it. */
    @Test
    void itsClassesAreReadFromTheArchive() throws Exception {
        Path log = folder.resolve("classes");
        processes
                .run(shell("JAVA_TOOL_OPTIONS=-Xlog:class+load:file=" + log + " ./vc4lab --version"))
                .orThrow();

        assertThat(log).content().contains(Main.class.getName() + " source: shared objects file");
    }

    @Nightly
    @Test
    void twoRunsAtTheSameTimeBothSucceed() throws Exception {
        CommandResult both = processes.run(shell("./vc4lab verify --candidate base & first=$!;"
                + " ./vc4lab verify --candidate hw-params; second=$?; wait $first && exit $second"));

        assertThat(both.status()).as(both::describe).isZero();
    }

    private static Command shell(String script) {
        return Command.of("sh", "-c", script).workingDirectory(HOME).timeout(TIMEOUT);
    }

    private static Path firstPatch(Path series) throws IOException {
        try (Stream<Path> files = Files.list(series)) {
            return files.sorted().findFirst().orElseThrow();
        }
    }

    private static JsonNode lastDocument(CommandResult commandResult) throws IOException {
        List<String> lines = commandResult.output();
        int begin = lines.lastIndexOf("{");
        return new ObjectMapper().readTree(String.join("\n", lines.subList(begin, lines.size())));
    }

    private static List<String> filesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString).toList();
        }
    }
}
