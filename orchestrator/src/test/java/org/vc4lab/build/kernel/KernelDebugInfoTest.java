// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.TestSandbox;
import org.vc4lab.build.host.BuildEnvironment;
import org.vc4lab.build.host.BuildEnvironment.HostBuildEnvironment;
import org.vc4lab.build.host.BuildEnvironment.SandboxBuildEnvironment;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.kernellog.Frame;

final class KernelDebugInfoTest {
    private static final String SOURCE =
            """
            static volatile int sink;
            __attribute__((noinline)) static void callee(void) { sink++; }
            static inline __attribute__((always_inline)) void inner(void) { callee(); }
            static inline __attribute__((always_inline)) void middle(void) { inner(); sink++; }
            __attribute__((noinline)) void outer(void) { middle(); sink++; }
            void _start(void) { outer(); sink++; }
            """;

    private final ProcessRunner runner = new ProcessRunner();
    private final BuildEnvironment host = new HostBuildEnvironment(runner);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "arm-linux-gnueabihf-", "aarch64-linux-gnu-"})
    void namesTheFunctionsThatWereInlinedAtACall(String prefix) throws Exception {
        Path elf = compile(prefix);
        Frame call = call(prefix, elf, "outer", "callee");

        assertThat(inlined(elf, call)).containsExactly("inner", "middle");
        assertThat(inlined(elf, call(prefix, elf, "_start", "outer"))).isEmpty();
        assertThat(new KernelDebugInfo(elf, host).locations(List.of(call)).get(0))
                .hasToString("[" + folder + "/source.c:3 inner [inline], " + folder + "/source.c:4 middle [inline], "
                        + folder + "/source.c:5 outer]");
    }

    @Test
    void frameWithoutAKnownAddressHasNone() throws Exception {
        Path elf = compile("");
        Frame call = call("", elf, "outer", "callee");

        assertThat(inlined(elf, new Frame("outer", Frame.UNKNOWN, Frame.UNKNOWN, "", false)))
                .isEmpty();
        assertThat(inlined(elf, new Frame("outer", call.offset(), call.size(), "module", false)))
                .isEmpty();
        assertThat(inlined(elf, new Frame("unknown", call.offset(), call.size(), "", false)))
                .isEmpty();
    }

    /** A hostile kernel prints any number of traces. */
    @Test
    void framesBeyondTheLimitHaveNone() throws Exception {
        Path elf = compile("");
        Frame call = call("", elf, "outer", "callee");

        List<List<String>> inlined =
                new KernelDebugInfo(elf, host).inlinedFunctions(Collections.nCopies(100_000, call));

        assertThat(inlined).hasSize(100_000);
        assertThat(inlined.subList(0, 500)).containsOnly(List.of("inner", "middle"));
        assertThat(inlined.subList(500, inlined.size())).containsOnly(List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "\u007fELF and nothing behind it"})
    void fileThatIsNoProgramHasNone(String content) throws Exception {
        Path file = Files.writeString(folder.resolve("vmlinux"), content);
        KernelDebugInfo debugInfo = new KernelDebugInfo(file, host);
        List<Frame> frames = List.of(new Frame("outer", 4, 8, "", false));

        assertThat(debugInfo.inlinedFunctions(frames)).containsExactly(List.of());
        assertThatThrownBy(() -> debugInfo.locations(frames)).hasMessageContaining("nm");
    }

    @Test
    void toolsRunInASandbox() throws Exception {
        Path elf = compile("");
        Frame call = call("", elf, "outer", "callee");
        BuildEnvironment sandbox = new SandboxBuildEnvironment(TestSandbox.orSkip(runner));

        assertThat(new KernelDebugInfo(elf, sandbox).inlinedFunctions(List.of(call)))
                .containsExactly(List.of("inner", "middle"));
    }

    private List<String> inlined(Path elf, Frame frame) throws IOException, InterruptedException {
        return new KernelDebugInfo(elf, host).inlinedFunctions(List.of(frame)).get(0);
    }

    private Path compile(String prefix) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("source.c"), SOURCE);
        Path elf = folder.resolve("vmlinux");
        CommandResult result = runner.run(Command.of(
                prefix + "gcc", "-g", "-O2", "-nostdlib", "-static", "-o", elf.toString(), source.toString()));
        assumeTrue(result.succeeded(), () -> result.describe());
        return elf;
    }

    /** The frame of a caller, as {@code Report.callSites} gives it: one byte before the return address. */
    private Frame call(String prefix, Path elf, String caller, String callee) throws IOException, InterruptedException {
        List<String> symbol = lines(prefix + "nm", "-S", elf.toString()).stream()
                .filter(line -> line.endsWith(" " + caller))
                .flatMap(line -> List.of(line.split(" ", -1)).stream())
                .toList();
        List<String> code = lines(prefix + "objdump", "-d", elf.toString());
        int call = code.indexOf(code.stream()
                .filter(line -> line.contains("\t") && line.endsWith("<" + callee + ">"))
                .findFirst()
                .orElseThrow());
        long next = Long.parseLong(code.get(call + 1).strip().split(":", 2)[0], 16);
        long begin = Long.parseLong(symbol.get(0), 16);
        return new Frame(caller, next - 1 - begin, Long.parseLong(symbol.get(1), 16), "", false);
    }

    private List<String> lines(String... argv) throws IOException, InterruptedException {
        return runner.run(Command.of(List.of(argv))).orThrow().output();
    }
}
