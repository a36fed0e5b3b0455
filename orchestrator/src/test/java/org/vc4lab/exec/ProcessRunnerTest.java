// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRunnerTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final ProcessRunner runner = new ProcessRunner();

    @TempDir
    Path folder;

    @Test
    void givesStatusAndMergedLines() throws Exception {
        List<String> heard = new ArrayList<>();

        Outcome outcome = runner.run(shell("echo out; echo err >&2; exit 3").tellingEachLineTo(heard::add));

        assertThat(outcome.status()).isEqualTo(3);
        assertThat(outcome.output()).containsExactlyInAnyOrder("out", "err").containsExactlyInAnyOrderElementsOf(heard);
    }

    @Test
    void passesArgumentsAsTheyAre() throws Exception {
        Outcome outcome = runner.run(Command.of("printf", "%s|", "a b", "\"q\"", "it's", "$HOME", ""));

        assertThat(outcome.text()).isEqualTo("a b|\"q\"|it's|$HOME||");
    }

    @Test
    void runsInTheFolderWithTheEnvironmentAndTheInputGiven() throws Exception {
        Path input = Files.writeString(folder.resolve("in"), "read me\n");

        Outcome outcome = runner.run(
                shell("pwd; echo $WORD; cat").in(folder).with("WORD", "said").reading(input));

        assertThat(outcome.output()).containsExactly(folder.toRealPath().toString(), "said", "read me");
    }

    @Test
    void readsNothingIfNoInputIsGiven() throws Exception {
        assertThat(runner.run(shell("cat; echo done").within(LIMIT)).output()).containsExactly("done");
    }

    @Test
    void aFailureNamesTheCommand() {
        assertThatThrownBy(() -> runner.run(shell("echo no luck; exit 7")).orThrow())
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContainingAll("ran: sh -c", "exit status 7", "no luck");
    }

    @Test
    void givesStatus127ForAProgramThatIsNotThere() throws Exception {
        assertThat(runner.run(Command.of("/no/such/program")).status()).isEqualTo(127);
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        assertThatThrownBy(() -> runner.run(shell("true").in(folder.resolve("gone"))))
                .hasMessageContaining("no folder to run in");
    }

    @Test
    void killsTheWholeTreePastTheLimit() throws Exception {
        Path pid = folder.resolve("pid");

        Outcome outcome = runPastItsLimit(shell("sleep 600 & echo $! > " + pid + "; wait"), pid);

        assertThat(outcome.timedOut()).isTrue();
        assertThat(outcome.succeeded()).isFalse();
        assertThat(alive(pid)).isFalse();
    }

    @Test
    void killsAProcessThatIgnoresTerm() throws Exception {
        Path pid = folder.resolve("pid");
        RunningProcess running = runner.start(shell("trap '' TERM; echo $$ > " + pid + "; while :; do sleep 1; done"));
        await("the shell's pid").atMost(LIMIT).until(() -> Files.exists(pid) && Files.size(pid) > 0);

        running.close();

        assertThat(alive(pid)).isFalse();
    }

    @Test
    void leavesNothingBehindWhenTheJvmIsKilled() throws Exception {
        assertGoneWhenTheJvmIsKilled("echo $$ > PID; exec sleep 600");
    }

    @Test
    void leavesNothingOfAGroupBehindWhenTheJvmIsKilled() throws Exception {
        assertGoneWhenTheJvmIsKilled("sh -c 'echo $$ > PID; sleep 600; true'; true", "group");
    }

    private void assertGoneWhenTheJvmIsKilled(String script, String... more) throws Exception {
        Path pid = folder.resolve("pid");
        List<String> argv = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Sleeper.class.getName(),
                script.replace("PID", pid.toString())));
        argv.addAll(List.of(more));
        Process jvm = new ProcessBuilder(argv).inheritIO().start();
        await("the sleeper's pid").atMost(LIMIT).until(() -> Files.exists(pid) && Files.size(pid) > 0);
        assertThat(alive(pid)).isTrue();

        jvm.destroyForcibly().waitFor();

        await("end of the orphan").atMost(LIMIT).until(() -> !alive(pid));
    }

    @Test
    void aGroupEndsAsItsProgramDoes() throws Exception {
        assertThat(runner.run(shell("echo said; exit 3").asGroup()))
                .returns(3, Outcome::status)
                .returns(List.of("said"), Outcome::output);
    }

    @Test
    void killsAGroupPastTheLimit() throws Exception {
        Path pid = folder.resolve("pid");

        runPastItsLimit(shell("sleep 600 & echo $! > " + pid + "; wait").asGroup(), pid);

        assertThat(alive(pid)).isFalse();
    }

    /** A busy host may need more than the first limit to write the pid. */
    private Outcome runPastItsLimit(Command command, Path pid) throws Exception {
        Duration limit = Duration.ofMillis(500);
        Outcome outcome = runner.run(command.within(limit));
        while (!Files.exists(pid) || Files.size(pid) == 0) {
            limit = limit.multipliedBy(2);
            outcome = runner.run(command.within(limit));
        }
        return outcome;
    }

    private static Command shell(String script) {
        return Command.of("sh", "-c", script);
    }

    private static boolean alive(Path pid) throws Exception {
        return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                .map(ProcessHandle::isAlive)
                .orElse(false);
    }
}
