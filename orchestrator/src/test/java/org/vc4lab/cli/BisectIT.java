// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.commons.io.FileUtils;
import org.apache.james.mime4j.dom.Message;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.Nightly;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.RunningProcess;
import org.vc4lab.report.StrictMail;

/**
 * Bisections of the practice history with real kernels and boots, as a user runs them. The history is made once and
 * then stays in the store's folder of work areas.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BisectIT {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final Duration TIMEOUT = Duration.ofMinutes(80);
    private static final String CULPRIT = "drm/vc4: hdmi: Write the audio infoframe when a stream starts";
    private static final String FIX = "drm/vc4: hdmi: Write the audio infoframe in hw_params";

    private final ProcessRunner processes = new ProcessRunner();

    @TempDir
    Path folder;

    private String tree = "";

    @BeforeAll
    void makeHistory() throws Exception {
        run("./vc4lab verify --candidate base").orThrow(); // brings the sources
        tree = run("ci/practice-history").orThrow().text();
    }

    private CommandResult run(String script) throws Exception {
        return processes.run(
                Command.of("sh", "-c", script).workingDirectory(HOME).timeout(TIMEOUT));
    }

    private JsonNode bisect(String ends, Path journal) throws Exception {
        Path document = folder.resolve("document.json");
        CommandResult commandResult = run("./vc4lab bisect --format json --tree " + tree + " " + ends + " --folder "
                + journal + " > " + document);
        assertThat(commandResult.status()).as(commandResult::describe).isEqualTo(ExitCode.GOOD);
        return new ObjectMapper().readTree(document.toFile());
    }

    private static List<String> statuses(JsonNode document) {
        return StreamSupport.stream(document.path("steps").spliterator(), false)
                .map(step -> step.path("sight").asText())
                .toList();
    }

    @Test
    void findsTheCulprit() throws Exception {
        Path journal = folder.resolve("short");

        Path reply = folder.resolve("reply.eml");
        String notes = "git -C " + tree + " notes --ref=vc4lab/vc4-hdmi-atomic-sleep-bisect ";

        JsonNode document =
                bisect("--good broken~32 --bad broken~27 --reply-as 'J <j@x.org>' --notes --reply " + reply, journal);

        String commit = document.path("found").path("id").asText();
        assertThat(document.path("found").path("title").asText()).isEqualTo(CULPRIT);
        assertThat(document.path("change").asText()).isEqualTo("APPEARS");
        assertThat(run(notes + "show " + commit).orThrow().text())
                .startsWith("Verdict of vc4lab: a commit brings in W1");
        run(notes + "remove " + commit).orThrow();
        Message mail = StrictMail.parse(Files.readString(reply));
        assertThat(mail.getSubject()).isEqualTo("[bisected] " + CULPRIT);
        assertThat(mail.getTo().flatten()).extracting(String::valueOf).containsExactly("practice@vc4lab.invalid");
        assertThat(Files.readString(reply))
                .contains("\n| Fixes: " + commit.substring(0, 12) + " (\"" + CULPRIT + "\")\n")
                .contains("\n./vc4lab bisect --tree ", "--good ", "--bad ")
                .doesNotContain("broken~", folder.toString());
        assertThat(Files.readString(journal.resolve("git-bisect.log")))
                .contains("# first bad commit: ["
                        + document.path("found").path("id").asText() + "]");
    }

    @Nightly
    @Test
    void aCheckedRangeHasANoteOnItsCommit() throws Exception {
        String notes = "git -C " + tree + " notes --ref=vc4lab/vc4-hdmi-atomic-sleep ";

        CommandResult checked = run("./vc4lab check --tree " + tree + " broken~29..broken~28 --notes --runs " + folder);

        assertThat(checked.status()).as(checked::describe).isEqualTo(ExitCode.BAD);
        assertThat(run(notes + "show broken~28").orThrow().text()).startsWith("Verdict of vc4lab: REPRODUCED\n");
        run(notes + "remove broken~28").orThrow();
    }

    @Test
    void findsTheFix() throws Exception {
        JsonNode document = bisect("--good tip~16 --bad tip~21", folder.resolve("short-fix"));

        assertThat(document.path("found").path("title").asText()).isEqualTo(FIX);
        assertThat(document.path("change").asText()).isEqualTo("VANISHES");
    }

    @Nightly
    @Test
    void findsTheCulpritAmong94CommitsWithAnotherWarningInTheWay() throws Exception {
        Path journal = folder.resolve("culprit");

        JsonNode document = bisect("--good start --bad broken", journal);

        assertThat(document.path("found").path("title").asText()).isEqualTo(CULPRIT);
        assertThat(document.path("change").asText()).isEqualTo("APPEARS");
        assertThat(statuses(document)).contains("OTHER_REPORT");
        assertThat(namedByTheCallTrace(journal))
                .contains(document.path("found").path("id").asText());
        String log = Files.readString(journal.resolve("git-bisect.log"));
        assertThat(log)
                .contains("# first bad commit: ["
                        + document.path("found").path("id").asText() + "]");
    }

    /** None of the commits in the middle of the range builds, wherever the search starts. */
    @Nightly
    @Test
    void findsTheCulpritWithABrokenBuildInTheWay() throws Exception {
        Path journal = folder.resolve("broken-build");

        JsonNode document = bisect("--good broken~29 --bad broken", journal);

        assertThat(document.path("found").path("title").asText()).isEqualTo(CULPRIT);
        assertThat(Files.readString(journal.resolve("journal.jsonl"))).contains("does not build");
    }

    /** The ids of the commits that change the innermost file which the report's call trace names. */
    private List<String> namedByTheCallTrace(Path journal) throws Exception {
        List<String> ids = run("git -C " + tree + " rev-list --reverse --topo-order start..broken")
                .orThrow()
                .output();
        for (String line : Files.readAllLines(journal.resolve("journal.jsonl"))) {
            JsonNode event = new ObjectMapper().readTree(line);
            if (event.path("event").asText().equals("named")) {
                return StreamSupport.stream(event.path("suspects").path(0).spliterator(), false)
                        .map(number -> ids.get(number.asInt()))
                        .toList();
            }
        }
        return List.of();
    }

    @Test
    void gitBisectRunFindsTheCulpritWithOurStep() throws Exception {
        Path clone = cloneOfTheHistory("practice-history-step");

        CommandResult found = gitBisectRun(clone, "broken~30", "broken~27", HOME + "/vc4lab step --tree " + clone);

        assertThat(found.text()).contains("is the first bad commit", CULPRIT);
    }

    /** Another warning comes long before the bug, and a search for any BUG in dmesg cannot tell them apart. */
    @Nightly
    @Test
    void gitBisectRunIsMisledByAScriptThatLooksForAnyBugInDmesg() throws Exception {
        Path clone = cloneOfTheHistory("practice-history-script");
        Path plain = Files.writeString(
                folder.resolve("any-bug-in-dmesg"),
                """
                rm -rf %3$s/step
                %1$s/vc4lab step --tree %2$s --folder %3$s/step
                [ -e %3$s/step/1/console.log ] || exit 125
                sed '/begin canary/,$d' %3$s/step/1/console.log | grep -q BUG: && exit 1
                exit 0
                """
                        .formatted(HOME, clone, folder));

        CommandResult misled = gitBisectRun(clone, "broken~67", "broken~27", "sh " + plain);

        assertThat(misled.text()).contains("is the first bad commit", "drm/vc4: plane: Look at the lock early");
    }

    /** Beside the history, always at one path: the lab keeps the objects of a tree by its path. */
    private Path cloneOfTheHistory(String name) throws Exception {
        Path clone = Path.of(tree).resolveSibling(name);
        FileUtils.deleteDirectory(clone.toFile());
        run("git clone -q --shared --no-checkout " + tree + " " + clone).orThrow();
        return clone;
    }

    private CommandResult gitBisectRun(Path clone, String good, String bad, String command) throws Exception {
        return run("cd " + clone + " && git bisect start --no-checkout " + bad + " " + good + " && git bisect run "
                        + command + "; status=$?; git bisect reset; exit $status")
                .orThrow();
    }

    @Nightly
    @Test
    void findsTheFixWithABrokenBootInTheWayAfterThreeKills() throws Exception {
        Path journal = folder.resolve("fix");
        for (int life = 0; life < 3; life++) {
            killAfterTheNextJournalLine(journal);
        }
        List<String> known = Files.readAllLines(journal.resolve("journal.jsonl"));

        JsonNode document = bisect("--good tip --bad broken", journal);

        assertThat(document.path("found").path("title").asText()).isEqualTo(FIX);
        assertThat(document.path("change").asText()).isEqualTo("VANISHES");
        assertThat(statuses(document)).contains("NO_BOOT");
        List<String> lines = Files.readAllLines(journal.resolve("journal.jsonl"));
        assertThat(lines).startsWith(known.toArray(new String[0]));
        assertThat(lines.stream()
                        .filter(line -> line.contains("\"looked\""))
                        .map(line -> line.replaceAll(".*\"subject\":\"([^\"]*)\".*", "$1")))
                .doesNotHaveDuplicates();
        assertThat(Emulators.runningBelow(journal)).isEmpty();
        try (Stream<Path> runs = Files.walk(journal.resolve("runs"))) {
            assertThat(runs).noneMatch(file -> file.endsWith("initrd"));
        }
    }

    /** Lets it write one more line to its journal, and kills it in the middle of the next boot. */
    private void killAfterTheNextJournalLine(Path journal) throws Exception {
        Path file = journal.resolve("journal.jsonl");
        long before = Files.exists(file) ? Files.size(file) : 0;
        Command command = Command.of(
                        "sh",
                        "-c",
                        "exec ./vc4lab bisect --tree " + tree + " --good tip --bad broken --folder " + journal)
                .workingDirectory(HOME)
                .timeout(TIMEOUT);
        try (RunningProcess running = processes.start(command)) {
            await("a line in the journal and a boot that goes on")
                    .atMost(TIMEOUT)
                    .failFast("it ended without a kill", () -> assertThat(running.status())
                            .as(running.output().toString())
                            .isEmpty())
                    .until(() -> Files.exists(file)
                            && Files.size(file) > before
                            && !Emulators.runningBelow(journal).isEmpty());
            assertThat(bisectionsOf(journal)).singleElement().satisfies(ProcessHandle::destroyForcibly);
            await("the end of its emulators").atMost(Duration.ofMinutes(2)).until(() -> Emulators.runningBelow(journal)
                    .isEmpty());
        }
    }

    private static List<ProcessHandle> bisectionsOf(Path journal) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .filter(process -> process.info().commandLine().orElse("").contains(journal.toString()))
                .toList();
    }
}
