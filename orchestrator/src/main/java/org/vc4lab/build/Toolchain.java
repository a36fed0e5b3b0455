// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;

/** Which versions of compilers and linkers are used; asked once each. */
final class Toolchain {
    private final ProcessRunner runner;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    Toolchain(ProcessRunner runner) {
        this.runner = runner;
    }

    /** @param prefix such as "arm-linux-gnueabihf-", or nothing for the compiler of this machine */
    String version(String prefix) throws IOException, InterruptedException {
        return firstLine(prefix + "gcc") + "; " + firstLine(prefix + "ld");
    }

    private String firstLine(String program) throws IOException, InterruptedException {
        String before = known.get(program);
        if (before != null) {
            return before;
        }
        String line = runner.run(Command.of(program, "--version")).orThrow().output().stream()
                .findFirst()
                .orElse("");
        known.put(program, line);
        return line;
    }
}
