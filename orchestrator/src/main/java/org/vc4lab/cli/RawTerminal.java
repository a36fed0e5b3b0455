// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;

/**
 * Puts the terminal of standard input into raw mode, without echo, until closed. If standard input is no terminal,
 * nothing happens.
 */
final class RawTerminal implements AutoCloseable {
    private static final Path INPUT = Path.of("/proc/self/fd/0");

    private final ProcessRunner processes;
    private final Path terminal;
    private final String savedSettings;
    private final Thread shutdownHook = new Thread(this::restore, "restoring of the terminal");

    private RawTerminal(ProcessRunner processes, Path terminal, String savedSettings) {
        this.processes = processes;
        this.terminal = terminal;
        this.savedSettings = savedSettings;
    }

    static AutoCloseable open(ProcessRunner processes) throws IOException, InterruptedException {
        Path terminal = Files.readSymbolicLink(INPUT);
        if (!terminal.toString().matches("/dev/(pts/|tty).*")) {
            return () -> {};
        }
        String savedSettings =
                processes.run(stty(terminal, "-g")).orThrow().text().strip();
        RawTerminal raw = new RawTerminal(processes, terminal, savedSettings);
        Runtime.getRuntime().addShutdownHook(raw.shutdownHook);
        processes.run(stty(terminal, "raw", "-echo")).orThrow();
        return raw;
    }

    private static Command stty(Path terminal, String... settings) {
        return Command.of(Stream.concat(Stream.of("stty", "-F", terminal.toString()), Stream.of(settings))
                .toList());
    }

    private void restore() {
        try {
            processes.run(stty(terminal, savedSettings)).orThrow();
        } catch (IOException failure) {
            throw new UncheckedIOException("the terminal stays raw; 'stty sane' helps", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException shuttingDown) {
            return; // the hook does it
        }
        restore();
    }
}
