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
 * The commands that the text quotes: behind a shell's prompt, or on a line that is indented, or follows a blank one or
 * a colon. Only plain words are taken, and a redirection into sysfs; nothing that a shell would expand or run besides.
 */
record CommandHint(PostedText text, MachineParts parts) {
    private static final Pattern PROMPT =
            Pattern.compile("^(?:\\[?[\\w.-]{1,40}@[\\w.-]{1,40}[: ][^#$\\s]{0,80} ?[#$]|[#$]) ?+(?=[a-z])");

    /** Without a prompt: so many plain words in a row, or the end of a sentence. */
    private static final Pattern PROSE = Pattern.compile("(?: [A-Za-z]+){3}(?![\\w./:=,+@%-])|[.,;!?]$");

    private static final Pattern SUDO = Pattern.compile("^sudo +");

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

    /**
     * A command of the text.
     *
     * @param isPlaced behind a prompt, or on a line that stands out
     */
    private record FoundCommand(String command, boolean isPlaced) {}

    QuotedCommands read() {
        Map<String, Guess<String>> commands = new LinkedHashMap<>();
        List<String> leftOut = new ArrayList<>();
        int beyond = 0;
        String before = ".";
        for (SourceLine line : text.lines()) {
            Optional<FoundCommand> foundCommand = findCommand(line.text(), before);
            before = line.text();
            if (foundCommand.isEmpty()) {
                continue;
            }
            Optional<String> problem = problemOf(foundCommand.get());
            Guess<String> taken = withFiles(foundCommand.get().command(), line);
            if (commands.containsKey(taken.value())) {
                continue;
            }
            if ((problem.isPresent() ? leftOut.size() : commands.size()) == MOST_COMMANDS) {
                beyond++;
            } else if (problem.isPresent()) {
                leftOut.add(line.quoted() + ": " + problem.get());
            } else {
                commands.put(taken.value(), taken);
            }
        }
        if (beyond > 0) {
            leftOut.add(beyond + " more, which may be commands: the limit is " + MOST_COMMANDS);
        }
        return new QuotedCommands(List.copyOf(commands.values()), leftOut);
    }

    /** Without a prompt only programs count that bug reports quote, with an option: prose may begin with the name. */
    private Optional<FoundCommand> findCommand(String line, String before) {
        String bare = line.strip();
        Matcher prompt = PROMPT.matcher(bare);
        boolean isPrompted = prompt.find();
        String command =
                SUDO.matcher(isPrompted ? bare.substring(prompt.end()) : bare).replaceFirst("");
        String program = program(command);
        boolean isKnown = parts.file().programs().contains(program)
                || parts.file().noPrograms().containsKey(program);
        boolean hasOption = command.contains(" -") || TARGET.matcher(command).find();
        boolean standsOut = !bare.equals(line) || before.isBlank() || before.endsWith(":");
        boolean isPlaced = isPrompted || (standsOut && !PROSE.matcher(command).find());
        return isKnown && (isPrompted || hasOption)
                ? Optional.of(new FoundCommand(command, isPlaced))
                : Optional.empty();
    }

    private static String program(String command) {
        int blank = command.indexOf(' ');
        return blank < 0 ? command : command.substring(0, blank);
    }

    private Optional<String> problemOf(FoundCommand foundCommand) {
        String command = foundCommand.command();
        String program = program(command);
        if (parts.file().noPrograms().containsKey(program)) {
            return Optional.of(program + ": " + parts.file().noPrograms().get(program));
        }
        if (!foundCommand.isPlaced()) {
            return Optional.of("may be prose: it has no prompt, and reads like a sentence or stands among others");
        }
        Matcher target = TARGET.matcher(command);
        String words = target.find() ? command.substring(0, target.start()) : command;
        boolean isPlain = command.length() <= LONGEST
                && WORD.matcher(words).replaceAll("").isBlank()
                && SourceLine.printable(words).length() > 0
                && words.chars().allMatch(character -> character >= ' ' && character < 0x7f);
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
