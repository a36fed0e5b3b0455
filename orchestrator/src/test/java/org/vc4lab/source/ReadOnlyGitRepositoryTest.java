// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.GitSandbox;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.ReadOnlyGitRepository.GitRange;
import org.vc4lab.source.ReadOnlyGitRepository.GitTreeException;

class ReadOnlyGitRepositoryTest {
    private final Path folder;
    private final GitSandbox user;
    private final ProcessRunner runner = new ProcessRunner();

    ReadOnlyGitRepositoryTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        this.user = GitSandbox.in(folder.resolve("linux: tree"));
    }

    private ReadOnlyGitRepository tree() throws IOException, InterruptedException {
        return ReadOnlyGitRepository.open(user.folder(), runner);
    }

    private GitRange.Content range(String range) throws IOException, InterruptedException {
        return new GitRange(tree(), range, runner).read();
    }

    @Test
    void findsCommitsByAnyNameThatGitKnows() throws Exception {
        String first = user.git("rev-parse", "HEAD");
        user.write("src/a.c", "two\n");
        String second = user.commit("second");
        user.git("tag", "-a", "-m", "annotated", "v2");

        for (String name : new String[] {"HEAD", "master", "v2", second.substring(0, 8)}) {
            assertThat(tree().resolveCommit(name)).as(name).isEqualTo(second);
        }
        assertThat(tree().resolveCommit("HEAD~")).isEqualTo(first);
    }

    @Test
    void opensALinkedWorkTreeAndABareRepository() throws Exception {
        String commit = user.git("rev-parse", "HEAD");
        user.git("worktree", "add", "-q", "../linked");
        user.git("clone", "-q", "--bare", ".", "../bare");
        assertThat(ReadOnlyGitRepository.open(folder.resolve("linked"), runner).resolveCommit("HEAD"))
                .isEqualTo(commit);
        assertThat(ReadOnlyGitRepository.open(folder.resolve("bare"), runner).resolveCommit("HEAD"))
                .isEqualTo(commit);
    }

    @Test
    void uncommittedChangesAreReportedAndTheIndexIsUntouched() throws Exception {
        user.write("src/b.c", "b\n");
        user.write("src/c.c", "c\n");
        user.commit("second");
        user.write("src/a.c", "changed\n");
        user.write("src/b.c", "staged\n");
        user.git("add", "src/b.c");
        user.git("rm", "-q", "src/c.c");
        user.write("unknown.c", "new\n");
        Map<String, String> before = user.state();

        assertThat(tree().uncommittedFiles()).containsExactlyInAnyOrder("src/a.c", "src/b.c", "src/c.c");
        assertThat(user.state()).isEqualTo(before);
    }

    @Test
    void aNewModificationTimeIsNoChange() throws Exception {
        Files.setLastModifiedTime(user.folder().resolve("src/a.c"), FileTime.fromMillis(1_000_000_000_000L));
        Map<String, String> before = user.state();

        assertThat(tree().uncommittedFiles()).isEmpty();
        assertThat(user.state()).as("git would note the date").isEqualTo(before);
    }

    @Test
    void withoutACheckoutNoFileIsMissing() throws Exception {
        user.git("worktree", "add", "-q", "../linked");
        user.git("clone", "-q", "--bare", ".", "../bare");
        user.git("clone", "-q", "--no-checkout", ".", "../empty");
        Files.writeString(folder.resolve("linked/Kconfig"), "config B\n");

        assertThat(ReadOnlyGitRepository.open(folder.resolve("bare"), runner).uncommittedFiles())
                .isEmpty();
        assertThat(ReadOnlyGitRepository.open(folder.resolve("empty"), runner).uncommittedFiles())
                .isEmpty();
        assertThat(ReadOnlyGitRepository.open(folder.resolve("linked"), runner).uncommittedFiles())
                .containsExactly("Kconfig");
        assertThat(tree().uncommittedFiles()).isEmpty();
    }

    @Test
    void aFolderThatIsNoGitTreeIsRefused() throws Exception {
        Path plain = Files.createDirectory(folder.resolve("plain"));
        assertThatThrownBy(() -> ReadOnlyGitRepository.open(plain, runner))
                .isInstanceOf(GitTreeException.class)
                .hasMessageContaining("not a git tree: " + plain);
        assertThatThrownBy(() -> ReadOnlyGitRepository.open(folder.resolve("absent"), runner))
                .isInstanceOf(GitTreeException.class)
                .hasMessageContaining("no such folder");
        assertThatThrownBy(() -> ReadOnlyGitRepository.open(user.folder().resolve("src"), runner))
                .isInstanceOf(GitTreeException.class)
                .hasMessageContaining("the folder src/ of one");
    }

    @ParameterizedTest
    @CsvSource({"nope", "--all", "HEAD:src/a.c", "''", "-n"})
    void anUnknownRevisionIsRefused(String revision) {
        assertThatThrownBy(() -> tree().resolveCommit(revision))
                .isInstanceOf(GitTreeException.class)
                .hasMessageContaining("no such revision")
                .hasMessageContaining("'" + revision + "'");
    }

    @Test
    void aRangeListsItsCommitsOldestFirst() throws Exception {
        String first = user.git("rev-parse", "HEAD");
        user.write("src/a.c", "tw\u00f6\n");
        String second = user.commit("second: with [PATCH] and\ttab");
        Files.write(user.folder().resolve("bin"), new byte[] {0, 1, (byte) 0xff});
        String third = user.commit("third");

        GitRange.Content content = range("HEAD~2..");

        assertThat(content.base()).isEqualTo(first);
        assertThat(content.commits()).extracting(GitRange.Commit::id).containsExactly(second, third);
        assertThat(content.commits().get(0).subject()).startsWith("second: with [PATCH] and");
        String utf8 = new String("+tw\u00f6\n".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(content.commits().get(0).diff())
                .contains("diff --git a/src/a.c b/src/a.c")
                .contains(utf8);
        assertThat(content.commits().get(1).diff()).contains("GIT binary patch");
    }

    @Test
    void aRangeWithAMergeIsRefused() throws Exception {
        user.git("checkout", "-q", "-b", "side");
        user.write("side", "x\n");
        user.commit("on the side");
        user.git("checkout", "-q", "master");
        user.write("main", "x\n");
        user.commit("on master");
        user.git("merge", "-q", "--no-edit", "side");
        assertThatThrownBy(() -> range("HEAD~2..HEAD"))
                .isInstanceOf(GitTreeException.class)
                .hasMessageContaining("holds a merge")
                .hasMessageContaining(user.git("rev-parse", "HEAD"));
        assertThatThrownBy(() -> range("HEAD..HEAD")).hasMessageContaining("no commit in the range");
        assertThatThrownBy(() -> range("master...side")).hasMessageContaining("three dots");
        assertThatThrownBy(() -> range("nope..HEAD")).hasMessageContaining("no such revision");
    }

    @Test
    void aShallowCloneIsReadAsFarAsItGoes() throws Exception {
        user.write("src/a.c", "two\n");
        user.commit("second");
        user.write("src/a.c", "three\n");
        String third = user.commit("third");
        user.git("clone", "-q", "--depth", "2", "file://" + user.folder(), "../shallow");

        ReadOnlyGitRepository shallow = ReadOnlyGitRepository.open(folder.resolve("shallow"), runner);

        assertThat(new GitRange(shallow, "HEAD~..HEAD", runner).read().commits())
                .extracting(GitRange.Commit::id)
                .containsExactly(third);
    }

    /** Each of these would leave a file behind if git ran it; the first line shows that the trap works. */
    @Test
    void neitherHooksNorFiltersOfATreeRunAndNothingIsWritten() throws Exception {
        Path trap = folder.resolve("sprung");
        String command = "touch '" + trap + "'; cat";
        user.write(".gitattributes", "* filter=evil diff=evil text eol=crlf ident\n");
        user.commit("attributes");
        user.write("src/a.c", "two\n");
        user.commit("second");
        for (String setting : new String[] {
            "core.fsmonitor", "core.sshCommand", "core.pager", "diff.external", "diff.evil.textconv",
            "diff.evil.command", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "core.editor",
            "log.showSignature", "gpg.program", "remote.origin.uploadpack"
        }) {
            user.git("config", setting, setting.equals("log.showSignature") ? "true" : command);
        }
        user.git("config", "remote.origin.promisor", "true");
        for (String hook : new String[] {"post-checkout", "post-index-change", "reference-transaction"}) {
            Path file = Files.writeString(user.folder().resolve(".git/hooks").resolve(hook), "#!/bin/sh\n" + command);
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        user.tryGit("status");
        assertThat(trap).as("the trap works").exists();
        Files.delete(trap);
        Map<String, String> before = user.state();

        String commit = tree().resolveCommit("HEAD");
        tree().requireKernelTree(commit);
        GitRange.Content content = range("HEAD~..HEAD");
        assertThat(tree().uncommittedFiles()).isEmpty();
        Path own = folder.resolve("own");
        GitCommands.createRepository(own);
        Path work = Files.createDirectory(folder.resolve("work"));
        runner.run(tree().commandIn(own, "read-tree", "--reset", "-u", commit)
                        .workingDirectory(work)
                        .env("GIT_WORK_TREE", work.toString()))
                .orThrow();

        assertThat(trap).doesNotExist();
        assertThat(user.state()).isEqualTo(before);
        assertThat(work.resolve("src/a.c"))
                .as("no attribute counts")
                .hasBinaryContent("two\n".getBytes(StandardCharsets.UTF_8));
        assertThat(content.commits().get(0).diff()).contains("-one").contains("+two");
    }

    /** A promised object is fetched on demand; this transport runs a command. */
    @Test
    void aTreeThatPromisesObjectsRunsNoTransport() throws Exception {
        Path trap = folder.resolve("sprung");
        String absent = user.git("rev-parse", "HEAD");
        user.write("src/a.c", "two\n");
        user.commit("second");
        for (String[] setting : new String[][] {
            {"core.repositoryFormatVersion", "1"},
            {"extensions.partialClone", "origin"},
            {"remote.origin.promisor", "true"},
            {"remote.origin.url", "ext::touch " + trap},
            {"protocol.ext.allow", "always"},
        }) {
            user.git("config", setting[0], setting[1]);
        }
        Files.delete(user.folder().resolve(".git/objects/" + absent.substring(0, 2) + "/" + absent.substring(2)));
        user.tryGit("rev-parse", "--verify", "HEAD~^{commit}");
        assertThat(trap).as("the trap works").exists();
        Files.delete(trap);

        assertThatThrownBy(() -> tree().resolveCommit("HEAD~")).isInstanceOf(GitTreeException.class);
        assertThat(trap).doesNotExist();
        CommandResult oldGit = runner.run(GitCommands.command("rev-parse", "--verify", "HEAD~^{commit}")
                .workingDirectory(user.folder())
                .env("GIT_NO_LAZY_FETCH", "0"));
        assertThat(oldGit.succeeded()).isFalse();
        CommandResult fetch = runner.run(GitCommands.command("fetch", "origin").workingDirectory(user.folder()));
        assertThat(fetch.text()).contains("transport 'ext' not allowed");
        assertThat(trap).doesNotExist();
    }
}
