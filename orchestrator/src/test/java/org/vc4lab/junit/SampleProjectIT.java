// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/** The guest tests of the documentation, exactly as it shows them, in a project that has only the jar of vc4lab. */
class SampleProjectIT {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final String PAGE = "docs/junit-and-testcontainers.md";
    private static final Pattern BLOCK = Pattern.compile("(?s)```java\\n(.*?class (\\w+).*?)```");
    private static final String VERSION = "0.1.0-SNAPSHOT";

    private final ProcessRunner processes = new ProcessRunner();

    @TempDir
    Path folder;

    /** What they lead to stays; JUnit would warn of each. */
    @AfterEach
    void deleteLinks() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("local"), 2)) {
            for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    @Test
    void theTestsOfTheDocumentationPass() throws Exception {
        Matcher block = documentedTests();

        CommandResult commandResult = run(block.group(2), block.group(1));

        assertThat(commandResult.status()).as(commandResult::describe).isZero();
        assertThat(folder.resolve("target/vc4lab")).isDirectoryRecursivelyContaining("glob:**/guest-evidence.json");
        assertThat(folder.resolve("target/vc4lab")).isDirectoryRecursivelyContaining("glob:**/console.log");
    }

    /** The same on a kernel with the bug, of which the assertions see nothing. */
    @Test
    void theyFailIfTheKernelReportsSomething() throws Exception {
        Matcher block = documentedTests();
        assertThat(block.group(1)).contains("candidate = \"hw-params\"");

        CommandResult commandResult = run(block.group(2), block.group(1).replace("\"hw-params\"", "\"base\""));

        assertThat(commandResult.status()).as(commandResult::describe).isNotZero();
        assertThat(commandResult.text())
                .contains("the kernel reported what @AllowReports does not allow")
                .contains("sleeping function called from invalid context");
    }

    private static Matcher documentedTests() throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(HOME.resolve(PAGE)));
        assertThat(block.find()).isTrue();
        return block;
    }

    private CommandResult run(String name, String source) throws IOException, InterruptedException {
        Path repository = folder.resolve("repository");
        publish(repository, "vc4lab", HOME.resolve("pom.xml"), "pom");
        publish(repository, "orchestrator", HOME.resolve("orchestrator/pom.xml"), "pom");
        publish(
                repository,
                "orchestrator",
                HOME.resolve("orchestrator/target/orchestrator-" + VERSION + ".jar"),
                "jar");
        Files.copy(HOME.resolve("orchestrator/src/test/sample/pom.xml"), folder.resolve("pom.xml"));
        Path tests = Files.createDirectories(folder.resolve("src/test/java"));
        Files.writeString(tests.resolve(name + ".java"), source);
        return processes.run(Command.of(
                        "mvn",
                        "-B",
                        "test",
                        "-Dmaven.repo.local=" + localRepository(),
                        "-Dvc4lab.home=" + HOME,
                        "-Dvc4lab.repository=" + repository.toUri())
                .workingDirectory(folder)
                .timeout(Duration.ofMinutes(20)));
    }

    /** This build's own, but for a vc4lab that another build has installed there. */
    private Path localRepository() throws IOException {
        Path jar = Path.of(URI.create(
                Test.class.getProtectionDomain().getCodeSource().getLocation().toString()));
        Path real =
                jar.resolve("../../../../../..").normalize(); // of org/junit/jupiter/junit-jupiter-api/VERSION/x.jar
        assertThat(real.resolve("org/junit/jupiter")).isDirectory();
        Path linked = folder.resolve("local");
        link(real, linked, "org");
        link(real.resolve("org"), linked.resolve("org"), "vc4lab");
        return linked;
    }

    private static void link(Path from, Path to, String excluded) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.filter(path -> !path.endsWith(excluded)).toList()) {
                Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
            }
        }
    }

    private static void publish(Path repository, String artifact, Path file, String type) throws IOException {
        Path directory = repository.resolve("org/vc4lab").resolve(artifact).resolve(VERSION);
        Files.createDirectories(directory);
        Files.copy(file, directory.resolve(artifact + "-" + VERSION + "." + type));
    }
}
