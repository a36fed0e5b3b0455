// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.witness;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.vc4lab.build.kernel.ElfFile;
import org.vc4lab.build.kernel.ElfFile.ElfSection;
import org.vc4lab.kernellog.Frame;

/** The symbols and the data of a kernel's vmlinux. Of an ELF file only what these questions need is understood. */
public final class Vmlinux {
    private static final int ARM = 40;
    private static final int AARCH64 = 183;
    private static final int SYMBOL_TABLE = 2;
    private static final int FUNCTION = 2;
    private static final int FILE = 4;
    private static final int LONGEST_NAME = 127;
    private static final int MOST_SYMBOLS = 1_000_000;
    private static final Pattern PART = Pattern.compile(".*\\.(part|cold)\\b.*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.$-]{0," + (LONGEST_NAME - 1) + "}");

    /** A symbol's address and size. */
    record ElfSymbol(long address, long size, boolean isFunction) {}

    private final ElfFile file;
    private final Map<String, List<ElfSymbol>> symbols = new LinkedHashMap<>();
    private final TreeMap<Long, String> functions = new TreeMap<>();
    /** The source files of static functions. */
    private final Map<Long, String> sourceFiles = new HashMap<>();

    private Vmlinux(ElfFile file) {
        this.file = file;
        file.sections().stream()
                .filter(section -> section.type() == SYMBOL_TABLE)
                .findFirst()
                .ifPresent(this::readSymbols);
    }

    /**
     * Reads the symbols.
     *
     * @throws IOException if it is not the vmlinux of a kernel
     */
    public static Vmlinux read(Path file) throws IOException {
        ElfFile elf = ElfFile.read(file);
        try {
            return new Vmlinux(elf);
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException failed) {
            throw ElfFile.damaged(failed);
        }
    }

    private void readSymbols(ElfSection table) {
        ByteBuffer image = file.image();
        boolean is64 = file.is64();
        long names = file.sections().get(table.link()).offset();
        int length = is64 ? 24 : 16;
        int end = Math.toIntExact(table.offset() + table.size());
        if ((end - table.offset()) / length > MOST_SYMBOLS) {
            throw new IllegalArgumentException("more than the limit of " + MOST_SYMBOLS + " symbols");
        }
        String sourceFile = ""; // the local symbols of a file follow its name
        for (int at = Math.toIntExact(table.offset()); at <= end - length; at += length) {
            String name = file.text(names + Integer.toUnsignedLong(image.getInt(at)));
            int info = image.get(at + (is64 ? 4 : 12));
            boolean isFunction = (info & 0xf) == FUNCTION;
            sourceFile = info == FILE ? name : sourceFile;
            // the lowest bit marks Thumb code
            long address = file.word(at + (is64 ? 8 : 4)) & (isFunction ? -2L : -1L);
            if (NAME.matcher(name).matches()) {
                symbols.computeIfAbsent(name, key -> new ArrayList<>())
                        .add(new ElfSymbol(address, file.word(at + (is64 ? 16 : 8)), isFunction));
                if (isFunction) {
                    functions.put(address, name);
                }
                if (info == FUNCTION) {
                    sourceFiles.put(address, sourceFile);
                }
            }
        }
    }

    /** The kernel's name for its processor; empty if it is none of the lab's. */
    Optional<String> architecture() {
        int machine = file.image().getShort(18);
        return machine == ARM ? Optional.of("arm") : machine == AARCH64 ? Optional.of("arm64") : Optional.empty();
    }

    /** Those with the name, or with it and a suffix that the compiler gives to a whole function. */
    List<ElfSymbol> find(String name) {
        return IntStream.range(-1, 4)
                .mapToObj(number ->
                        number < 0 ? List.of(name) : List.of(name + ".constprop." + number, name + ".isra." + number))
                .flatMap(List::stream)
                .flatMap(candidate -> symbols.getOrDefault(candidate, List.of()).stream())
                .sorted((a, b) -> Long.compareUnsigned(a.address(), b.address()))
                .toList();
    }

    /** The addresses of functions with the name, or with it and such a suffix. */
    public List<Long> addressesOf(String function) {
        return find(function).stream().map(ElfSymbol::address).toList();
    }

    /**
     * The addresses and names of a source file's functions, of all files with that name: static ones, and those between
     * them, since the linker keeps the code of a file together. Symbols do not say where other global ones are from.
     */
    Map<Long, String> functionsOf(String fileName) {
        Map<Long, String> ofFile = new TreeMap<>();
        Map<Long, String> sinceStatic = new TreeMap<>();
        boolean afterOwn = false;
        for (Map.Entry<Long, String> function : functions.entrySet()) {
            String file = sourceFiles.get(function.getKey());
            sinceStatic.put(function.getKey(), function.getValue());
            if (file != null) {
                boolean own = file.equals(fileName);
                if (own && !afterOwn) {
                    ofFile.put(function.getKey(), function.getValue());
                } else if (own) {
                    ofFile.putAll(sinceStatic);
                }
                sinceStatic.clear();
                afterOwn = own;
            }
        }
        return ofFile;
    }

    /** Whether the compiler made a function of a part of one. */
    static boolean isPart(String function) {
        return PART.matcher(function).matches();
    }

    /**
     * The addresses and names of the functions with such a name, with or without a compiler's suffix; no parts. A
     * function may have several names, as system calls do.
     */
    Map<Long, String> functionsNamed(Predicate<String> name) {
        Map<Long, String> named = new TreeMap<>();
        symbols.forEach((symbol, places) -> {
            if (!isPart(symbol) && name.test(Frame.baseName(symbol))) {
                places.stream()
                        .filter(ElfSymbol::isFunction)
                        .forEach(function -> named.put(function.address(), symbol));
            }
        });
        return named;
    }

    /** The addresses at which functions begin. */
    NavigableSet<Long> functionStarts() {
        return Collections.unmodifiableNavigableSet(functions.navigableKeySet());
    }

    /** The place of an address in its function. */
    public Optional<Frame> frameAt(long address) {
        return Optional.ofNullable(functions.floorEntry(address)).map(function -> {
            long start = function.getKey();
            long size = symbols.getOrDefault(function.getValue(), List.of()).stream()
                    .filter(symbol -> symbol.address() == start)
                    .mapToLong(ElfSymbol::size)
                    .findFirst()
                    .orElse(Frame.UNKNOWN);
            return new Frame(function.getValue(), address - start, size, "", false);
        });
    }

    /** The initial content of an object; empty if the file does not have it. */
    Optional<byte[]> contentOf(ElfSymbol object, int limit) throws IOException {
        try {
            for (ElfSection section : file.sections()) {
                long skipped = object.address() - section.address();
                if (section.hasBytes() && section.address() != 0 && skipped >= 0 && skipped < section.size()) {
                    byte[] content = new byte
                            [Math.toIntExact(Math.min(Math.min(object.size(), limit), section.size() - skipped))];
                    file.image().get(Math.toIntExact(section.offset() + skipped), content);
                    return Optional.of(content);
                }
            }
            return Optional.empty();
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException failed) {
            throw ElfFile.damaged(failed);
        }
    }
}
