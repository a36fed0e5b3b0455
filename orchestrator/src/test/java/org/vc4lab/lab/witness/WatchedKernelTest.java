// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.build.kernel.Kernel;

/** What the witness is configured with, from the files of a kernel that may be hostile. */
final class WatchedKernelTest {
    private static final String ARM = "# Linux/arm 5.10.223 Kernel Configuration\nCONFIG_PAGE_OFFSET=0xC0000000\n";
    private static final String ARM_OFFSETS =
            """
            #define TI_PREEMPT 4 /* offsetof(struct thread_info, preempt_count) */
            #define TI_TASK 12 /* offsetof(struct thread_info, task) */
            #define THREAD_SZ_ORDER 1 /* THREAD_SIZE_ORDER */
            """;
    private static final String LIST =
            """
            start: run_init_process
            sleep:
              - {functions: [___might_sleep], rule: offset 0 1 2, kernels: before 5.17, option: DEBUG_ATOMIC_SLEEP}
              - {functions: [__might_resched], rule: offset 0 1 2, kernels: from 5.17, option: DEBUG_ATOMIC_SLEEP}
              - {functions: [schedule], rule: preempt}
              - {functions: [mutex_lock], rule: any, option: "!DEBUG_LOCK_ALLOC"}
              - {functions: [down], rule: any, optional: true}
            reports:
              - {functions: [dump_stack]}
            locks:
              - {functions: [do_raw_spin_lock], option: DEBUG_SPINLOCK}
            unlocks:
              - {functions: [do_raw_spin_unlock], option: DEBUG_SPINLOCK}
            """;

    @TempDir
    Path folder;

    private static byte[] initTask() {
        return ("x".repeat(0x2b8) + "swapper\0\0\0\0").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ElfBuilder armKernel() {
        return withFunctions(ElfBuilder.arm());
    }

    private static ElfBuilder withFunctions(ElfBuilder elf) {
        return withFunctions(elf, initTask());
    }

    private static ElfBuilder withFunctions(ElfBuilder elf, byte[] initTask) {
        return elf.label("_text", 0x8000)
                .label("_stext", 0x8240)
                .label("_etext", 0xa000)
                .function("run_init_process", 0x8300)
                .function("schedule", 0x8400)
                .function("mutex_lock", 0x8500)
                .function("___might_sleep", 0x8600)
                .function("__might_resched", 0x8700)
                .function("dump_stack.constprop.0", 0x8800)
                .function("do_raw_spin_lock", 0x8900)
                .function("do_raw_spin_unlock", 0x8a00)
                .initTask(initTask);
    }

    private WatchedKernel configure(byte[] vmlinux, String config, String offsets) throws IOException {
        Path symbols = Files.write(folder.resolve("vmlinux"), vmlinux);
        Path settings = Files.writeString(folder.resolve("config"), config);
        Files.writeString(folder.resolve("asm-offsets.h"), offsets);
        Path list = Files.writeString(folder.resolve("witness.yaml"), LIST);
        Kernel kernel = new Kernel(
                symbols,
                symbols,
                symbols,
                settings,
                symbols,
                List.of(),
                List.of("drivers/squeak.c", "include/squeak.h"),
                Set.of(),
                List.of(),
                true,
                "id");
        return WatchedKernel.of(kernel, WatchList.read(list), List.of("squeak_start", "schedule", "cry", "gone"));
    }

    @Test
    void aPlainArmKernelHasTheThreadBelowItsStack() throws Exception {
        assertThat(configure(armKernel().build(), ARM, ARM_OFFSETS).configuration())
                .isEqualTo(
                        """
                        arch arm
                        thread-info stack 0x2000
                        preempt-offset 0x4
                        task-offset 0xc
                        comm-offset 0x2b8
                        text 0xc0008240 0xc000a000
                        modules 0xbf000000 0xc0000000
                        start 0xc0008300 run_init_process
                        sleep 0xc0008400 schedule preempt
                        sleep 0xc0008500 mutex_lock any
                        report 0xc0008800 dump_stack
                        """);
    }

    @Test
    void optionsAndVersionSelectTheFunctions() throws Exception {
        String config =
                """
                # Linux/arm64 6.1.176-rc1 Kernel Configuration
                CONFIG_DEBUG_ATOMIC_SLEEP=y
                CONFIG_DEBUG_LOCK_ALLOC=y
                CONFIG_DEBUG_SPINLOCK=y
                """;
        assertThat(configure(withFunctions(ElfBuilder.arm64()).build(), config, "#define TSK_TI_PREEMPT 8 /* x */\n")
                        .configuration())
                .isEqualTo(
                        """
                        arch arm64
                        thread-info sp_el0
                        preempt-offset 0x8
                        comm-offset 0x2b8
                        text 0xffffffc010008240 0xffffffc01000a000
                        modules 0xffffffbf90008000 0xffffffc010008000
                        start 0xffffffc010008300 run_init_process
                        sleep 0xffffffc010008700 __might_resched offset 0 1 2
                        sleep 0xffffffc010008400 schedule preempt
                        report 0xffffffc010008800 dump_stack
                        lock 0xffffffc010008900 do_raw_spin_lock
                        unlock 0xffffffc010008a00 do_raw_spin_unlock
                        """);
    }

    @Test
    void aNewerArmKernelKeepsTheThreadInTheTask() throws Exception {
        String config = ARM + "CONFIG_THREAD_INFO_IN_TASK=y\nCONFIG_CURRENT_POINTER_IN_TPIDRURO=y\n";
        assertThat(configure(armKernel().build(), config, ARM_OFFSETS).configuration())
                .contains("thread-info tpidruro\npreempt-offset 0x4\ncomm-offset")
                .doesNotContain("task-offset");
    }

    /** In front of the pointers of the first task's family are its pid and its tgid, and with an option a canary. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"CONFIG_X, 0x2d0", "CONFIG_STACKPROTECTOR, 0x2cc"})
    void thePidIsInFrontOfTheTasksFamily(String option, String offset) throws Exception {
        int task = 0xc0010000; // see ElfBuilder
        int family = 0x2d8;
        ByteBuffer content = ByteBuffer.allocate(0x400).order(ByteOrder.LITTLE_ENDIAN);
        content.put(initTask());
        content.putInt(0x2d0, task); // no family: something else that points to the task
        content.position(family);
        content.putInt(task).putInt(task);
        content.putInt(task + family + 8).putInt(task + family + 8);
        content.putInt(task + family + 16).putInt(task + family + 16);
        content.putInt(task);
        byte[] vmlinux = withFunctions(ElfBuilder.arm(), content.array()).build();
        assertThat(configure(vmlinux, ARM + option + "=y\n", ARM_OFFSETS).configuration())
                .contains("comm-offset 0x2b8\npid-offset " + offset + "\ntext");
    }

    @Test
    void callsAreTracedOfFunctionsWithSuchNames() throws Exception {
        byte[] vmlinux = armKernel()
                .function("squeak_start.isra.0", 0x8c00)
                .function("squeak_start.isra.0.cold", 0x8c40)
                .function("squeak_stop", 0x8c80)
                .function("a_squeak_stop", 0x8cc0)
                .build();
        WatchedKernel kernel = configure(vmlinux, ARM, ARM_OFFSETS);
        TracedFunctions functions = new TracedFunctions(List.of("squeak_*", "sched?le", "cry*", ".*"), 16, 256);
        Witness witness = new Witness(folder, Optional.of(kernel), "", Optional.empty());
        assertThat(functions.extend(witness).callConfiguration())
                .hasValue(
                        kernel.configuration()
                                + """
                        window 0x10 0x100
                        call 0xc0008400 schedule
                        call 0xc0008c00 squeak_start
                        call 0xc0008c80 squeak_stop
                        """);
        assertThat(functions.extend(witness).kernel()).hasValue(kernel);
        assertThat(functions.unmatched(kernel)).containsExactly("cry*", ".*");
    }

    /** System calls have two names; a label of data or of a section is none. */
    @Test
    void eachNameOfAFunctionCanBeTraced() throws Exception {
        byte[] vmlinux = armKernel()
                .function("sys_squeak", 0x8c00)
                .function("__se_sys_squeak", 0x8c00)
                .label("sys_text", 0x8c00)
                .build();
        WatchedKernel kernel = configure(vmlinux, ARM, ARM_OFFSETS);
        assertThat(callsOf(kernel, "sys_*")).isEqualTo("call 0xc0008c00 sys_squeak\n");
        assertThat(callsOf(kernel, "*sys_squeak")).isEqualTo("call 0xc0008c00 __se_sys_squeak\n");
    }

    private String callsOf(WatchedKernel kernel, String pattern) {
        Witness witness = new Witness(folder, Optional.of(kernel), "", Optional.empty());
        String configuration = new TracedFunctions(List.of(pattern), 0, 1)
                .extend(witness)
                .callConfiguration()
                .orElseThrow();
        return configuration.substring(configuration.indexOf("call "));
    }

    /** The plugin would refuse the file, and the trial would have no witness. */
    @ParameterizedTest
    @CsvSource({"65525, ", "65526, '65526 functions of this kernel match f*, limit 65525: choose fewer'"})
    void noMoreFunctionsAreTracedThanThePluginTakes(int count, String problem) throws Exception {
        ElfBuilder elf = armKernel();
        for (int i = 0; i < count; i++) {
            elf.function("f" + i, 0x10000 + 4L * i);
        }
        WatchedKernel kernel = configure(elf.build(), ARM, ARM_OFFSETS);
        assertThat(kernel.configuration().lines()).hasSize(11);
        assertThat(new TracedFunctions(List.of("f*"), 0, 1).excess(kernel)).isEqualTo(Optional.ofNullable(problem));
    }

    @Test
    void thumbCodeBeginsAtAnEvenAddress() throws Exception {
        byte[] vmlinux = armKernel().function("down", 0x8c01).build();
        assertThat(configure(vmlinux, ARM, ARM_OFFSETS).configuration()).contains("sleep 0xc0008c00 down any\n");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "mutex_lock, vmlinux has no function mutex_lock",
        "run_init_process, vmlinux has no function run_init_process",
        "_etext, vmlinux has no symbol _etext",
        "init_task, no task 'swapper' in init_task of vmlinux",
        "swapper, no task 'swapper' in init_task of vmlinux"
    })
    void aMissingSymbolMeansNoWitness(String missing, String reason) {
        byte[] vmlinux = new String(armKernel().build(), StandardCharsets.ISO_8859_1)
                .replace(missing + "\0", missing.substring(1) + "_\0")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> configure(vmlinux, ARM, ARM_OFFSETS))
                .isInstanceOf(IOException.class)
                .hasMessage(reason);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource({
        "Linux/arm, Linus, the kernel's .config does not say its version",
        "CONFIG_PAGE_OFFSET, CONFIG_RANDOMIZE_BASE=y CONFIG_X,"
                + " the kernel may be at another address than its symbols (CONFIG_RANDOMIZE_BASE)",
        "CONFIG_PAGE_OFFSET, CONFIG_X, no CONFIG_PAGE_OFFSET",
        "CONFIG_PAGE_OFFSET, CONFIG_THREAD_INFO_IN_TASK=y CONFIG_PAGE_OFFSET,"
                + " the kernel keeps its current task elsewhere than in TPIDRURO"
    })
    void anUnknownSettingMeansNoWitness(String text, String replacement, String reason) {
        String config = ARM.replace(text, replacement.replace(' ', '\n'));
        assertThatThrownBy(() -> configure(armKernel().build(), config, ARM_OFFSETS))
                .isInstanceOf(IOException.class)
                .hasMessage(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TI_PREEMPT", "TI_TASK", "THREAD_SZ_ORDER"})
    void aMissingOffsetMeansNoWitness(String name) {
        assertThatThrownBy(() -> configure(armKernel().build(), ARM, ARM_OFFSETS.replace(name, "TI_OTHER")))
                .isInstanceOf(IOException.class)
                .hasMessage("asm-offsets.h has no " + name);
    }

    @Test
    void functionsOfChangedFilesAreCounted() throws Exception {
        byte[] vmlinux = armKernel()
                .file("squeak.c")
                .localFunction("squeak_start.isra.0", 0x8c00)
                .localFunction("squeak_start.isra.0.cold", 0x8c40)
                .localFunction("squeak_stop", 0x8cc0)
                .localFunction("squeak_init", 0xb000)
                .file("other.c")
                .localFunction("other", 0x8d40)
                .localFunction("other_init", 0xa800)
                .function("squeak_global", 0x8c80)
                .function("of_either", 0x8d00)
                .function("of_other_or_next", 0x8d80)
                .build();
        WatchedKernel kernel = configure(vmlinux, ARM, ARM_OFFSETS);
        assertThat(kernel.configuration())
                .endsWith(
                        """
                        report 0xc0008800 dump_stack
                        count-order 0xc0008c00 squeak_start
                        count-order 0xc0008c80 squeak_global
                        count-order 0xc0008cc0 squeak_stop
                        """);
        assertThat(kernel.changedFunctions()).containsExactly("squeak_global", "squeak_start", "squeak_stop");
    }

    @Test
    void functionsOfCallChainsAreCountedOnce() throws Exception {
        byte[] vmlinux = armKernel()
                .function("cry", 0x8c00)
                .file("squeak.c")
                .localFunction("squeak_start", 0x8d00)
                .build();
        WatchedKernel kernel = configure(vmlinux, ARM, ARM_OFFSETS);
        assertThat(kernel.configuration())
                .endsWith("count-order 0xc0008d00 squeak_start\ncount 0xc0008c00 cry\n")
                .doesNotContain("count 0xc0008400");
        assertThat(kernel.changedFunctions()).containsExactly("squeak_start");
    }

    /** A line of the configuration cannot be added by a name. */
    @Test
    void namesThatNoCompilerGivesAreLeftOut() throws Exception {
        byte[] vmlinux = armKernel()
                .function("down\nlock 0x0 x", 0x8c00)
                .function("down.constprop.0 any\nx", 0x8c00)
                .function("d".repeat(200), 0x8c00)
                .function("down.part.0", 0x8c00)
                .file("squeak.c")
                .localFunction("x\nlock 0x0 x", 0x8c00)
                .build();
        assertThat(configure(vmlinux, ARM, ARM_OFFSETS).configuration()).doesNotContain("8c00");
    }

    /** A cut or changed file may be a kernel or none; it never is another exception, and never takes long. */
    @Test
    void aDamagedVmlinuxIsNoKernel() {
        byte[] whole = armKernel().build();
        Random random = new Random(17);
        for (int i = 0; i < 600; i++) {
            byte[] damaged = Arrays.copyOf(whole, i < 300 ? i * whole.length / 300 : whole.length);
            for (int change = 0; change < 4 && damaged.length > 0; change++) {
                // the headers are at the beginning
                int at = random.nextInt(random.nextBoolean() ? Math.min(damaged.length, 260) : damaged.length);
                damaged[at] = (byte) random.nextInt();
            }
            try {
                configure(damaged, ARM, ARM_OFFSETS);
            } catch (IOException noWitness) {
                assertThat(noWitness).message().isNotBlank();
            }
        }
    }
}
