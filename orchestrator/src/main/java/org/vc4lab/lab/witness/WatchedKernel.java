// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.witness;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.lab.witness.Vmlinux.ElfSymbol;
import org.vc4lab.lab.witness.WatchList.WatchedFunctions;

/**
 * A kernel that the witness can watch.
 *
 * @param modules if the kernel has loaded modules, they are in it
 * @param changedFunctions those of the files that the newest patches change; their executions are counted
 * @param configuration the content of witness.conf
 */
public record WatchedKernel(Vmlinux symbols, AddressRange modules, Set<String> changedFunctions, String configuration) {
    private static final int LARGEST_TASK = 1 << 16;
    private static final int PAGE = 4096;
    private static final int LARGEST_STACK_ORDER = 4;
    /**
     * What the pointers of the first task's family point to, in words from the first of them; 0 for the task: parents,
     * children, siblings, group leader.
     */
    private static final List<Integer> FAMILY = List.of(0, 0, 2, 2, 4, 4, 0);

    /** The most functions whose executions are counted. */
    public static final int MOST_COUNTS = 2000;

    private static final long ARM_MODULES = 16 << 20;
    private static final long ARM64_MODULES = 2L << 30;

    /** Addresses from the start to before the end. */
    public record AddressRange(long start, long end) {
        public boolean contains(long address) {
            return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
        }

        @Override
        public String toString() {
            return hex(start) + " " + hex(end);
        }
    }

    /**
     * Reads the files of the kernel; an {@link IOException} says why the witness cannot watch it.
     *
     * @param chainFunctions those of the case's call chains; their executions are counted too
     */
    static WatchedKernel of(Kernel kernel, WatchList watchList, Collection<String> chainFunctions) throws IOException {
        KernelSettings settings = KernelSettings.read(kernel.config(), kernel.offsets());
        Vmlinux symbols = Vmlinux.read(kernel.symbols());
        if (settings.isSet("RANDOMIZE_BASE")) {
            throw new IOException("the kernel may be at another address than its symbols (CONFIG_RANDOMIZE_BASE)");
        }
        String architecture =
                symbols.architecture().orElseThrow(() -> new IOException("vmlinux is for neither arm nor arm64"));
        AddressRange text = new AddressRange(addressOf("_stext", symbols), addressOf("_etext", symbols));
        AddressRange modules = architecture.equals("arm")
                ? below(
                        settings.number("PAGE_OFFSET").orElseThrow(() -> new IOException("no CONFIG_PAGE_OFFSET")),
                        ARM_MODULES)
                : below(addressOf("_text", symbols), ARM64_MODULES);
        List<String> lines = new ArrayList<>(List.of("arch " + architecture));
        lines.addAll(architecture.equals("arm") ? armThread(settings) : arm64Thread(settings));
        lines.add("comm-offset " + hex(commOffset(symbols)));
        pidOffset(symbols, settings).ifPresent(offset -> lines.add("pid-offset " + hex(offset)));
        lines.add("text " + text);
        lines.add("modules " + modules);
        FunctionLines functionLines = new FunctionLines(symbols, text, settings, lines);
        functionLines.addAll(watchList);
        Set<String> changedFunctions = functionLines.addChangedFiles(kernel.changedFiles());
        functionLines.addChain(chainFunctions);
        return new WatchedKernel(symbols, modules, changedFunctions, String.join("\n", lines) + "\n");
    }

    /** The function that a call returns to, with the offset in it; the address if that is of none. */
    public String describeReturnAddress(long address) {
        return symbols.frameAt(address)
                .filter(frame -> !modules.contains(address))
                .map(frame -> Frame.baseName(frame.function()) + "+0x" + Long.toHexString(frame.offset()))
                .orElse("0x" + Long.toHexString(address));
    }

    private static AddressRange below(long end, long size) {
        return new AddressRange(end - size, end);
    }

    private static long addressOf(String name, Vmlinux symbols) throws IOException {
        return symbols.find(name).stream()
                .findFirst()
                .map(ElfSymbol::address)
                .orElseThrow(() -> new IOException("vmlinux has no symbol " + name));
    }

    private static List<String> armThread(KernelSettings settings) throws IOException {
        String preempt = "preempt-offset " + hex(offset("TI_PREEMPT", settings));
        if (settings.isSet("THREAD_INFO_IN_TASK")) {
            if (!settings.isSet("CURRENT_POINTER_IN_TPIDRURO")) {
                throw new IOException("the kernel keeps its current task elsewhere than in TPIDRURO");
            }
            return List.of("thread-info tpidruro", preempt);
        }
        long order = Math.min(offset("THREAD_SZ_ORDER", settings), LARGEST_STACK_ORDER);
        return List.of(
                "thread-info stack " + hex((long) PAGE << order),
                preempt,
                "task-offset " + hex(offset("TI_TASK", settings)));
    }

    private static List<String> arm64Thread(KernelSettings settings) throws IOException {
        return List.of("thread-info sp_el0", "preempt-offset " + hex(offset("TSK_TI_PREEMPT", settings)));
    }

    private static long offset(String name, KernelSettings settings) throws IOException {
        return settings.offset(name).orElseThrow(() -> new IOException("asm-offsets.h has no " + name));
    }

    private static Optional<ElfSymbol> initTask(Vmlinux symbols) {
        return symbols.find("init_task").stream().findFirst();
    }

    private static byte[] contentOfInitTask(Vmlinux symbols) throws IOException {
        Optional<ElfSymbol> task = initTask(symbols);
        Optional<byte[]> content = task.isPresent() ? symbols.contentOf(task.get(), LARGEST_TASK) : Optional.empty();
        return content.orElse(new byte[0]);
    }

    /**
     * The first task is its own parent and group leader, and has no children and siblings. In front of its pointers to
     * its parents are its pid, its tgid, and maybe the canary of its stack. Empty if these pointers are written at
     * boot, as in a relocatable kernel.
     */
    private static OptionalInt pidOffset(Vmlinux symbols, KernelSettings settings) throws IOException {
        long task = initTask(symbols).map(ElfSymbol::address).orElse(0L);
        ByteBuffer content = ByteBuffer.wrap(contentOfInitTask(symbols)).order(ByteOrder.LITTLE_ENDIAN);
        int word = symbols.architecture().equals(Optional.of("arm")) ? Integer.BYTES : Long.BYTES;
        int inFront = 2 * Integer.BYTES + (settings.isSet("STACKPROTECTOR") ? word : 0);
        for (int parents = inFront; parents + FAMILY.size() * word <= content.capacity(); parents += word) {
            int first = parents;
            boolean isFamily = IntStream.range(0, FAMILY.size()).allMatch(i -> {
                int at = first + i * word;
                long pointer = word == Long.BYTES ? content.getLong(at) : Integer.toUnsignedLong(content.getInt(at));
                return pointer == task + (FAMILY.get(i) == 0 ? 0 : first + FAMILY.get(i) * word);
            });
            if (isFamily) {
                return OptionalInt.of(parents - inFront);
            }
        }
        return OptionalInt.empty();
    }

    /** The first task's name is known. */
    private static int commOffset(Vmlinux symbols) throws IOException {
        // bytes become characters one by one
        int offset = new String(contentOfInitTask(symbols), StandardCharsets.ISO_8859_1).indexOf("swapper\0");
        if (offset < 0) {
            throw new IOException("no task 'swapper' in init_task of vmlinux");
        }
        return offset;
    }

    private static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }

    /** The lines of the functions to watch. */
    private record FunctionLines(Vmlinux symbols, AddressRange text, KernelSettings settings, List<String> lines) {
        void addAll(WatchList watchList) throws IOException {
            lines.add("start " + hex(addresses(watchList.start(), false).get(0)) + " " + watchList.start());
            add("sleep", watchList.sleep());
            add("report", watchList.reports());
            add("lock", watchList.locks());
            add("unlock", watchList.unlocks());
        }

        /** The functions of changed files, and no parts of functions. Returns their names. */
        Set<String> addChangedFiles(List<String> changedFiles) {
            Set<String> names = new TreeSet<>();
            changedFiles.stream()
                    .filter(file -> file.endsWith(".c"))
                    .map(file -> file.substring(file.lastIndexOf('/') + 1))
                    .distinct()
                    .flatMap(file -> symbols.functionsOf(file).entrySet().stream())
                    .filter(function -> text.contains(function.getKey()))
                    .filter(function -> !Vmlinux.isPart(function.getValue()))
                    .limit(MOST_COUNTS / 2)
                    .forEach(function -> {
                        String name = Frame.baseName(function.getValue());
                        lines.add("count-order " + hex(function.getKey()) + " " + name);
                        names.add(name);
                    });
            return names;
        }

        /** Those that are watched already are left out: they are the kernel's most frequent. */
        void addChain(Collection<String> chainFunctions) throws IOException {
            for (String name : chainFunctions) {
                List<Long> addresses = addresses(name, true);
                if (lines.stream().noneMatch(line -> (line + " ").contains(" " + name + " "))) {
                    addresses.forEach(address -> lines.add("count " + hex(address) + " " + name));
                }
            }
        }

        private void add(String word, List<WatchedFunctions> entries) throws IOException {
            for (WatchedFunctions entry : entries) {
                for (String name : entry.isIn(settings) ? entry.functions() : List.<String>of()) {
                    for (long address : addresses(name, entry.optional().orElse(false))) {
                        lines.add(word + " " + hex(address) + " " + name
                                + entry.rule().map(rule -> " " + rule).orElse(""));
                    }
                }
            }
        }

        private List<Long> addresses(String name, boolean optional) throws IOException {
            List<Long> addresses = symbols.find(name).stream()
                    .map(ElfSymbol::address)
                    .filter(text::contains)
                    .distinct()
                    .toList();
            if (addresses.isEmpty() && !optional) {
                throw new IOException("vmlinux has no function " + name);
            }
            return addresses;
        }
    }
}
