// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.witness;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelDebugInfo;
import org.vc4lab.build.kernel.KernelDebugInfo.Instruction;
import org.vc4lab.build.kernel.KernelDebugInfo.SourceLocation;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.lab.model.Claim;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.lab.witness.Vmlinux.ElfSymbol;

/**
 * Finds the instructions that claims are about, by the kernel's debug information.
 *
 * @param files the source files of functions, by the addresses at which these begin
 */
public record ClaimedCode(WatchedKernel kernel, KernelDebugInfo debugInfo, SortedMap<Long, String> files) {
    /** Bytes from the beginning of the last function, whose end is not known. */
    private static final int AFTER_LAST = 4096;

    /** They get the lock as their first argument. */
    private static final Pattern TAKES_LOCK = Pattern.compile("(do)?_raw_(spin|read|write)_lock\\w*");

    /** Reads the debug information of a kernel whose call chains are certain. */
    public static ClaimedCode of(Kernel built, WatchedKernel kernel, KernelDebugInfo debugInfo)
            throws IOException, InterruptedException {
        requireFrames(KernelSettings.read(built.config(), built.offsets()), kernel);
        return of(kernel, debugInfo);
    }

    static ClaimedCode of(WatchedKernel kernel, KernelDebugInfo debugInfo) throws IOException, InterruptedException {
        SortedMap<Long, String> files = new TreeMap<>();
        debugInfo
                .locationsAt(kernel.symbols().functionStarts())
                .forEach((address, chain) -> files.put(
                        address,
                        chain.isEmpty() ? "" : chain.get(chain.size() - 1).file()));
        return new ClaimedCode(kernel, debugInfo, files);
    }

    /**
     * Without frame pointers the callers are words of the stack, of which some may be stale, and a call at a function's
     * end may leave no caller. The frames of clang on 32-bit Arm are others than those that the witness reads.
     */
    private static void requireFrames(KernelSettings settings, WatchedKernel kernel) throws IOException {
        boolean isArm = kernel.symbols().architecture().equals(Optional.of("arm"));
        if (!settings.isSet("FRAME_POINTER") || (isArm && !settings.isSet("CC_IS_GCC"))) {
            throw new IOException("the call chains of this kernel are uncertain: claims need CONFIG_FRAME_POINTER"
                    + (isArm ? ", and a kernel that GCC compiled" : ""));
        }
    }

    /**
     * The instructions of the claim's line, with those that were inlined there.
     *
     * @throws UnknownNameException if the kernel has none; it lists what there is
     */
    public Set<Long> instructionsOf(Claim claim) throws IOException, InterruptedException, UnknownNameException {
        Map<Long, List<SourceLocation>> code =
                debugInfo.locationsAt(instructions(claim::isInFile).keySet());
        List<SourceLocation> ofFile = code.values().stream()
                .flatMap(List::stream)
                .filter(location -> claim.isInFile(location.file()))
                .toList();
        List<SourceLocation> ofFunction =
                ofFile.stream().filter(claim::isInFunction).toList();
        if (ofFunction.isEmpty()) {
            throw new UnknownNameException(
                    "compiled function in " + claim.file(),
                    claim.function(),
                    ofFile.stream()
                            .map(location -> Frame.baseName(location.function()))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        Set<Long> instructions = code.entrySet().stream()
                .filter(entry -> claim.includes(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        if (instructions.isEmpty()) {
            throw new UnknownNameException(
                    "code of " + claim.function() + " at line",
                    Integer.toString(claim.line()),
                    ofFunction.stream()
                            .map(SourceLocation::line)
                            .distinct()
                            .sorted()
                            .map(line -> Integer.toString(line))
                            .toList());
        }
        return instructions;
    }

    /**
     * The calls with which a function takes a spinlock; it may have been inlined into others of its file.
     *
     * @throws UnknownNameException if it takes none; it lists the functions that it calls for locks
     */
    public Set<Long> lockCalls(String function) throws IOException, InterruptedException, UnknownNameException {
        requireLocks();
        Set<String> filesOfFunction = kernel.symbols().find(function).stream()
                .map(ElfSymbol::address)
                .flatMap(address -> Optional.ofNullable(files.get(address)).stream())
                .filter(file -> !file.isEmpty())
                .collect(Collectors.toSet());
        Map<Long, Instruction> calls = instructions(filesOfFunction::contains);
        calls.values().removeIf(call -> !call.target().contains("lock"));
        Map<Long, List<SourceLocation>> code = debugInfo.locationsAt(calls.keySet());
        calls.keySet().removeIf(address -> code.getOrDefault(address, List.of()).stream()
                .noneMatch(location -> Frame.baseName(location.function()).equals(function)));
        List<Instruction> lockCalls = calls.values().stream()
                .filter(call -> TAKES_LOCK.matcher(call.target()).matches())
                .toList();
        if (lockCalls.stream().anyMatch(Instruction::conditional)) {
            throw new IOException("the witness cannot see whether " + function
                    + " takes its lock: it does so by an instruction with a condition");
        }
        if (lockCalls.isEmpty()) {
            throw new UnknownNameException(
                    "function that takes a spinlock itself",
                    function,
                    calls.values().stream().map(Instruction::target).collect(Collectors.toCollection(TreeSet::new)));
        }
        return lockCalls.stream().map(Instruction::address).collect(Collectors.toSet());
    }

    /** Without functions that release spinlocks it is not known for how long they are held. */
    private void requireLocks() throws IOException {
        if (kernel.configuration().lines().noneMatch(line -> line.startsWith("unlock "))) {
            throw new IOException("the witness cannot see which spinlocks this kernel holds: it needs a kernel with"
                    + " CONFIG_DEBUG_SPINLOCK");
        }
    }

    /** The instructions of source files, with the functions that they call. */
    private Map<Long, Instruction> instructions(Predicate<String> ofFile) throws IOException, InterruptedException {
        Map<Long, Instruction> instructions = new TreeMap<>();
        @Nullable Long begin = null; // the linker keeps the code of a file together
        for (Map.Entry<Long, String> function : files.entrySet()) {
            boolean belongs = ofFile.test(function.getValue());
            if (begin != null && !belongs) {
                addInstructions(begin, function.getKey(), instructions);
                begin = null;
            } else if (begin == null && belongs) {
                begin = function.getKey();
            }
        }
        if (begin != null) {
            addInstructions(begin, files.lastKey() + AFTER_LAST, instructions);
        }
        return instructions;
    }

    private void addInstructions(long begin, long end, Map<Long, Instruction> instructions)
            throws IOException, InterruptedException {
        for (Instruction instruction : debugInfo.instructions(begin, end)) {
            instructions.put(instruction.address(), instruction);
        }
    }
}
