// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.ReadOnlyGitRepository;
import org.vc4lab.source.ReadOnlyGitRepository.BorrowingRepository;

/** A small repository, created with the real git. */
final class TestGitRepository {
    private final Path folder;
    private final ProcessRunner runner;

    private TestGitRepository(Path folder, ProcessRunner runner) {
        this.folder = folder;
        this.runner = runner;
    }

    static TestGitRepository create(Path folder, ProcessRunner runner) throws IOException, InterruptedException {
        TestGitRepository repository = new TestGitRepository(Files.createDirectories(folder), runner);
        repository.git("init", "-q", "-b", "master");
        return repository;
    }

    Path folder() {
        return folder;
    }

    /** Commits one file with this content, and returns the commit's id. */
    String commit(String path, String content) throws IOException, InterruptedException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        git("add", path);
        git("commit", "-q", "-m", "change " + path);
        return head();
    }

    /** The commits from {@code start} to HEAD. */
    CommitRange commitRange(Path scratch, String start) throws IOException, InterruptedException {
        GitCommands.createRepository(scratch);
        ReadOnlyGitRepository tree = ReadOnlyGitRepository.open(folder, runner);
        return CommitRange.of(new BorrowingRepository(tree, scratch, runner), "config", start, head());
    }

    String head() throws IOException, InterruptedException {
        return git("rev-parse", "HEAD").text();
    }

    CommandResult git(String... arguments) throws IOException, InterruptedException {
        List<String> argv =
                new ArrayList<>(List.of("git", "-c", "user.name=test", "-c", "user.email=test@example.org"));
        argv.addAll(List.of(arguments));
        return runner.run(Command.of(argv).workingDirectory(folder)).orThrow();
    }
}
