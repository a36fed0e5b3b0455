// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code ./vc4lab}, or a script of ci/, as a process of its own that can be killed; what it prints goes to a file. */
final class Vc4labProcess implements AutoCloseable {
    static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final long TIMEOUT_MINUTES = 40;

    private final Process process;
    private final Path output;

    private Vc4labProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static Vc4labProcess start(Path output, Map<String, String> environment, String... command) throws IOException {
        List<String> argv = new ArrayList<>(List.of(command));
        argv.set(0, HOME.resolve(command[0]).toString());
        ProcessBuilder builder = new ProcessBuilder(argv)
                .directory(HOME.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new Vc4labProcess(builder.start(), output);
    }

    /** Runs it to its end. */
    static Vc4labProcess run(Path output, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Vc4labProcess process = start(output, environment, command);
        process.waitForStatus();
        return process;
    }

    /** With which status it ended; waits for that. */
    int waitForStatus() throws IOException, InterruptedException {
        if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
            throw new IOException("no end: " + output());
        }
        return process.exitValue();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
