// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is to be run: the argument vector, where, with which environment on top of the caller's, for how long at most,
 * and who hears each line of its merged output.
 *
 * @param group whether it is run as a process group of its own, which is killed as a whole if this process is
 */
public record Command(
        List<String> argv,
        Optional<Path> directory,
        Map<String, String> environment,
        Duration limit,
        Optional<Path> input,
        Consumer<String> lines,
        boolean group) {

    private static final Duration DEFAULT_LIMIT = Duration.ofMinutes(5);

    public Command {
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a command needs a program");
        }
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
    }

    public static Command of(String program, String... arguments) {
        List<String> argv = new ArrayList<>();
        argv.add(program);
        argv.addAll(List.of(arguments));
        return of(argv);
    }

    public static Command of(List<String> argv) {
        return new Command(argv, Optional.empty(), Map.of(), DEFAULT_LIMIT, Optional.empty(), line -> {}, false);
    }

    public Command in(Path folder) {
        return new Command(argv, Optional.of(folder), environment, limit, input, lines, group);
    }

    public Command with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new Command(argv, directory, more, limit, input, lines, group);
    }

    public Command within(Duration atMost) {
        return new Command(argv, directory, environment, atMost, input, lines, group);
    }

    /** The file that the program reads as its standard input; without it the input is empty. */
    public Command reading(Path file) {
        return new Command(argv, directory, environment, limit, Optional.of(file), lines, group);
    }

    public Command tellingEachLineTo(Consumer<String> listener) {
        return new Command(argv, directory, environment, limit, input, listener, group);
    }

    /** With all that it starts, such as make's compilers, where this process is killed; without it, it alone. */
    public Command asGroup() {
        return new Command(argv, directory, environment, limit, input, lines, true);
    }

    /** The command as a shell user would type it, for messages. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String argument : argv) {
            text.append(text.isEmpty() ? "" : " ").append(quoted(argument));
        }
        return text.toString();
    }

    private static String quoted(String argument) {
        boolean plain = !argument.isEmpty()
                && argument.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_=+./:,@%".indexOf(c) >= 0);
        return plain ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
