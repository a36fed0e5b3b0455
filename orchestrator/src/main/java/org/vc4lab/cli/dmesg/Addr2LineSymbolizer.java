// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.dmesg;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.kernellog.Frame;

/** Reads the symbols of a vmlinux with nm, and their source lines with addr2line. */
final class Addr2LineSymbolizer implements Symbolizer {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    /** File and line, but not {@code ??:0}. */
    private static final Pattern LOCATION = Pattern.compile("([^?].*):([0-9]+)(?: .*)?");

    /** Static functions share names: those of the right size are preferred. */
    private record Symbol(long address, long size) {}

    private final Path vmlinux;
    private final ProcessRunner runner;
    private final Map<String, List<Symbol>> symbolsByName = new HashMap<>();
    private String prefix = "";

    private Addr2LineSymbolizer(Path vmlinux, ProcessRunner runner) {
        this.vmlinux = vmlinux;
        this.runner = runner;
    }

    static Addr2LineSymbolizer read(Path vmlinux, ProcessRunner runner) throws IOException, InterruptedException {
        Addr2LineSymbolizer symbolizer = new Addr2LineSymbolizer(vmlinux, runner);
        symbolizer.prefix = symbolizer.toolPrefix();
        symbolizer.runTool("nm", symbolizer::addSymbol, "-S", vmlinux.toString());
        return symbolizer;
    }

    @Override
    public List<List<SourceLocation>> locations(List<Frame> frames) {
        List<Long> addresses = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            addresses.add(address(frames.get(i), i > 0).orElse(0));
        }
        try {
            return runAddr2Line(addresses);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return NONE.locations(frames);
        }
    }

    /** A return address belongs to the statement after the call, so it is looked up one byte before. */
    private OptionalLong address(Frame frame, boolean isReturnAddress) {
        boolean hasAddress = frame.offset() != Frame.UNKNOWN && frame.module().isEmpty();
        List<Symbol> sameName = hasAddress ? symbolsByName.getOrDefault(frame.function(), List.of()) : List.of();
        long offset = isReturnAddress && frame.offset() > 0 ? frame.offset() - 1 : frame.offset();
        return sameName.stream()
                .filter(symbol -> symbol.size() == frame.size() || sameName.size() == 1)
                .mapToLong(symbol -> symbol.address() + offset)
                .findFirst();
    }

    private List<List<SourceLocation>> runAddr2Line(List<Long> addresses) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        List<String> arguments = new ArrayList<>(List.of("-a", "-f", "-i", "-e", vmlinux.toString()));
        addresses.forEach(address -> arguments.add(Long.toHexString(address)));
        runTool("addr2line", lines::add, arguments.toArray(String[]::new));
        return parse(lines, addresses.size());
    }

    /** Parses an address, then a line each for function and location, innermost first. */
    private static List<List<SourceLocation>> parse(List<String> lines, int addresses) {
        List<List<SourceLocation>> locationsByAddress = new ArrayList<>();
        int i = 0;
        while (i < lines.size()) {
            List<SourceLocation> locations = new ArrayList<>();
            for (i++; i + 1 < lines.size() && !lines.get(i).startsWith("0x"); i += 2) {
                Matcher location = LOCATION.matcher(lines.get(i + 1));
                if (location.matches()) {
                    markLastInlined(locations);
                    int lineNumber = Integer.parseInt(location.group(2));
                    locations.add(new SourceLocation(lines.get(i), location.group(1), lineNumber, false));
                }
            }
            locationsByAddress.add(locations);
        }
        while (locationsByAddress.size() < addresses) {
            locationsByAddress.add(List.of());
        }
        return locationsByAddress;
    }

    /** All but the outermost were inlined into the next. */
    private static void markLastInlined(List<SourceLocation> locations) {
        int last = locations.size() - 1;
        if (last >= 0) {
            SourceLocation inner = locations.get(last);
            locations.set(last, new SourceLocation(inner.function(), inner.file(), inner.line(), true));
        }
    }

    /** {@code c0840604 00000330 t vc4_hdmi_stop_packet}. */
    private void addSymbol(String line) {
        String[] fields = line.split(" ", 5);
        if (fields.length == 4 && "tTwW".contains(fields[2])) {
            Symbol symbol =
                    new Symbol(HexFormat.fromHexDigitsToLong(fields[0]), HexFormat.fromHexDigitsToLong(fields[1]));
            symbolsByName.computeIfAbsent(fields[3], name -> new ArrayList<>()).add(symbol);
        }
    }

    private void runTool(String name, Consumer<String> onOutputLine, String... arguments)
            throws IOException, InterruptedException {
        List<String> argv =
                Stream.concat(Stream.of(prefix + name), Stream.of(arguments)).toList();
        CommandResult commandResult =
                runner.run(Command.of(argv).timeout(TIMEOUT).onOutputLine(onOutputLine));
        if (commandResult.status() == 127) {
            throw new IOException(
                    "--symbols needs " + prefix + name + " (package binutils for the kernel's architecture)");
        }
        commandResult.orThrow();
    }

    /** The tools are named by the machine in the ELF header, unless it is this host's. */
    private String toolPrefix() throws IOException {
        byte[] header = new byte[20];
        try (InputStream elf = Files.newInputStream(vmlinux)) {
            if (elf.readNBytes(header, 0, header.length) < header.length || header[0] != 0x7f || header[1] != 'E') {
                throw new UsageException(
                        vmlinux + " is no ELF file; --symbols needs the vmlinux of the kernel's build");
            }
        }
        String host = System.getProperty("os.arch", "");
        return switch (header[18]) {
            case 40 -> "arm-linux-gnueabihf-";
            case (byte) 183 -> host.equals("aarch64") ? "" : "aarch64-linux-gnu-";
            default -> "";
        };
    }
}
