// SPDX-License-Identifier: Apache-2.0
package org.vc4lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/** What is downloaded for a build is what dependencies-lock.json says, and what comes out does not depend on where. */
class SupplyChainIT {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final String JAR = "orchestrator/target/orchestrator-0.1.0-SNAPSHOT.jar";

    @TempDir
    Path folder;

    private static CommandResult mvn(Path project, String... arguments) throws IOException, InterruptedException {
        List<String> argv = Stream.concat(Stream.of("mvn", "-B", "-q"), Stream.of(arguments))
                .toList();
        return new ProcessRunner()
                .run(Command.of(argv).workingDirectory(project).timeout(Duration.ofMinutes(20)));
    }

    private void copyProject() throws IOException {
        for (String file : List.of("pom.xml", "dependencies-lock.json")) {
            copyToFolder(file);
            copyToFolder("orchestrator/" + file);
        }
    }

    private void copyToFolder(String file) throws IOException {
        Path copy = folder.resolve(file);
        Files.createDirectories(copy.getParent());
        Files.copy(HOME.resolve(file), copy);
    }

    @Test
    void theArtifactsOfTheLockAreTaken() throws Exception {
        copyProject();

        CommandResult untouched = mvn(folder, "validate");

        assertThat(untouched.status()).as(untouched::describe).isZero();
    }

    /** A library, a plugin, a tool of a plugin, and a library of a plugin. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.fasterxml.jackson.core:jackson-databind",
                "org.apache.maven.plugins:maven-jar-plugin",
                "com.google.errorprone:error_prone_core",
                "org.codehaus.plexus:plexus-archiver"
            })
    void artifactWithAnotherChecksumEndsTheBuild(String artifact) throws Exception {
        copyProject();
        Path lock = folder.resolve("orchestrator/dependencies-lock.json");
        String original = Files.readString(lock);
        String[] ids = artifact.split(":", 2);
        String changed = original.replaceAll(
                "(\"artifactId\" : \"" + ids[1] + "\"[^}]*\"integrity\" : \"sha512:)....", "$1AAAA");
        assertThat(changed).isNotEqualTo(original);
        Files.writeString(lock, changed);

        CommandResult refused = mvn(folder, "validate");
        assertThat(refused.status()).as(refused::describe).isNotZero();
        assertThat(refused.text()).contains(ids[0]).contains(ids[1]).containsIgnoringCase("integrity");
    }

    @Nightly
    @Test
    void twoBuildsGiveTheSameJar() throws Exception {
        byte[] first = buildJar("first");
        assertThat(buildJar("some/other/folder")).isEqualTo(first);
    }

    private byte[] buildJar(String name) throws IOException, InterruptedException {
        Path clone = folder.resolve(name);
        new ProcessRunner()
                .run(Command.of("git", "clone", "--quiet", "--local", HOME.toString(), clone.toString()))
                .orThrow();
        CommandResult build = mvn(clone, "package", "-Dmaven.test.skip");
        assertThat(build.status()).as(build::describe).isZero();
        return Files.readAllBytes(clone.resolve(JAR));
    }
}
