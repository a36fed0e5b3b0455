// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands that the text quotes: behind a shell's prompt, or on a line of their own. Only plain words are taken,
 * and a redirection into sysfs; nothing that a shell would expand or run besides.
 */
record CommandHint(PostedText text, MachineParts parts) {
    private static final Pattern PROMPT =
            Pattern.compile("^(?:\\[?[\\w.-]{1,40}@[\\w.-]{1,40}[: ][^#$\\s]{0,80}[#$]|[#$]) ?+(?=[a-z])");
    private static final Pattern WORD = Pattern.compile("'[^']*+'|\"[^\"$`\\\\]*+\"|[\\w./:=,+@%-]++");
    private static final Pattern TARGET = Pattern.compile(" ?>{1,2} ?(?<target>/sys/[\\w./:+-]++)$");
    private static final int MOST_COMMANDS = 20;
    private static final int LONGEST = 500;

    /**
     * Commands for the guest.
     *
     * @param lines each with its origin
     * @param leftOut why commands of the text are not among them
     */
    record QuotedCommands(List<Guess<String>> lines, List<String> leftOut) {
        QuotedCommands {
            lines = List.copyOf(lines);
            leftOut = List.copyOf(leftOut);
        }
    }

    QuotedCommands read() {
        Map<String, Guess<String>> commands = new LinkedHashMap<>();
        List<String> leftOut = new ArrayList<>();
        for (SourceLine line : text.lines()) {
            findCommand(line.text())
                    .filter(command -> commands.size() + leftOut.size() < MOST_COMMANDS)
                    .ifPresent(command -> {
                        Optional<String> problem = problemOf(command);
                        if (problem.isPresent()) {
                            leftOut.add(line.quoted() + ": " + problem.get());
                        } else {
                            Guess<String> taken = withFiles(command, line);
                            commands.putIfAbsent(taken.value(), taken);
                        }
                    });
        }
        return new QuotedCommands(List.copyOf(commands.values()), leftOut);
    }

    /** Without a prompt only programs count that bug reports quote, with an option: prose may begin with the name. */
    private Optional<String> findCommand(String line) {
        Matcher prompt = PROMPT.matcher(line);
        boolean isPrompted = prompt.find();
        String command = isPrompted ? line.substring(prompt.end()) : line;
        String program = program(command);
        boolean isKnown = parts.file().programs().contains(program)
                || parts.file().noPrograms().containsKey(program);
        boolean hasOption = command.contains(" -") || TARGET.matcher(command).find();
        return isKnown && (isPrompted || hasOption) ? Optional.of(command) : Optional.empty();
    }

    private static String program(String command) {
        int blank = command.indexOf(' ');
        return blank < 0 ? command : command.substring(0, blank);
    }

    private Optional<String> problemOf(String command) {
        String program = program(command);
        if (parts.file().noPrograms().containsKey(program)) {
            return Optional.of(program + ": " + parts.file().noPrograms().get(program));
        }
        Matcher target = TARGET.matcher(command);
        String words = target.find() ? command.substring(0, target.start()) : command;
        boolean isPlain = command.length() <= LONGEST
                && WORD.matcher(words).replaceAll("").isBlank()
                && SourceLine.printable(words).length() > 0
                && words.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        return isPlain ? Optional.empty() : Optional.of("is more than plain words, or too long");
    }

    /** A file that the guest does not have becomes the one that it has. */
    private Guess<String> withFiles(String command, SourceLine line) {
        List<String> origins = new ArrayList<>(List.of(line.quoted()));
        String changed = WORD.matcher(command).replaceAll(word -> {
            for (var file : parts.file().files().entrySet()) {
                String unquoted = word.group().replaceAll("^['\"]|['\"]$", "");
                if (unquoted.endsWith(file.getKey()) && !unquoted.equals(file.getValue())) {
                    origins.add("the guest has " + file.getValue() + ", in place of " + SourceLine.printable(unquoted));
                    return Matcher.quoteReplacement(file.getValue());
                }
            }
            return Matcher.quoteReplacement(word.group());
        });
        return new Guess<>(changed, origins);
    }
}
