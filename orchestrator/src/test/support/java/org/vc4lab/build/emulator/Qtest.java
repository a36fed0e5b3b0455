// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.emulator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vc4lab.exec.Command;

/**
 * A test program of the emulator.
 *
 * @param program a build target, and its path below the object folder
 * @param arguments such as {@code -p} and a prefix of the names of the tests to run
 */
public record Qtest(String program, List<String> arguments, Map<String, String> environment, Duration timeout) {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

    public Qtest {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    public static Qtest of(String program) {
        return new Qtest(program, List.of(), Map.of(), DEFAULT_TIMEOUT);
    }

    public Qtest with(List<String> options) {
        return new Qtest(program, options, environment, timeout);
    }

    public Qtest with(String name, String value) {
        Map<String, String> variables = new LinkedHashMap<>(environment);
        variables.put(name, value);
        return new Qtest(program, arguments, variables, timeout);
    }

    public Qtest timeout(Duration time) {
        return new Qtest(program, arguments, environment, time);
    }

    /** @param qemu the emulator to be tested */
    Command toCommand(Path objects, Path qemu) {
        List<String> argv = new ArrayList<>(List.of(objects.resolve(program).toString(), "--tap", "-k"));
        argv.addAll(arguments);
        Command command = Command.of(argv)
                .workingDirectory(objects)
                .timeout(timeout)
                .env("QTEST_QEMU_BINARY", qemu.toString())
                // QEMU frees little when it exits
                .env("ASAN_OPTIONS", "detect_leaks=0")
                .env("UBSAN_OPTIONS", "halt_on_error=1:print_stacktrace=1");
        for (Map.Entry<String, String> entry : environment.entrySet()) {
            command = command.env(entry.getKey(), entry.getValue());
        }
        return command;
    }
}
