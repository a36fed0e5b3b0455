// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRunnerTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final ProcessRunner runner = new ProcessRunner();

    @TempDir
    Path folder;

    @Test
    void givesStatusAndMergedLines() throws Exception {
        List<String> listenerLines = new ArrayList<>();

        CommandResult commandResult =
                runner.run(shell("echo out; echo err >&2; exit 3").onOutputLine(listenerLines::add));

        assertThat(commandResult.status()).isEqualTo(3);
        assertThat(commandResult.output())
                .containsExactlyInAnyOrder("out", "err")
                .containsExactlyInAnyOrderElementsOf(listenerLines);
    }

    @Test
    void passesArgumentsAsTheyAre() throws Exception {
        CommandResult commandResult = runner.run(Command.of("printf", "%s|", "a b", "\"q\"", "it's", "$HOME", ""));

        assertThat(commandResult.text()).isEqualTo("a b|\"q\"|it's|$HOME||");
    }

    @Test
    void runsInTheFolderWithTheEnvironmentAndTheInputGiven() throws Exception {
        Path input = Files.writeString(folder.resolve("in"), "read me\n");

        CommandResult commandResult = runner.run(shell("pwd; echo $WORD; cat")
                .workingDirectory(folder)
                .env("WORD", "said")
                .stdin(input));

        assertThat(commandResult.output()).containsExactly(folder.toRealPath().toString(), "said", "read me");
    }

    @Test
    void inheritsOnlyVariablesOfTheList() throws Exception {
        Path variables = folder.resolve("variables");
        ProcessBuilder jvm = jvm("env > PID.new; mv PID.new PID", variables);
        Map<String, String> environment = jvm.environment();
        environment.put("LC_ALL", "C");
        environment.put("HTTPS_PROXY", "http://127.0.0.1:9");
        environment.put("KCPPFLAGS", "-DSECRET"); // changes what compilers make
        environment.put("CI_JOB_TOKEN", "secret");
        environment.put("GIT_DIR", "/secret"); // of a hook

        assertThat(jvm.start().waitFor()).isZero();

        assertThat(Files.readString(variables))
                .contains("PATH=", "LC_ALL=C", "HTTPS_PROXY=http")
                .doesNotContainIgnoringCase("secret");
    }

    @Test
    void readsNothingIfNoInputIsGiven() throws Exception {
        assertThat(runner.run(shell("cat; echo done").timeout(LIMIT)).output()).containsExactly("done");
    }

    @Test
    void aFailureNamesTheCommand() {
        assertThatThrownBy(() -> runner.run(shell("echo no luck; exit 7")).orThrow())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("ran: sh -c", "exit status 7", "no luck");
    }

    @Test
    void givesStatus127ForAProgramThatIsNotThere() throws Exception {
        assertThat(runner.run(Command.of("/no/such/program")).status()).isEqualTo(127);
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        assertThatThrownBy(() -> runner.run(shell("true").workingDirectory(folder.resolve("gone"))))
                .hasMessageContaining("no folder to run in");
    }

    @Test
    void killsTheWholeTreePastTheLimit() throws Exception {
        Path pid = folder.resolve("pid");

        CommandResult commandResult = runPastItsLimit(shell("sleep 600 & echo $! > " + pid + "; wait"), pid);

        assertThat(commandResult.timedOut()).isTrue();
        assertThat(commandResult.succeeded()).isFalse();
        assertThat(isAlive(pid)).isFalse();
    }

    @Test
    void killsWhatPrintsNothingForTooLong() throws Exception {
        Command sleeper = shell("echo begun; trap 'exit 0' TERM; sleep 600 & wait")
                .timeout(LIMIT)
                .silenceLimit(Duration.ofSeconds(1));

        CommandResult commandResult = runner.run(sleeper);

        assertThat(commandResult.succeeded()).isFalse();
        assertThat(commandResult.describe()).contains("printed nothing for 1 s, the limit, and was killed", "begun");
    }

    @Test
    void lineAfterLineIsNotSilence() throws Exception {
        Command slow = shell("for n in 1 2 3 4 5 6; do echo $n; sleep 0.5; done")
                .timeout(LIMIT)
                .silenceLimit(Duration.ofSeconds(2));

        assertThat(runner.run(slow).succeeded()).isTrue();
    }

    @Test
    void killsAProcessThatIgnoresTerm() throws Exception {
        Path pid = folder.resolve("pid");
        RunningProcess running = runner.start(shell("trap '' TERM; echo $$ > " + pid + "; while :; do sleep 1; done"));
        await("the shell's pid").atMost(LIMIT).until(() -> Files.exists(pid) && Files.size(pid) > 0);

        running.close();

        assertThat(isAlive(pid)).isFalse();
    }

    /** Of an orphan that may last: a container's first process may ask late or never. */
    @Test
    void doesNotWaitUntilSomethingAsksForAStatus() throws Exception {
        Process parent = new ProcessBuilder("sh", "-c", "sleep 600 & echo $!; exec sleep 600").start();
        try {
            ProcessHandle child = ProcessHandle.of(
                            Long.parseLong(parent.inputReader().readLine()))
                    .orElseThrow();
            await("a parent that never asks").atMost(LIMIT).until(() -> parent.info()
                    .command()
                    .filter(program -> program.endsWith("sleep"))
                    .isPresent());
            child.destroyForcibly();
            await("end of the child").atMost(LIMIT).until(() -> !ProcessIdentity.isRunning(child));

            assertThat(RunningProcess.awaitEnd(List.of(child))).isTrue();
            assertThat(child.isAlive()).isTrue();
            assertThat(ProcessIdentity.isRunning(parent.toHandle())).isTrue();
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }

    @Test
    void leavesNothingBehindWhenTheJvmIsKilled() throws Exception {
        assertGoneWhenTheJvmIsKilled("echo $$ > PID; exec sleep 600");
    }

    @Test
    void leavesNothingOfAGroupBehindWhenTheJvmIsKilled() throws Exception {
        assertGoneWhenTheJvmIsKilled("sh -c 'echo $$ > PID; sleep 600; true'; true", "group");
    }

    /** The signal of a parent's death is not sent to a child that asks for it afterwards. */
    @Test
    void leavesNothingBehindWhenTheJvmIsKilledBeforeItsChildHasBegun() throws Exception {
        Path begun = folder.resolve("begun");
        Path ended = folder.resolve("ended");
        Path pid = folder.resolve("pid");
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path slow = bin.resolve("setpriv");
        Files.writeString(
                slow,
                "#!/bin/sh\necho > %s\nwhile [ ! -e %s ]; do sleep 0.01; done\nexec %s \"$@\"\n"
                        .formatted(begun, ended, "/usr/bin/setpriv"));
        assertThat(slow.toFile().setExecutable(true)).isTrue();
        ProcessBuilder builder = jvm("echo $$ > PID; exec sleep 600", pid);
        builder.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
        Process jvm = builder.start();
        await("its child").atMost(LIMIT).until(() -> Files.exists(begun));
        ProcessHandle child = jvm.children().findFirst().orElseThrow();

        jvm.destroyForcibly().waitFor();
        Files.createFile(ended);

        await("end of the orphan").atMost(LIMIT).until(() -> !child.isAlive());
        assertThat(pid).doesNotExist();
    }

    /** A JVM that runs a script. */
    private static ProcessBuilder jvm(String script, Path pid, String... extraArguments) {
        List<String> argv = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SleepingJvm.class.getName(),
                script.replace("PID", pid.toString())));
        argv.addAll(List.of(extraArguments));
        return new ProcessBuilder(argv).inheritIO();
    }

    private void assertGoneWhenTheJvmIsKilled(String script, String... extraArguments) throws Exception {
        Path pid = folder.resolve("pid");
        Process jvm = jvm(script, pid, extraArguments).start();
        await("the sleeper's pid").atMost(LIMIT).until(() -> Files.exists(pid) && Files.size(pid) > 0);
        assertThat(isAlive(pid)).isTrue();

        jvm.destroyForcibly().waitFor();

        await("end of the orphan").atMost(LIMIT).until(() -> !isAlive(pid));
    }

    @Test
    void aGroupEndsAsItsProgramDoes() throws Exception {
        assertThat(runner.run(shell("echo said; exit 3").inProcessGroup()))
                .returns(3, CommandResult::status)
                .returns(List.of("said"), CommandResult::output);
    }

    @Test
    void killsAGroupPastTheLimit() throws Exception {
        Path pid = folder.resolve("pid");

        runPastItsLimit(shell("sleep 600 & echo $! > " + pid + "; wait").inProcessGroup(), pid);

        assertThat(isAlive(pid)).isFalse();
    }

    /** A busy host may need more than the first limit to write the pid. */
    private CommandResult runPastItsLimit(Command command, Path pid) throws Exception {
        Duration limit = Duration.ofMillis(500);
        CommandResult commandResult = runner.run(command.timeout(limit));
        while (!Files.exists(pid) || Files.size(pid) == 0) {
            limit = limit.multipliedBy(2);
            commandResult = runner.run(command.timeout(limit));
        }
        return commandResult;
    }

    private static Command shell(String script) {
        return Command.of("sh", "-c", script);
    }

    private static boolean isAlive(Path pid) throws Exception {
        return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                .map(ProcessIdentity::isRunning)
                .orElse(false);
    }
}
