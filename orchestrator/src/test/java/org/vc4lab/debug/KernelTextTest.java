// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;

/** What gdb's commands of the lab print, without gdb. */
class KernelTextTest {
    private static final Path COMMANDS = Path.of(System.getProperty("vc4lab.home", ".."), "orchestrator/src/main/gdb")
            .toAbsolutePath()
            .normalize();

    private static String evaluate(String expression) throws IOException, InterruptedException {
        String program = "from kernel_text import *; print(" + expression + ")";
        List<String> lines = new ProcessRunner()
                .run(Command.of("python3", "-B", "-c", program).workingDirectory(COMMANDS))
                .orThrow()
                .output();
        return String.join("\n", lines);
    }

    /** At W1 an arm processor is in a task, with a spinlock and masked interrupts. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0x00000001 | 0x00000001 | 0x60000093 | False | task, preempt count 1, interrupts off
                    0x00000000 | 0x00000000 | 0x60000013 | False | task, preempt count 0, interrupts on
                    0x00010001 | 0x00010001 | 0x60000093 | False | hardirq, preempt count 1, interrupts off
                    0x00000100 | 0x00000100 | 0x60000013 | False | softirq, preempt count 0, interrupts on
                    0x00010100 | 0x00010100 | 0x60000093 | False | hardirq, preempt count 0, interrupts off
                    0x00000201 | 0x00000201 | 0x60000013 | False | task, preempt count 1, softirqs off, interrupts on
                    0x00100000 | 0x00100000 | 0x600003c5 | True  | nmi, preempt count 0, interrupts off
                    0x00000000 | 0x00000100 | 0x60000005 | True  | softirq, preempt count 0, interrupts on
                    0x00000000 | 0x00000000 | 0x60000010 | False | user space, preempt count 0, interrupts on
                    0x00000000 | 0x00000000 | 0x60000000 | True  | user space, preempt count 0, interrupts on
                    """)
    void tellsTheContext(String preemptCount, String softirqCount, String cpsr, String is64Bit, String text)
            throws Exception {
        assertThat(evaluate("describe_state(" + String.join(", ", preemptCount, softirqCount, cpsr, is64Bit) + ")"))
                .isEqualTo(text);
    }

    /** A guest names its tasks and locks. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "b'aplay\\0rest' | aplay",
                "b'\\x1b[2Jgone' | \\x1b[2Jgone",
                "b'two\\nlines' | two\\x0alines",
                "'\\u202etxet'.encode() | \\xe2\\x80\\xaetxet"
            })
    void aGuestsTextCannotControlTheTerminal(String row) throws Exception {
        List<String> parts = List.of(row.split(" \\| "));
        assertThat(evaluate("printable(" + parts.get(0) + ")")).isEqualTo(parts.get(1));
    }

    @Test
    void aGuestsTextIsCut() throws Exception {
        assertThat(evaluate("printable(b'x' * 1000)")).isEqualTo("x".repeat(200));
    }

    @Test
    void locksAreNamedAsLockdepDoes() throws Exception {
        assertThat(evaluate("lock_name('&group->lock', 1, 0), lock_name('&group->lock', 2, 1)"))
                .isEqualTo("&group->lock &group->lock#2/1");
    }
}
