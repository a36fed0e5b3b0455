// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.Outcome;
import org.vc4lab.exec.ProcessRunner;

/**
 * The commands that the README shows, run as they stand there, print what stands below them, numbers and paths aside.
 */
class ReadmeIT {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("(?s)```console\\n\\$ ([^\\n]*)\\n(.*?)```");

    @TempDir
    Path folder;

    /** A command and the output below it. */
    record Shown(String command, List<String> output) {
        @Override
        public String toString() {
            return command;
        }
    }

    static List<Shown> commands() throws IOException {
        List<MatchResult> blocks = BLOCK.matcher(Files.readString(HOME.resolve("README.md")))
                .results()
                .toList();
        List<Shown> shown = new ArrayList<>();
        for (MatchResult block : blocks) {
            shown.add(new Shown(block.group(1), normalised(block.group(2).lines())));
        }
        return shown;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void printsWhatTheReadmeShows(Shown shown) throws Exception {
        Path stdout = folder.resolve("stdout");
        Command command = Command.of("sh", "-c", shown.command() + " > " + stdout)
                .in(HOME)
                .within(Duration.ofMinutes(60));

        Outcome outcome = new ProcessRunner().run(command);

        try (Stream<String> lines = Files.lines(stdout)) {
            assertThat(normalised(lines)).as(outcome::describe).isEqualTo(shown.output());
        }
    }

    private static List<String> normalised(Stream<String> lines) {
        return lines.map(line -> line.replaceAll("(?<= )[/~]\\S*", "PATH")
                        .replaceAll("[0-9]+(\\.[0-9]+)?", "N")
                        .replaceAll("\\s+", " ")
                        .strip())
                .toList();
    }
}
