// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/**
 * A command of the README and the output that it shows below.
 *
 * @param output its lines, with numbers and paths taken out
 */
record ReadmeBlock(String command, List<String> output) {
    static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();

    private static final Pattern BLOCK = Pattern.compile("(?s)```console\\n\\$ ([^\\n]*)\\n(.*?)```");

    static List<ReadmeBlock> readAll() throws IOException {
        return BLOCK.matcher(Files.readString(HOME.resolve("README.md")))
                .results()
                .map(block ->
                        new ReadmeBlock(block.group(1), normalize(block.group(2).lines())))
                .toList();
    }

    /** Runs the command as it stands there, in the project's folder. */
    CommandResult run(Path stdout) throws IOException, InterruptedException {
        return new ProcessRunner()
                .run(Command.of("sh", "-c", command + " > " + stdout)
                        .workingDirectory(HOME)
                        .timeout(Duration.ofMinutes(60)));
    }

    static List<String> normalize(Stream<String> lines) {
        return lines.map(line -> line.replaceAll("(?<= )[/~]\\S*", "PATH")
                        .replaceAll("[0-9]+(\\.[0-9]+)?", "N")
                        .replaceAll("\\s+", " ")
                        .strip())
                .toList();
    }

    @Override
    public String toString() {
        return command;
    }
}
