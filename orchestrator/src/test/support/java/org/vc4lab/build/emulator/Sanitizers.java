// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.emulator;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;

/** AddressSanitizer and UBSan in a program: what they check calls functions of their libraries. */
final class Sanitizers {
    private static final Map<String, String> FUNCTIONS =
            Map.of("AddressSanitizer", " __asan_init", "UBSan", " __ubsan_handle_");

    private Sanitizers() {}

    /**
     * Refuses a program without them, in which each test would pass that they exist for.
     *
     * @param program with its symbols
     */
    static void require(Path program, ProcessRunner runner) throws IOException, InterruptedException {
        Set<String> missing = new ConcurrentSkipListSet<>(FUNCTIONS.keySet());
        Command command = Command.of("nm", program.toString())
                .timeout(Duration.ofMinutes(1))
                .onOutputLine(symbol -> missing.removeIf(name -> symbol.contains(FUNCTIONS.get(name))));
        runner.run(command).orThrow();
        if (!missing.isEmpty()) {
            throw new IOException("built without " + String.join(" and ", missing) + ", as `" + command
                    + "` shows: delete " + program.getParent() + " and build it again");
        }
    }
}
