// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.TestSandbox;
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.host.BuildContext.Toolchain;
import org.vc4lab.build.host.BuildEnvironment;
import org.vc4lab.build.host.BuildEnvironment.HostBuildEnvironment;
import org.vc4lab.build.host.BuildEnvironment.SandboxBuildEnvironment;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.SourceUnpacker;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.PinnedFileRepository;

/** Guest programs, with the compiler of this machine in the place of one for the guest. */
final class GuestProgramCompilerTest {
    private static final String PLACE = "case.yaml:7:9: files.[0]";
    private static final String SETTINGS =
            """
            crossCompile: {armhf: ''}
            flags: [-O1, -static]
            libraries: [-lm]
            """;

    private final ProcessRunner runner = new ProcessRunner();

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() throws Exception {
        store = Store.open(folder.resolve("store"), Progress.silent());
        Files.writeString(folder.resolve("programs.yaml"), SETTINGS);
        Files.createDirectory(folder.resolve("qemu-images"));
        Files.writeString(
                folder.resolve("qemu-images/host-packages.yaml"),
                "{packages: [gcc], architectures: {}, guestPrograms: {armhf: [libc6-dev]}}");
        Files.createDirectory(folder.resolve("case"));
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    @Test
    void aProgramMayIncludeTheHeadersOfItsCase() throws Exception {
        GuestProgram program =
                program("#include \"probe.h\"\n#include <stdio.h>\nint main(void) { return puts(WORD) < 0; }");

        Map<String, byte[]> compiled = compiler().compile("armhf", List.of(program));

        assertThat(compiled).containsOnlyKeys("probe");
        Path executable = Files.write(folder.resolve("probe"), compiled.get("probe"));
        assertThat(executable.toFile().setExecutable(true)).isTrue();
        assertThat(runner.run(Command.of(executable.toString())).output()).containsExactly("it squeaks");
    }

    @Test
    void aMistakeIsNamedWithItsPlaceTheFirstErrorAndTheCommand() throws Exception {
        assertThatCompiling("int unused;\nint main(void) { return squeak; }")
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(PLACE + ": probe.c does not compile for armhf: probe.c:2:25: error: ")
                .hasMessageContaining("squeak")
                .hasMessageContaining("correct the source")
                .hasMessageEndingWith("it is compiled by: gcc -O1 -static -o probe probe.c -lm")
                .hasMessageNotContaining("\n");
    }

    @Test
    void whatTheLinkerMissesIsNamed() throws Exception {
        assertThatCompiling("int squeak(void);\nint main(void) { return squeak(); }")
                .hasMessageContaining("undefined reference to `squeak'");
    }

    @Test
    void aMessageOfTheSourceControlsNoTerminal() throws Exception {
        assertThatCompiling("#error \u001b[31mred\n")
                .hasMessageContaining("red")
                .hasMessageNotContaining("\u001b");
    }

    @Test
    void aRelativePathDoesNotLeaveTheFolder() throws Exception {
        Files.writeString(folder.resolve("secret"), "#error it is told\n");
        assertThatCompiling("#include \"../secret\"\n")
                .hasMessageContaining("../secret: No such file or directory")
                .hasMessageNotContaining("it is told");
    }

    @Test
    void inASandboxNoPathLeavesTheFolder() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "#error it is told\n");
        GuestProgram program = program("#include \"" + secret.toAbsolutePath() + "\"\n");
        BuildEnvironment sandbox = new SandboxBuildEnvironment(TestSandbox.orSkip(runner));

        assertThatThrownBy(() -> compiler(sandbox).compile("armhf", List.of(program)))
                .hasMessageContaining("secret: No such file or directory")
                .hasMessageNotContaining("it is told");
    }

    @Test
    void anArchitectureWithoutACompilerIsRefused() throws Exception {
        GuestProgram program = program("");

        assertThatThrownBy(() -> compiler().compile("riscv64", List.of(program)))
                .hasMessageContaining("no compiler of guest programs for riscv64")
                .hasMessageContaining("armhf");
    }

    /** Where the case names the source is none of it. */
    @Test
    void whatDecidesTheBytesIsInTheKey() throws Exception {
        GuestProgram program = program("int main(void) { return 0; }");
        String before = key(program);

        assertThat(key(new GuestProgram(program.source(), program.headers(), "elsewhere")))
                .isEqualTo(before);
        Files.writeString(folder.resolve("case/probe.h"), "#define WORD 2\n");
        String withHeader = key(program);
        Files.writeString(folder.resolve("programs.yaml"), SETTINGS.replace("-O1", "-O2"));
        String withSettings = key(program);
        program("int main(void) { return 1; }");
        assertThat(List.of(before, withHeader, withSettings, key(program))).doesNotHaveDuplicates();
    }

    /** A later one of the distribution has its own code in the programs. */
    @Test
    void theCLibraryIsInTheKey() throws Exception {
        Path library = Files.writeString(folder.resolve("libc.a"), "glibc 2.36");
        for (String tool : List.of("gcc", "ld")) {
            Path script = Files.writeString(
                    folder.resolve("cross-" + tool),
                    "#!/bin/sh\ncase $2 in *libc.a) echo " + library + ";; *) echo cross 12.2;; esac\n");
            assertThat(script.toFile().setExecutable(true)).isTrue();
        }
        useCompiler(folder + "/cross-");
        GuestProgram program = program("int main(void) { return 0; }");
        String before = key(program);

        Files.writeString(library, "glibc 2.37");
        assertThat(key(program)).isNotEqualTo(before);
        Files.delete(library);
        assertThatThrownBy(() -> key(program)).hasMessageContaining("there is no C library for guest programs");
    }

    /** Without it, its version cannot be asked for. */
    @Test
    void theCompilerIsInstalledBeforeItRuns() throws Exception {
        useCompiler("missing-");
        Files.writeString(
                folder.resolve("qemu-images/host-packages.yaml"),
                "{packages: [gcc], architectures: {}, guestPrograms: {armhf: [missing-]}}");
        GuestProgram program = program("int main(void) { return 0; }");
        assertThatThrownBy(() -> key(program)).hasMessageContaining("not the name of a Debian package");
    }

    @Test
    void eachArchitecturesCompilerIsAPackageForIt() throws Exception {
        Path home = Path.of(System.getProperty("vc4lab.home"));
        HostPackages packages = new HostPackages(home, runner, Progress.silent());
        assertThat(packages.forGuestPrograms("armhf").extras()).contains("gcc-arm-linux-gnueabihf");
        assertThat(packages.forGuestPrograms("arm64").extras()).contains("gcc-aarch64-linux-gnu");
    }

    private void useCompiler(String prefix) throws IOException {
        Files.writeString(folder.resolve("programs.yaml"), SETTINGS.replace("armhf: ''", "armhf: '" + prefix + "'"));
    }

    private AbstractThrowableAssert<?, ?> assertThatCompiling(String source) {
        return assertThatThrownBy(() -> compiler().compile("armhf", List.of(program(source))));
    }

    private String key(GuestProgram program) throws Exception {
        CacheKey key = new CacheKey();
        compiler().addTo(key, "armhf", List.of(program));
        return key.id();
    }

    private GuestProgram program(String source) throws IOException {
        Path header = folder.resolve("case/probe.h");
        if (Files.notExists(header)) {
            Files.writeString(header, "#define WORD \"it squeaks\"\n");
        }
        Path file = Files.write(folder.resolve("case/probe.c"), source.getBytes(StandardCharsets.UTF_8));
        return new GuestProgram(file, List.of(header), PLACE);
    }

    private GuestProgramCompiler compiler() throws IOException {
        return compiler(new HostBuildEnvironment(runner));
    }

    private GuestProgramCompiler compiler(BuildEnvironment environment) throws IOException {
        PinnedFileRepository pinnedFiles =
                new PinnedFileRepository(Map.of(), runner, store.sourceFolder(), store.createTempFolder());
        SourceUnpacker unpacker = new SourceUnpacker(store, pinnedFiles, runner, Progress.silent());
        return new GuestProgramCompiler(
                new BuildContext(
                        folder,
                        store,
                        runner,
                        Progress.silent(),
                        environment,
                        unpacker,
                        new Toolchain(environment, store)),
                folder.resolve("programs.yaml"));
    }
}
