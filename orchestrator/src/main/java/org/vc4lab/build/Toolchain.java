// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.vc4lab.exec.Command;

/** Which versions of compilers and linkers are used; asked once each. */
final class Toolchain {
    private static final String VERSION = "version";

    private final Workbench bench;
    private final Store store;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    Toolchain(Workbench bench, Store store) {
        this.bench = bench;
        this.store = store;
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
        String line = bench.identity().isEmpty() ? asked(program) : kept(program);
        known.put(program, line);
        return line;
    }

    /** The tools in an image do not change, and to start it takes time. */
    private String kept(String program) throws IOException, InterruptedException {
        Key key = new Key().plain("tools", bench.identity()).plain("program", program);
        return Files.readString(store.<IOException>obtain(
                        "version", key, folder -> Files.writeString(folder.resolve(VERSION), asked(program)))
                .resolve(VERSION));
    }

    private String asked(String program) throws IOException, InterruptedException {
        return bench.run(Command.of(program, "--version"), List.of(), List.of()).orThrow().output().stream()
                .findFirst()
                .orElse("");
    }
}
