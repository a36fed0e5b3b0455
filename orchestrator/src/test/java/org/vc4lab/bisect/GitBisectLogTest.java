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
import org.vc4lab.source.GitTree;

class GitBisectLogTest {
    private final ProcessRunner runner = new ProcessRunner();

    @TempDir
    Path folder;

    private Repository repository() throws Exception {
        Repository repository = Repository.make(folder.resolve("tree"), runner);
        for (int i = 0; i < 9; i++) {
            repository.commit("file", i + "\n");
        }
        return repository;
    }

    private CommitTerritory territory(Repository repository) throws Exception {
        String start = repository.git("rev-parse", "HEAD~8").text();
        GitTree tree = GitTree.open(repository.folder(), runner);
        return CommitTerritory.of(tree, folder.resolve("ours"), runner, "config", start, repository.head());
    }

    private static Event looked(int number, Sight.Kind kind) {
        return new Event.Looked(new Subject.Point(number), new Sight(kind, ""), "001", 1);
    }

    private static final List<Event> EVENTS = List.of(
            looked(7, Sight.Kind.SHOWN),
            looked(Subject.START, Sight.Kind.ABSENT),
            looked(3, Sight.Kind.OTHER_REPORT),
            new Event.Built(new Subject.Point(4), new Made.Nothing("does not build"), 1),
            looked(2, Sight.Kind.ABSENT),
            looked(5, Sight.Kind.ABSENT),
            looked(6, Sight.Kind.SHOWN),
            new Event.Looked(new Subject.Without(6), new Sight(Sight.Kind.ABSENT, ""), "007", 1),
            new Event.Ended(new Answer.Found(6, 1)));

    /** What git makes of our log is what git itself would say. */
    @Test
    void gitReplaysIt() throws Exception {
        Repository repository = repository();
        CommitTerritory territory = territory(repository);
        List<String> log = GitBisectLog.write(territory, Change.APPEARS, Terms.DEFAULT, EVENTS, point -> true);
        Path file = Files.write(folder.resolve("log"), log);

        repository.git("bisect", "replay", file.toString());

        String said = repository.git("bisect", "log").text();
        assertThat(said)
                .contains("# first bad commit: [" + territory.suspects().get(6).id() + "]");
        assertThat(GitBisectLog.read(said.lines().toList())).hasSize(7);
    }

    @Test
    void gitReplaysItsTerms() throws Exception {
        Repository repository = repository();
        CommitTerritory territory = territory(repository);
        List<Event> events = List.of(looked(5, Sight.Kind.SHOWN), looked(6, Sight.Kind.ABSENT));
        List<String> log =
                GitBisectLog.write(territory, Change.VANISHES, new Terms("broken", "fixed"), events, point -> true);

        repository.git(
                "bisect", "replay", Files.write(folder.resolve("log"), log).toString());

        assertThat(repository.git("bisect", "log").text())
                .contains(
                        "# first fixed commit: [" + territory.suspects().get(6).id() + "]");
    }

    @Test
    void readsWhatGitWrites() throws Exception {
        Repository repository = repository();
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

    /** One lucky run must not call a commit good for ever. */
    @Test
    void doesNotWriteGoodBeforeItIsCertain() throws Exception {
        CommitTerritory territory = territory(repository());
        List<Event> events = List.of(looked(5, Sight.Kind.ABSENT), looked(2, Sight.Kind.ABSENT));

        List<String> log =
                GitBisectLog.write(territory, Change.APPEARS, Terms.DEFAULT, events, point -> point.number() == 2);

        assertThat(log)
                .contains("git bisect good " + territory.suspects().get(2).id());
        assertThat(log)
                .doesNotContain("git bisect good " + territory.suspects().get(5).id());
    }

    @Test
    void refusesAFileThatIsNoLog() {
        assertThatThrownBy(() -> GitBisectLog.read(List.of("rm -rf /"))).hasMessageContaining("rm -rf /");
        assertThatThrownBy(() -> GitBisectLog.read(List.of("git bisect worse abc")))
                .hasMessageContaining("unknown term");
    }
}
