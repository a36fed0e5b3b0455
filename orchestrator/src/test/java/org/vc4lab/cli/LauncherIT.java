// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.Outcome;
import org.vc4lab.exec.ProcessRunner;

/** The lab as a user runs it: through the launcher, as a process of its own. It ends the one emulator that it finds. */
@Isolated
class LauncherIT {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final Duration LIMIT = Duration.ofMinutes(40);

    private final ProcessRunner processes = new ProcessRunner();

    @TempDir
    Path folder;

    @Test
    void printsOneJsonDocument() throws Exception {
        Path document = folder.resolve("document.json");

        Outcome outcome = processes.run(
                shell("./vc4lab verify --candidate hw-params --format json --runs " + folder + " > " + document));

        assertThat(outcome.status()).as(outcome::describe).isZero();
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

    @Test
    void judgesAPatchOfTheUsersOwnWithoutAnExpectation() throws Exception {
        Path mine = folder.resolve("mine.patch");
        Files.copy(firstPatch(HOME.resolve("patches/vc4-hdmi-atomic-sleep/nonatomic-only")), mine);

        Outcome outcome = processes.run(shell("./vc4lab verify --format json --candidate " + mine));

        assertThat(outcome.status()).as(outcome::describe).isEqualTo(ExitCode.BAD);
        JsonNode result = lastDocument(outcome).path("results").path(0);
        assertThat(result.path("verdict").asText()).isEqualTo("OTHER_REPORT");
        assertThat(result.path("expected").isNull()).isTrue();
    }

    @Test
    void saysThatAPatchDoesNotApplyAndThatNothingCanBeTold() throws Exception {
        Path liar = HOME.resolve("orchestrator/src/test/patches/does-not-apply");

        Outcome outcome = processes.run(shell("./vc4lab verify --candidate " + liar));

        assertThat(outcome.status()).as(outcome::describe).isEqualTo(ExitCode.CANNOT_TELL);
        assertThat(outcome.text()).contains("PATCH_FAILED").contains("vc4_hdmi.c");
    }

    @Test
    void theDoctorTellsWhatIsBuilt() throws Exception {
        String doctor = "./vc4lab doctor";
        Path none = Files.createDirectory(folder.resolve("store"));

        Outcome before = processes.run(shell("VC4LAB_CACHE=" + none + " " + doctor));
        Outcome usual = processes.run(shell("./vc4lab verify --candidate hw-params >/dev/null && " + doctor));

        assertThat(before.status()).as(before::describe).isZero();
        assertThat(before.text())
                .contains("sources: none yet", "to be built first: emulator, userland, kernel of base");
        assertThat(usual.text()).containsPattern("sources: .*linux_5\\.10");
        assertThat(usual.text()).doesNotContainPattern("to be built first: .*(emulator|userland|kernel of hw-params)");
    }

    @Test
    void saysWhereTheTrialsFilesCannotBeKept() throws Exception {
        Path occupied = Files.writeString(folder.resolve("occupied"), "a file where a folder must be");

        Outcome outcome = processes.run(shell("./vc4lab verify --candidate hw-params --runs " + occupied));

        assertThat(outcome.status()).as(outcome::describe).isEqualTo(ExitCode.INFRASTRUCTURE);
        assertThat(outcome.text()).contains("INFRA").contains("cannot be kept in " + occupied);
    }

    @Test
    void leavesNoProcessAndNoHalfFileWhenInterrupted() throws Exception {
        ProcessHandle self = ProcessHandle.current();
        Thread verify = new Thread(() -> runQuietly(shell("exec ./vc4lab verify --candidate base --runs " + folder)));
        verify.start();
        ProcessHandle qemu = await("QEMU").atMost(LIMIT).until(() -> emulator(self), found -> found != null);
        ProcessHandle java = qemu.parent().orElseThrow();

        Outcome interrupt = processes.run(Command.of("kill", "-INT", Long.toString(java.pid())));

        assertThat(interrupt.succeeded()).isTrue();
        verify.join(Duration.ofSeconds(30).toMillis());
        assertThat(verify.isAlive()).isFalse();
        assertThat(qemu.isAlive()).isFalse();
        assertThat(filesBelow(folder)).noneMatch(file -> file.endsWith("initrd") || file.endsWith(".tmp"));
    }

    @Test
    void twoAtTheSameTimeBothSucceed() throws Exception {
        Outcome both = processes.run(shell("./vc4lab verify --candidate base & first=$!;"
                + " ./vc4lab verify --candidate hw-params; second=$?; wait $first && exit $second"));

        assertThat(both.status()).as(both::describe).isZero();
    }

    private static Command shell(String script) {
        return Command.of("sh", "-c", script).in(HOME).within(LIMIT);
    }

    private void runQuietly(Command command) {
        try {
            processes.run(command);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static @org.jspecify.annotations.Nullable ProcessHandle emulator(ProcessHandle root) {
        return root.descendants()
                .filter(process -> process.info().command().orElse("").endsWith("qemu-system-aarch64"))
                .findFirst()
                .orElse(null);
    }

    private static Path firstPatch(Path series) throws IOException {
        try (Stream<Path> files = Files.list(series)) {
            return files.sorted().findFirst().orElseThrow();
        }
    }

    private static JsonNode lastDocument(Outcome outcome) throws IOException {
        List<String> lines = outcome.output();
        int begin = lines.lastIndexOf("{");
        return new ObjectMapper().readTree(String.join("\n", lines.subList(begin, lines.size())));
    }

    private static List<String> filesBelow(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(Path::toString).toList();
        }
    }
}
