// SPDX-License-Identifier: Apache-2.0
package org.vc4lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.Sha256;

/** A git tree for tests, with one commit to begin with. */
public final class GitSandbox {
    private final Path folder;
    private final ProcessRunner runner = new ProcessRunner();

    private GitSandbox(Path folder) {
        this.folder = folder;
    }

    public static GitSandbox in(Path folder) throws IOException, InterruptedException {
        GitSandbox sandbox = new GitSandbox(Files.createDirectories(folder));
        sandbox.git("init", "-q", "-b", "master");
        sandbox.write("Makefile", "VERSION = 1\nPATCHLEVEL = 0\nSUBLEVEL = 0\n");
        sandbox.write("Kconfig", "config A\n");
        sandbox.write("src/a.c", "one\n");
        sandbox.commit("first");
        return sandbox;
    }

    public Path folder() {
        return folder;
    }

    public void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    public String git(String... arguments) throws IOException, InterruptedException {
        return tryGit(arguments).orThrow().text();
    }

    public CommandResult tryGit(String... arguments) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(
                List.of("git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgSign=false"));
        argv.addAll(List.of(arguments));
        return runner.run(Command.of(argv).workingDirectory(folder));
    }

    /** Commits all that is there; returns the commit's id. */
    public String commit(String subject) throws IOException, InterruptedException {
        git("add", "-A");
        git("commit", "-q", "--no-verify", "-m", subject);
        return git("rev-parse", "HEAD");
    }

    /** Of each file and folder: the date to the nanosecond, the rights, and the bytes. */
    public Map<String, String> state() throws IOException {
        Map<String, String> state = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                boolean plain = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
                state.put(
                        folder.relativize(path).toString(),
                        Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS) + " "
                                + Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) + " "
                                + (plain ? Sha256.of(path) : ""));
            }
        }
        return state;
    }
}
