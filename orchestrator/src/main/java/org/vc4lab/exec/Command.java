// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A command to run.
 *
 * @param environment variables on top of those of the caller that it inherits
 * @param silenceLimit how long it may print nothing
 * @param outputListener receives each line of the merged output
 * @param ownProcessGroup whether it runs in its own process group, which is killed as a whole if this process is killed
 */
public record Command(
        List<String> argv,
        Optional<Path> workingDirectory,
        Map<String, String> environment,
        Duration timeout,
        Duration silenceLimit,
        Optional<Path> stdin,
        Consumer<String> outputListener,
        boolean ownProcessGroup) {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration NO_LIMIT = Duration.ofDays(1000);

    public Command {
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a command needs a program");
        }
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
    }

    public static Command of(String program, String... arguments) {
        return of(Stream.concat(Stream.of(program), Stream.of(arguments)).toList());
    }

    public static Command of(List<String> argv) {
        return new Command(
                argv, Optional.empty(), Map.of(), DEFAULT_TIMEOUT, NO_LIMIT, Optional.empty(), line -> {}, false);
    }

    /** This program in the place of the other, for example a wrapper around it. */
    public Command argv(List<String> wrapped) {
        return new Command(
                wrapped, workingDirectory, environment, timeout, silenceLimit, stdin, outputListener, ownProcessGroup);
    }

    /** Another program that starts this one, and sets its folder and its variables. */
    public Command wrappedIn(List<String> wrapper) {
        return new Command(
                wrapper, Optional.empty(), Map.of(), timeout, silenceLimit, stdin, outputListener, ownProcessGroup);
    }

    public Command workingDirectory(Path folder) {
        return new Command(
                argv, Optional.of(folder), environment, timeout, silenceLimit, stdin, outputListener, ownProcessGroup);
    }

    public Command env(String name, String value) {
        Map<String, String> variables = new LinkedHashMap<>(environment);
        variables.put(name, value);
        return new Command(
                argv, workingDirectory, variables, timeout, silenceLimit, stdin, outputListener, ownProcessGroup);
    }

    public Command timeout(Duration atMost) {
        return new Command(
                argv, workingDirectory, environment, atMost, silenceLimit, stdin, outputListener, ownProcessGroup);
    }

    /** It is killed if it prints nothing for so long. */
    public Command silenceLimit(Duration atMost) {
        return new Command(
                argv, workingDirectory, environment, timeout, atMost, stdin, outputListener, ownProcessGroup);
    }

    /** The program reads the file as its standard input, which is empty otherwise. */
    public Command stdin(Path file) {
        return new Command(
                argv,
                workingDirectory,
                environment,
                timeout,
                silenceLimit,
                Optional.of(file),
                outputListener,
                ownProcessGroup);
    }

    public Command onOutputLine(Consumer<String> listener) {
        return new Command(
                argv, workingDirectory, environment, timeout, silenceLimit, stdin, listener, ownProcessGroup);
    }

    /** If this process is killed, all that the command started is killed too, such as make's compilers. */
    public Command inProcessGroup() {
        return new Command(argv, workingDirectory, environment, timeout, silenceLimit, stdin, outputListener, true);
    }

    /** The command as a shell user would type it, for messages. */
    @Override
    public String toString() {
        return argv.stream().map(Command::quote).collect(Collectors.joining(" "));
    }

    private static String quote(String argument) {
        boolean plain = !argument.isEmpty()
                && argument.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_=+./:,@%".indexOf(c) >= 0);
        return plain ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
