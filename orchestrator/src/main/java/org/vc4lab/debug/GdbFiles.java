// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.kernel.KernelTwin.FoundTwin;

/**
 * What gdb reads of a kernel, and the lab's own commands for it.
 *
 * @param vmlinux of the kernel that runs
 * @param twin in its place, with types, variables and sources; empty for the kernel itself
 * @param commands a folder of Python
 */
public record GdbFiles(Path vmlinux, Optional<FoundTwin> twin, Path commands) {
    /** The name of the only module of the lab. */
    private static final String CANARY = "canary";

    /**
     * The lab's own commands.
     *
     * @param home the folder of the project
     */
    public static Path commands(Path home) {
        return home.resolve("orchestrator/src/main/gdb");
    }

    /** Whose code is debugged, by the path of its symbols. */
    Path symbols() {
        return twin.map(FoundTwin::symbols).orElse(vmlinux);
    }

    /** What gdb does once it is connected. */
    List<String> arguments() {
        List<String> arguments =
                new ArrayList<>(List.of("-x", commands.resolve("vc4lab.py").toString()));
        twin.ifPresent(builtTwin ->
                arguments.addAll(List.of("-ex", "vc4lab-module " + CANARY + " " + quote(builtTwin.canary()))));
        return arguments;
    }

    /**
     * What gdb does before.
     *
     * @throws IOException if gdb would take the folder of sources for two
     */
    List<String> earlyArguments() throws IOException {
        if (twin.isEmpty()) {
            return List.of();
        }
        Path sources = twin.get().sources();
        if (sources.toString().contains(":")) {
            throw new IOException("gdb takes the folder of sources for two, because of its ':': " + sources
                    + "; let VC4LAB_CACHE name a store without one");
        }
        return List.of("-iex", "set directories " + quote(sources));
    }

    /** One word of a command of gdb. */
    private static String quote(Path path) {
        return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** All files and folders that it reads. */
    List<Path> inputs() {
        List<Path> inputs = new ArrayList<>(List.of(symbols(), commands));
        twin.ifPresent(builtTwin -> inputs.addAll(List.of(builtTwin.sources(), builtTwin.canary())));
        return inputs;
    }
}
