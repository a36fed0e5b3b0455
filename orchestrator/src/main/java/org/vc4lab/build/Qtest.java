// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

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
 * @param program a make target, and a path below the folder of objects
 * @param arguments such as {@code -p} and the beginning of the names of the tests to run
 */
record Qtest(String program, List<String> arguments, Map<String, String> environment, Duration limit) {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    Qtest {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    static Qtest of(String program) {
        return new Qtest(program, List.of(), Map.of(), LIMIT);
    }

    Qtest with(List<String> options) {
        return new Qtest(program, options, environment, limit);
    }

    Qtest with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new Qtest(program, arguments, more, limit);
    }

    Qtest within(Duration time) {
        return new Qtest(program, arguments, environment, time);
    }

    /** @param qemu the emulator to be tested */
    Command command(Path objects, Path qemu) {
        List<String> argv = new ArrayList<>(List.of(objects.resolve(program).toString(), "--tap", "-k"));
        argv.addAll(arguments);
        Command command = Command.of(argv)
                .in(objects)
                .within(limit)
                .with("QTEST_QEMU_BINARY", qemu.toString())
                // QEMU frees little at its end, so leaks are not looked for
                .with("ASAN_OPTIONS", "detect_leaks=0")
                .with("UBSAN_OPTIONS", "halt_on_error=1:print_stacktrace=1");
        for (Map.Entry<String, String> entry : environment.entrySet()) {
            command = command.with(entry.getKey(), entry.getValue());
        }
        return command;
    }
}
