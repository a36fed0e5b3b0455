// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;

/** The lab's commands of gdb, with a module in gdb's place that has two processors, and memory nowhere. */
final class GdbCommandsTest {
    private static final Path COMMANDS = Path.of(System.getProperty("vc4lab.home", ".."), "orchestrator/src/main/gdb")
            .toAbsolutePath()
            .normalize();

    private static final String GDB =
            """
            import shlex
            import sys
            from types import SimpleNamespace
            COMMAND_STATUS = COMMAND_FILES = 0
            class error(RuntimeError): pass
            class MemoryError(error): pass
            class GdbError(Exception): pass
            class Command:
                def __init__(self, *arguments): pass
            def thread(number):
                return SimpleNamespace(num=number, switch=lambda: None)
            def selected_thread():
                return thread(1)
            def selected_frame():
                return SimpleNamespace(select=lambda: None)
            def selected_inferior():
                return SimpleNamespace(threads=lambda: [thread(2), thread(1)])
            def write(text):
                sys.stdout.write(text)
            def execute(command, to_string=False):
                print("gdb does " + command)
            def string_to_argv(text):
                return shlex.split(text)
            """;

    private static final String BEGIN =
            """
            import gdb
            import kernel_state
            def fails(*arguments):
                raise problem
            kernel_state.has_types = lambda: True
            kernel_state.current_task = kernel_state.dma_channels = fails
            kernel_state.module_sections = lambda name: {".text": 0x7f000000, ".bss": 0x7f001000}
            import vc4lab
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void replaceGdb() throws Exception {
        Files.writeString(folder.resolve("gdb.py"), GDB);
    }

    private List<String> run(String program) throws Exception {
        return new ProcessRunner()
                .run(Command.of("python3", "-B", "-c", BEGIN + program)
                        .env("PYTHONPATH", folder.toString())
                        .workingDirectory(COMMANDS))
                .orThrow()
                .output();
    }

    /** The bug that is looked at may have overwritten them. */
    @Test
    void whyGoesOnBehindADamagedPointer() throws Exception {
        for (String problem :
                List.of("gdb.MemoryError('at \\x1b[2J')", "gdb.error('at \\x1b[2J')", "OverflowError('at \\x1b[2J')")) {
            assertThat(run("problem = " + problem + "\nvc4lab.Why().invoke('', False)"))
                    .containsExactly(
                            "processor 0:  cannot be read: at \\x1b[2J",
                            "processor 1:  cannot be read: at \\x1b[2J",
                            "  cannot be read: at \\x1b[2J",
                            "gdb does monitor devices");
        }
    }

    @Test
    void theFileOfAModuleMayHaveBlanksInItsPath() throws Exception {
        assertThat(run("vc4lab.Module().invoke('canary \"/my store/canary.ko\"', False)"))
                .containsExactly("gdb does add-symbol-file \"/my store/canary.ko\" 0x7f000000 -s .bss 0x7f001000");
    }

    @Test
    void aModuleNeedsItsNameAndItsFile() throws Exception {
        String program =
                """
                try:
                    vc4lab.Module().invoke('canary /my store/canary.ko', False)
                except gdb.GdbError as wrong:
                    print(wrong)
                """;
        assertThat(run(program)).containsExactly("usage: vc4lab-module NAME FILE");
    }
}
