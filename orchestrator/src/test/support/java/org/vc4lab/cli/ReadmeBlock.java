// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/**
 * A command that a page shows, and the output that it shows below.
 *
 * @param page the page's path below the project's folder
 * @param output its lines, with numbers and paths replaced
 */
record ReadmeBlock(String page, String command, List<String> output) {
    static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();

    private static final Pattern BLOCK = Pattern.compile("(?s)\\$ ([^\\n]*)\\n(.*)");

    /** All of the README and of docs/, in the order of {@link MarkdownPage#all()}. */
    static List<ReadmeBlock> readAll() throws IOException {
        List<ReadmeBlock> blocks = new ArrayList<>();
        for (MarkdownPage page : MarkdownPage.all(HOME)) {
            for (String content : page.codeBlocks("console")) {
                blocks.add(of(page.path(), content));
            }
        }
        return blocks;
    }

    private static ReadmeBlock of(String page, String content) {
        Matcher block = BLOCK.matcher(content);
        if (!block.matches()) {
            throw new IllegalArgumentException(page + ": a console block does not begin with a command: " + content);
        }
        return new ReadmeBlock(page, block.group(1), normalize(block.group(2).lines()));
    }

    /** Runs the command exactly as the page shows it, in the project's folder. */
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
        return page + ": " + command;
    }
}
