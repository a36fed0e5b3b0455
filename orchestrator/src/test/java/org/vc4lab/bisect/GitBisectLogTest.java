// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.bisect.GitBisectLog.Side;
import org.vc4lab.bisect.GitBisectLog.Statement;
import org.vc4lab.bisect.GitBisectLog.Terms;
import org.vc4lab.exec.ProcessRunner;

class GitBisectLogTest {
    private final ProcessRunner runner = new ProcessRunner();

    @TempDir
    Path folder;

    private TestGitRepository repository() throws Exception {
        TestGitRepository repository = TestGitRepository.create(folder.resolve("tree"), runner);
        for (int i = 0; i < 9; i++) {
            repository.commit("file", i + "\n");
        }
        return repository;
    }

    private CommitRange commitRange(TestGitRepository repository) throws Exception {
        String start = repository.git("rev-parse", "HEAD~8").text();
        return repository.commitRange(folder.resolve("ours"), start);
    }

    private static Event tested(int index, TestOutcome.TestStatus status) {
        return new Event.Tested(new Revision.AtCommit(index), new TestOutcome(status, ""), "001", 1);
    }

    private static final List<Event> EVENTS = List.of(
            tested(7, TestOutcome.TestStatus.REPRODUCED),
            tested(Revision.START, TestOutcome.TestStatus.NOT_REPRODUCED),
            tested(3, TestOutcome.TestStatus.OTHER_REPORT),
            new Event.KernelBuilt(new Revision.AtCommit(4), new BuildOutcome.Unbuildable("does not build"), 1),
            tested(2, TestOutcome.TestStatus.NOT_REPRODUCED),
            tested(5, TestOutcome.TestStatus.NOT_REPRODUCED),
            tested(6, TestOutcome.TestStatus.REPRODUCED),
            new Event.Tested(
                    new Revision.TipWithRevert(6),
                    new TestOutcome(TestOutcome.TestStatus.NOT_REPRODUCED, ""),
                    "007",
                    1),
            new Event.Finished(new BisectionResult.ChangeFound(6, 1)));

    /** Replaying the log gives the same state as git's own bisection. */
    @Test
    void gitReplaysTheLog() throws Exception {
        TestGitRepository repository = repository();
        CommitRange commitRange = commitRange(repository);
        List<String> log = new GitBisectLog(commitRange, Direction.CAUSE, Terms.DEFAULT).write(EVENTS, commit -> true);
        Path file = Files.write(folder.resolve("log"), log);

        repository.git("bisect", "replay", file.toString());

        String replayedLog = repository.git("bisect", "log").text();
        assertThat(replayedLog)
                .contains("# first bad commit: [" + commitRange.changes().get(6).id() + "]");
        assertThat(GitBisectLog.read(replayedLog.lines().toList())).hasSize(7);
    }

    @Test
    void gitReplaysCustomTerms() throws Exception {
        TestGitRepository repository = repository();
        CommitRange commitRange = commitRange(repository);
        List<Event> events =
                List.of(tested(5, TestOutcome.TestStatus.REPRODUCED), tested(6, TestOutcome.TestStatus.NOT_REPRODUCED));
        List<String> log = new GitBisectLog(commitRange, Direction.FIX, new Terms("broken", "fixed"))
                .write(events, commit -> true);

        repository.git(
                "bisect", "replay", Files.write(folder.resolve("log"), log).toString());

        assertThat(repository.git("bisect", "log").text())
                .contains(
                        "# first fixed commit: [" + commitRange.changes().get(6).id() + "]");
    }

    @Test
    void readsALogOfGit() throws Exception {
        TestGitRepository repository = repository();
        String bad = repository.head();
        String good = repository.git("rev-parse", "HEAD~8").text();
        repository.git("bisect", "start", "--term-new", "slow", "--term-old=fast", bad, good);
        repository.git("bisect", "skip");
        String next = repository.head();
        repository.git("bisect", "fast");

        List<Statement> read =
                GitBisectLog.read(repository.git("bisect", "log").text().lines().toList());

        List<Statement> expected =
                new ArrayList<>(List.of(new Statement(Side.NEWER, bad), new Statement(Side.OLDER, good)));
        assertThat(read).hasSize(4).startsWith(expected.get(0), expected.get(1));
        assertThat(read.get(2).side()).isEqualTo(Side.SKIPPED);
        assertThat(read.get(3)).isEqualTo(new Statement(Side.OLDER, next));
    }

    /** One run without the report is no proof that a commit is good. */
    @Test
    void doesNotWriteGoodBeforeItIsCertain() throws Exception {
        CommitRange territory = commitRange(repository());
        List<Event> events = List.of(
                tested(5, TestOutcome.TestStatus.NOT_REPRODUCED), tested(2, TestOutcome.TestStatus.NOT_REPRODUCED));

        List<String> log = new GitBisectLog(territory, Direction.CAUSE, Terms.DEFAULT)
                .write(events, atCommit -> atCommit.index() == 2);

        assertThat(log).contains("git bisect good " + territory.changes().get(2).id());
        assertThat(log)
                .doesNotContain("git bisect good " + territory.changes().get(5).id());
    }

    /** People look at the log with cat. */
    @Test
    void subjectsDoNotControlTheTerminal() throws Exception {
        TestGitRepository repository = repository();
        repository.git("commit", "-q", "--allow-empty", "--cleanup=verbatim", "-m", "x\u001b[2J\u009b2J");

        List<String> log = new GitBisectLog(commitRange(repository), Direction.CAUSE, Terms.DEFAULT)
                .write(List.of(), commit -> false);

        assertThat(log).anyMatch(line -> line.endsWith("x\\u001b[2J\\u009b2J"));
    }

    @Test
    void refusesAFileThatIsNoLog() {
        assertThatThrownBy(() -> GitBisectLog.read(List.of("rm -rf /"))).hasMessageContaining("rm -rf /");
        assertThatThrownBy(() -> GitBisectLog.read(List.of("git bisect worse abc")))
                .hasMessageContaining("unknown term");
    }
}
