// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vc4lab.build.host.BuildEnvironment;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.kernellog.Frame;

/**
 * What a vmlinux says about the frames of call traces and about its code, read with nm, addr2line and objdump. Foreign
 * makefiles may have written the file: the tools are confined as compilers are, and what they print is bounded.
 */
public record KernelDebugInfo(Path vmlinux, BuildEnvironment environment) {
    private static final System.Logger LOG = System.getLogger(KernelDebugInfo.class.getName());

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    /** Later frames have no locations. A call trace has some 30. */
    private static final int MAX_FRAMES = 500;
    /** Addr2line prints one line an address, and two for each function. */
    private static final int MAX_LINES_EACH = 40;
    /** More than the instructions of a source file, and than the functions of a kernel. */
    private static final int MAX_ADDRESSES = 50_000;
    /** Of one run: bubblewrap takes 9000 at most. */
    private static final int MOST_ARGUMENTS = 8_000;

    private static final int MAX_CHARACTERS = 1000;

    /** The byte of an ELF header that names the machine. */
    private static final int MACHINE = 18;

    /** {@code c02ad4a8: bl c033ff00 <usleep_range>}, as objdump prints it without the instruction's bytes. */
    private static final Pattern INSTRUCTION =
            Pattern.compile("\\s*([0-9a-f]{1,16}):\\t(?:(b\\S{0,7})\\t.*<([\\w.$]{1,127})>)?.*");

    private static final Pattern UNCONDITIONAL = Pattern.compile("(b|bl|blx)([.][nw])?");

    /** File and line, but not {@code ??:0}. */
    private static final Pattern LOCATION = Pattern.compile("([^?].*):([0-9]+)(?: .*)?");

    /**
     * A line of the source.
     *
     * @param inlined whether the function was inlined into that of the next location
     */
    public record SourceLocation(
            @JsonProperty("function") String function,
            @JsonProperty("file") String file,
            @JsonProperty("line") int line,
            @JsonProperty("inlined") boolean inlined) {
        @Override
        public String toString() {
            return file + ":" + line + " " + function + (inlined ? " [inline]" : "");
        }
    }

    /**
     * An instruction.
     *
     * @param target the function that it calls or continues in; "" if it does neither
     * @param conditional whether it does so only under a condition, which a 32-bit Arm instruction may have
     */
    public record Instruction(long address, String target, boolean conditional) {}

    /** Static functions share names: those of the right size are preferred. */
    private record Symbol(long address, long size) {}

    /** A function and its location, as addr2line prints them. */
    private record AddressLine(String function, String location) {}

    /** A tool cannot be started here. */
    public static final class NoToolsException extends IOException {
        private static final long serialVersionUID = 1L;

        public NoToolsException(String message) {
            super(message);
        }
    }

    private static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnreadableException(CommandResult result) {
            super(result.describe());
        }
    }

    public boolean isElf() throws IOException {
        byte[] header = readHeader();
        return header.length > MACHINE && header[0] == 0x7f && header[1] == 'E';
    }

    /** For each frame its locations, innermost first; none if they are unknown. */
    public List<List<SourceLocation>> locations(List<Frame> frames) throws IOException, InterruptedException {
        return read(frames).stream().map(KernelDebugInfo::toLocations).toList();
    }

    /**
     * For each frame the functions that were inlined there, innermost first, without the frame's own. None if the tools
     * cannot read the file: then its build is at fault.
     */
    public List<List<String>> inlinedFunctions(List<Frame> frames) throws IOException, InterruptedException {
        try {
            return read(frames).stream()
                    .map(lines -> lines.subList(0, Math.max(0, lines.size() - 1)))
                    .map(inlined -> inlined.stream().map(AddressLine::function).toList())
                    .toList();
        } catch (UnreadableException unreadable) {
            LOG.log(System.Logger.Level.WARNING, "inlined functions are unknown: {0}", unreadable.getMessage());
            return Collections.nCopies(frames.size(), List.of());
        }
    }

    private List<List<AddressLine>> read(List<Frame> frames) throws IOException, InterruptedException {
        List<Frame> first = frames.subList(0, Math.min(frames.size(), MAX_FRAMES));
        Map<String, List<Symbol>> symbols = readSymbols(first);
        List<Long> addresses =
                first.stream().map(frame -> address(frame, symbols).orElse(0)).toList();
        return parse(runAddr2line(addresses), frames.size());
    }

    private List<String> runAddr2line(List<Long> addresses) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        for (int begin = 0; begin < addresses.size(); begin += MOST_ARGUMENTS) {
            List<String> arguments = new ArrayList<>(List.of("-a", "-f", "-i", "-e", vmlinux.toString()));
            addresses
                    .subList(begin, Math.min(addresses.size(), begin + MOST_ARGUMENTS))
                    .forEach(address -> arguments.add(Long.toHexString(address)));
            runTool("addr2line", arguments, line -> {
                if (lines.size() < MAX_LINES_EACH * addresses.size()) {
                    lines.add(line.substring(0, Math.min(line.length(), MAX_CHARACTERS)));
                }
            });
        }
        return lines;
    }

    /** For each address of code its locations, innermost first; none if they are unknown. */
    public Map<Long, List<SourceLocation>> locationsAt(Collection<Long> addresses)
            throws IOException, InterruptedException {
        List<Long> distinct = addresses.stream().distinct().toList();
        requireFew(distinct.size(), "addresses");
        Map<Long, List<SourceLocation>> locations = new HashMap<>();
        if (!distinct.isEmpty()) { // else it reads addresses from its input
            List<List<AddressLine>> lines = parse(runAddr2line(distinct), distinct.size());
            for (int i = 0; i < distinct.size(); i++) {
                locations.put(distinct.get(i), toLocations(lines.get(i)));
            }
        }
        return locations;
    }

    /** The instructions from an address to before another. */
    public List<Instruction> instructions(long start, long end) throws IOException, InterruptedException {
        List<Instruction> instructions = new ArrayList<>();
        List<String> arguments = List.of(
                "-d",
                "--no-show-raw-insn",
                "--start-address=0x" + Long.toHexString(start),
                "--stop-address=0x" + Long.toHexString(end),
                vmlinux.toString());
        runTool("objdump", arguments, line -> {
            Matcher instruction = INSTRUCTION.matcher(line);
            if (instruction.matches() && instructions.size() <= MAX_ADDRESSES) {
                instructions.add(new Instruction(
                        Long.parseUnsignedLong(instruction.group(1), 16),
                        Objects.requireNonNullElse(instruction.group(3), ""),
                        instruction.group(2) != null
                                && !UNCONDITIONAL.matcher(instruction.group(2)).matches()));
            }
        });
        requireFew(instructions.size(), "instructions");
        return instructions;
    }

    private static void requireFew(int count, String what) throws IOException {
        if (count > MAX_ADDRESSES) {
            throw new IOException("debug information of more " + what + " than the limit of " + MAX_ADDRESSES);
        }
    }

    /** The symbols with the names of these frames. */
    private Map<String, List<Symbol>> readSymbols(List<Frame> frames) throws IOException, InterruptedException {
        Map<String, List<Symbol>> symbols = new HashMap<>();
        frames.forEach(frame -> symbols.put(frame.function(), new ArrayList<>()));
        runTool("nm", List.of("-S", vmlinux.toString()), line -> addSymbol(line, symbols));
        return symbols;
    }

    /** {@code c0840604 00000330 t stop_packet}. */
    private static void addSymbol(String line, Map<String, List<Symbol>> symbols) {
        String[] fields = line.split(" ", 5);
        if (fields.length == 4 && "tTwW".contains(fields[2])) {
            List<Symbol> sameName = symbols.get(fields[3]);
            if (sameName != null && sameName.size() < MAX_FRAMES) {
                sameName.add(
                        new Symbol(HexFormat.fromHexDigitsToLong(fields[0]), HexFormat.fromHexDigitsToLong(fields[1])));
            }
        }
    }

    private static OptionalLong address(Frame frame, Map<String, List<Symbol>> symbols) {
        boolean hasAddress = frame.offset() != Frame.UNKNOWN && frame.module().isEmpty();
        List<Symbol> sameName = hasAddress ? symbols.getOrDefault(frame.function(), List.of()) : List.of();
        return sameName.stream()
                .filter(symbol -> symbol.size() == frame.size() || sameName.size() == 1)
                .mapToLong(symbol -> symbol.address() + frame.offset())
                .findFirst();
    }

    /** Parses an address, then a line each for function and location, innermost first. */
    private static List<List<AddressLine>> parse(List<String> lines, int addresses) {
        List<List<AddressLine>> linesByAddress = new ArrayList<>();
        int i = 0;
        while (i < lines.size() && linesByAddress.size() < addresses) {
            List<AddressLine> functions = new ArrayList<>();
            for (i++; i + 1 < lines.size() && !lines.get(i).startsWith("0x"); i += 2) {
                functions.add(new AddressLine(lines.get(i), lines.get(i + 1)));
            }
            linesByAddress.add(functions);
        }
        linesByAddress.addAll(Collections.nCopies(addresses - linesByAddress.size(), List.of()));
        return linesByAddress;
    }

    private static List<SourceLocation> toLocations(List<AddressLine> lines) {
        List<SourceLocation> locations = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher location = LOCATION.matcher(lines.get(i).location());
            if (location.matches()) {
                locations.add(new SourceLocation(
                        lines.get(i).function(),
                        location.group(1),
                        Integer.parseInt(location.group(2)),
                        i < lines.size() - 1));
            }
        }
        return locations;
    }

    private void runTool(String name, List<String> arguments, Consumer<String> onOutputLine)
            throws IOException, InterruptedException {
        String tool = toolPrefix() + name;
        List<String> argv = Stream.concat(Stream.of(tool), arguments.stream()).toList();
        Command command = Command.of(argv).timeout(TIMEOUT).onOutputLine(onOutputLine);
        CommandResult result = environment.run(command, List.of(vmlinux), List.of());
        if (!result.timedOut() && result.status() >= 125 && result.status() <= 127) {
            throw new NoToolsException("call traces need " + tool
                    + " (package binutils for the kernel's architecture): " + result.describe());
        }
        if (!result.succeeded()) {
            throw new UnreadableException(result);
        }
    }

    /** The tools are named by the machine in the ELF header, unless it is this host's. */
    private String toolPrefix() throws IOException {
        byte[] header = readHeader();
        String host = System.getProperty("os.arch", "");
        return switch (header.length > MACHINE ? header[MACHINE] : 0) {
            case 40 -> "arm-linux-gnueabihf-";
            case (byte) 183 -> host.equals("aarch64") ? "" : "aarch64-linux-gnu-";
            default -> "";
        };
    }

    private byte[] readHeader() throws IOException {
        try (InputStream elf = Files.newInputStream(vmlinux)) {
            return elf.readNBytes(MACHINE + 1);
        }
    }
}
