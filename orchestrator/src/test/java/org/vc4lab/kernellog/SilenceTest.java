// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Near misses: lines that hold a report's words without being one. */
class SilenceTest {
    private static final String BOOT =
            """
            [    0.000000] Booting Linux on physical CPU 0x0
            [    0.000000] Linux version 5.10.223-v7l+ (lab@lab) #4 SMP
            [    0.100000] Kernel command line: console=ttyAMA0 quiet
            [    1.000000] vc4-drm gpu: bound fef00700.hdmi (ops vc4_hdmi_ops)
            [    2.000000] asoc-simple-card: parent card not yet available
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                // ATOMIC_SLEEP
                "[    3.0] vc4lab: out: BUG: sleeping function called from invalid context at x.c:1",
                "BUG: scheduling while atomic: said a script/1/0x2",
                "[    3.0] Kernel command line: x=\"BUG: scheduling while atomic\"",
                // LOCKDEP
                "[    3.0] rcu: \tRCU lockdep checking is enabled.",
                "[    3.0] Lock dependency validator: Copyright (c) 2006 Red Hat, Inc., Ingo Molnar",
                "[    3.0] foo: [ BUG: bad unlock balance detected! ] is what you would see",
                "WARNING: possible circular locking dependency detected",
                // HANG
                "[    3.0] echo: INFO: task aplay:140 blocked for more than 120 seconds.",
                "[    3.0] watchdog: Delayed init of the lockup detector failed: -19",
                "[    3.0] rcu: INFO: RCU stall detection is on",
                "[    3.0] clocksource: watchdog: BUG: soft lockup is not what this is",
                // WARNING
                "[    3.0] WARNING: Unprivileged eBPF is enabled with eIBRS on",
                "[    3.0] systemd[1]: WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1/0x2",
                "[    3.0] [Firmware Warn]: WARNING: CPU: 0 PID: 1 at x.c:1",
                "WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1/0x2",
                // BUG, OOPS
                "[    3.0] [Firmware Bug]: kernel BUG at firmware.c:1!",
                "kernel BUG at mm/slub.c:1!",
                "[    3.0] oops_limit: Unable to handle kernel paging request is an oops",
                "[    3.0] traps: foo[12] general protection fault ip:1 sp:2 error:0 in foo[1+2]",
                "[    3.0] foo[12]: unhandled level 2 translation fault (11) at 0x00000000, esr 0x92000006",
                "[    3.0] Alignment trap: sh (95) PC=0x0001012c Instr=0xe5910000 Address=0x00021034 FSR 0x001",
                // KASAN, KFENCE, KMSAN, KCSAN, UBSAN
                "[    3.0] kasan: KernelAddressSanitizer initialized (BUG: KASAN: comes after this)",
                "[    3.0] kfence: initialized - using 2097152 bytes for 255 objects at 0x(ptrval)-0x(ptrval)",
                "[    3.0] Starting KernelMemorySanitizer; BUG: KMSAN: uninit-value in nothing",
                "[    3.0] kcsan: enabled early; BUG: KCSAN: data-race in a / b",
                "[    3.0] config: CONFIG_UBSAN=y, so UBSAN: shift-out-of-bounds in x.c is possible",
                // LEAK, REFCOUNT
                "[    3.0] kmemleak: Kernel memory leak detector initialized (mem pool available: 15857)",
                "BUG: memory leak",
                "[    3.0] refcount_t: a type that prints WARNING: refcount bug",
                // PANIC, REBOOT
                "[    3.0] sysctl: Kernel panic - not syncing: is what panic_on_oops leads to",
                "Kernel panic - not syncing: says a shell script",
                "[    3.0] reboot: Restarting system",
                "Booting the kernel is what a boot loader does.",
                // OTHER
                "panic: a program's own word",
                "[    3.0] SYZFATAL is a word too"
            })
    void lookalikesAreNoReport(String line) {
        assertThat(Logs.reports(BOOT + line + "\n[    4.000000] random: crng init done\n"))
                .isEmpty();
        assertThat(Logs.reports(line.substring(line.indexOf("] ") + 1).trim() + "\n"))
                .filteredOn(report -> line.startsWith("["))
                .isEmpty();
    }

    @Test
    void firstBootIsNoReboot() {
        assertThat(Logs.reports("Uncompressing Linux... done, booting the kernel.\n" + BOOT))
                .isEmpty();
    }

    @Test
    void emptyAndBinaryLogsAreSilent() {
        byte[] binary = new byte[100_000];
        new Random(1).nextBytes(binary);

        assertThat(Logs.reports("")).isEmpty();
        assertThat(Logs.reports(binary)).isEmpty();
        assertThat(Logs.reports("\n\n\r\n")).isEmpty();
    }
}
