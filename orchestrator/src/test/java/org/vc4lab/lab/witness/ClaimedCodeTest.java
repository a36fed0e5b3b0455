// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.build.host.BuildEnvironment.HostBuildEnvironment;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelDebugInfo;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.lab.model.Claim;
import org.vc4lab.lab.model.Claim.ClaimContext;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.lab.witness.WatchedKernel.AddressRange;

/** Which instructions a claim is about, by the debug information of a program that stands for a kernel. */
final class ClaimedCodeTest {
    private static final String LOCKS =
            """
            volatile int sink;
            __attribute__((noinline)) void _raw_spin_lock(int *lock) { sink += *lock; }
            __attribute__((noinline)) void do_lock(int *lock) { _raw_spin_lock(lock); sink++; }
            """;
    private static final String SQUEAK =
            """
            extern volatile int sink;
            void _raw_spin_lock(int *lock);
            void do_lock(int *lock);
            __attribute__((noinline)) static void wait(void) { sink++; }
            static inline __attribute__((always_inline)) void inner(void)
            {
                    wait();
            }
            void squeak_lock(int *lock)
            {
                    _raw_spin_lock(lock);
                    sink++;
            }
            __attribute__((always_inline)) inline void write(int *lock)
            {
                    inner();
                    sink = 3;
            }
            void helper_lock(int *lock)
            {
                    do_lock(lock);
                    sink++;
            }
            void _start(void)
            {
                    write(0);
                    squeak_lock(0);
                    helper_lock(0);
            }
            """;
    private static final String WITH_UNLOCK = "lock 0x1 do_raw_spin_lock\nunlock 0x2 do_raw_spin_unlock\n";

    @TempDir
    Path folder;

    private final ProcessRunner runner = new ProcessRunner();

    private ClaimedCode code(String prefix, String configuration) throws Exception {
        Path elf = folder.resolve("vmlinux");
        Path locks = Files.writeString(folder.resolve("locks.c"), LOCKS);
        Path squeak = Files.writeString(folder.resolve("squeak.c"), SQUEAK);
        CommandResult result = runner.run(Command.of(List.of(
                prefix + "gcc",
                "-g",
                "-O2",
                "-fgnu89-inline",
                "-fno-optimize-sibling-calls",
                "-nostdlib",
                "-static",
                "-o",
                elf.toString(),
                locks.toString(),
                squeak.toString())));
        assumeTrue(result.succeeded(), () -> result.describe());
        WatchedKernel kernel = new WatchedKernel(Vmlinux.read(elf), new AddressRange(0, 1), Set.of(), configuration);
        return ClaimedCode.of(kernel, new KernelDebugInfo(elf, new HostBuildEnvironment(runner)));
    }

    private static Claim claim(String file, int line, String function) {
        return new Claim(file, line, function, ClaimContext.ATOMIC, Optional.empty());
    }

    private static Set<String> functionsAt(ClaimedCode code, Set<Long> addresses) {
        return addresses.stream()
                .flatMap(address -> code.kernel().symbols().frameAt(address).stream())
                .map(Frame::function)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The line is in a function of its own, and in the one that it was inlined into. */
    @ParameterizedTest
    @ValueSource(strings = {"", "arm-linux-gnueabihf-", "aarch64-linux-gnu-"})
    void aLineIsFoundWhereverItWasInlined(String prefix) throws Exception {
        ClaimedCode code = code(prefix, WITH_UNLOCK);

        Set<Long> ofCall = code.instructionsOf(claim("squeak.c", 16, "write"));
        assertThat(functionsAt(code, ofCall)).containsExactly("_start", "write");
        assertThat(code.instructionsOf(claim("squeak.c", 7, "inner"))).isEqualTo(ofCall);
        assertThat(code.instructionsOf(claim("squeak.c", 17, "write"))).doesNotContainAnyElementsOf(ofCall);
    }

    @ParameterizedTest
    @CsvSource({
        "squeak.c, 8, write, 'no code of write at line ''8''; valid: 16, 17, 18'",
        "squeak.c, 16, wrote, 'no compiled function in squeak.c ''wrote''; valid: _start, helper_lock, inner'",
        "queak.c, 16, write, 'no compiled function in queak.c ''write''; valid:'"
    })
    void aLineThatTheKernelDoesNotHaveIsRefused(String file, int line, String function, String message)
            throws Exception {
        ClaimedCode code = code("", WITH_UNLOCK);

        assertThatThrownBy(() -> code.instructionsOf(claim(file, line, function)))
                .isInstanceOf(UnknownNameException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"arm-linux-gnueabihf-", "aarch64-linux-gnu-"})
    void theCallsThatTakeALockAreFoundWhereverTheirFunctionWasInlined(String prefix) throws Exception {
        ClaimedCode code = code(prefix, WITH_UNLOCK);

        Set<Long> calls = code.lockCalls("squeak_lock");
        assertThat(functionsAt(code, calls)).contains("squeak_lock").isSubsetOf("squeak_lock", "_start");
        assertThat(calls).hasSameSizeAs(functionsAt(code, calls));
        assertThatThrownBy(() -> code.lockCalls("gone")).hasMessageContaining("no function that takes a spinlock");
        assertThatThrownBy(() -> code.lockCalls("helper_lock"))
                .hasMessage("no function that takes a spinlock itself 'helper_lock'; valid: do_lock");
    }

    @Test
    void locksOfAKernelThatReleasesThemInlineAreUnknown() throws Exception {
        ClaimedCode code = code("", "lock 0x1 do_raw_spin_lock\n");

        assertThatThrownBy(() -> code.lockCalls("squeak_lock")).hasMessageContaining("CONFIG_DEBUG_SPINLOCK");
    }

    @ParameterizedTest
    @CsvSource({
        "arm, 'CONFIG_CC_IS_GCC=y', 'claims need CONFIG_FRAME_POINTER, and a kernel that GCC compiled'",
        "arm, 'CONFIG_FRAME_POINTER=y', 'claims need CONFIG_FRAME_POINTER, and a kernel that GCC compiled'",
        "arm64, 'CONFIG_CC_IS_GCC=y', 'claims need CONFIG_FRAME_POINTER'"
    })
    void uncertainCallChainsProveNothing(String architecture, String option, String message) throws Exception {
        ElfBuilder elf = architecture.equals("arm") ? ElfBuilder.arm() : ElfBuilder.arm64();
        Path vmlinux = Files.write(folder.resolve("vmlinux"), elf.build());
        Path config = Files.writeString(
                folder.resolve("config"),
                "# Linux/" + architecture + " 5.10.223 Kernel Configuration\n" + option + "\n");
        Files.writeString(folder.resolve("asm-offsets.h"), "");
        Kernel built = new Kernel(
                vmlinux, vmlinux, vmlinux, config, vmlinux, List.of(), List.of(), Set.of(), List.of(), true, "id");
        WatchedKernel kernel = new WatchedKernel(Vmlinux.read(vmlinux), new AddressRange(0, 1), Set.of(), "");
        KernelDebugInfo debugInfo = new KernelDebugInfo(vmlinux, new HostBuildEnvironment(runner));

        assertThatThrownBy(() -> ClaimedCode.of(built, kernel, debugInfo)).hasMessageEndingWith(message);
    }

    @Test
    void theWitnessCountsTheLineAndOnlyTheLocksOfTheClaim() throws Exception {
        WatchedKernel kernel = new WatchedKernel(
                Vmlinux.read(
                        Files.write(folder.resolve("vmlinux"), ElfBuilder.arm().build())),
                new AddressRange(0, 1),
                Set.of(),
                WITH_UNLOCK);

        assertThat(ClaimWatch.of(Set.of(0x20L, 0x1cL), Set.of(0x40L))
                        .addTo(kernel)
                        .configuration())
                .isEqualTo(
                        """
                        unlock 0x2 do_raw_spin_unlock
                        count-started 0x1c at_1c
                        count-started 0x20 at_20
                        lock 0x40 at_40
                        """);
        assertThat(ClaimWatch.NONE.addTo(kernel).configuration()).isEqualTo(WITH_UNLOCK);
        Set<Long> many = LongStream.range(0, 801).boxed().collect(Collectors.toSet());
        assertThatThrownBy(() -> ClaimWatch.of(many, Set.of())).hasMessageContaining("limit of 800");
    }
}
