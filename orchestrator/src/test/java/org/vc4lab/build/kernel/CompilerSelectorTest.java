// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.GitSandbox;
import org.vc4lab.exec.ProcessRunner;

/** Builds small "kernels" of trees that need another compiler. Each compiler notes its name, and then calls gcc. */
class CompilerSelectorTest {
    private static final KernelSource RELEASE = new KernelSource.PatchedRelease("1.0");

    private final SmallKernel small;
    private final Path folder;
    private final Path used;

    CompilerSelectorTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        this.small = SmallKernel.in(folder);
        this.used = folder.resolve("used");
    }

    @BeforeEach
    void writeCompilers() throws IOException {
        for (String prefix : List.of("old-", "mine-")) {
            writeProgram(prefix + "gcc", "echo " + prefix + " >> " + used + "; exec gcc \"$@\"");
            writeProgram(prefix + "ld", "exec ld \"$@\"");
        }
        Files.writeString(
                small.home().resolve("qemu-images/host-packages.yaml"),
                "packages: [make]\narchitectures: {arm64: [make]}\n");
        addRule("#define COMMON 1");
    }

    private void writeProgram(String name, String command) throws IOException {
        Path program = Files.writeString(
                folder.resolve(name),
                "#!/bin/sh\n[ \"$1\" != --version ] || exec echo " + name + " 1.0\n" + command + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path configs() {
        return small.home().resolve("kernel-configs/configs.yaml");
    }

    private void addRule(String words) throws IOException {
        Files.writeString(
                configs(),
                Files.readString(configs())
                        .replace(
                                "configs:",
                                "compilers: [{crossCompile: " + folder + "/old-, insteadOf: '', packages: [make],"
                                        + " file: common.h, words: '" + words
                                        + "', reason: gcc is too new}]\nconfigs:"));
    }

    private void pin(String line) throws IOException {
        Path lockFile = small.home().resolve("kernel-configs/kernels.lock.yaml");
        Files.writeString(lockFile, Files.readString(lockFile).replace("sha256:", line + ", sha256:"));
    }

    private static Kernel requireBuilt(KernelBuild build) {
        assertThat(build).isInstanceOf(KernelBuild.BuiltKernel.class);
        return ((KernelBuild.BuiltKernel) build).kernel();
    }

    private KernelSource commit(String common) throws IOException, InterruptedException {
        GitSandbox user = GitSandbox.in(folder.resolve("tree"));
        SmallKernel.writeSources(user.folder());
        user.write("common.h", common);
        return new KernelSource.GitRevision(user.folder(), user.commit("first"));
    }

    @Test
    void aCommitWhoseTreeSaysSoIsBuiltByTheCompilerThatItNeeds() throws Exception {
        Kernel kernel = requireBuilt(small.build(commit("#define COMMON 1\n")));

        assertThat(used).content().contains("old-").doesNotContain("mine-");
        assertThat(kernel.notes())
                .containsExactly("compiled by " + folder
                        + "/old-gcc, not gcc: the tree's common.h has '#define COMMON 1'," + " and gcc is too new");
    }

    @Test
    void anyOtherTreeHasTheCompilerAndTheKeyOfItsConfiguration() throws Exception {
        KernelSource source = commit("#define COMMON 7\n");
        Kernel kernel = requireBuilt(small.build(source));
        String configsWithRule = Files.readString(configs());
        Files.writeString(configs(), configsWithRule.replaceFirst("compilers: .*\n", ""));

        assertThat(requireBuilt(small.build(source)).id()).isEqualTo(kernel.id());
        assertThat(used).doesNotExist();
        assertThat(kernel.notes()).isEmpty();
    }

    @Test
    void aPinnedReleaseIsBuiltAsTheLockFileSays() throws Exception {
        Kernel usual = requireBuilt(small.build(RELEASE));
        assertThat(used).doesNotExist();

        pin("compilers: [" + folder + "/old-]");
        Kernel kernel = requireBuilt(small.build(RELEASE));
        assertThat(used).content().contains("old-");
        assertThat(kernel.id()).isNotEqualTo(usual.id());
        assertThat(kernel.notes()).hasSize(1);
    }

    @Test
    void theCompilerThatTheUserNamesIsTaken() throws Exception {
        CompilerChoice mine = new CompilerChoice(Optional.of(folder + "/mine-"), false);
        Kernel kernel = requireBuilt(small.buildWith(mine, commit("#define COMMON 1\n")));

        assertThat(used).content().contains("mine-").doesNotContain("old-");
        assertThat(kernel.notes()).containsExactly("compiled by " + folder + "/mine-gcc, which --cross-compile names");
    }

    /** Both runs use one entry of the store. */
    @Test
    void theNameOfTheUsualCompilerMakesTheSameKernelWithANote() throws Exception {
        Kernel named = requireBuilt(small.buildWith(new CompilerChoice(Optional.of(""), false), RELEASE));
        Kernel usual = requireBuilt(small.build(RELEASE));

        assertThat(named.id()).isEqualTo(usual.id());
        assertThat(named.notes()).containsExactly("compiled by gcc, which --cross-compile names");
        assertThat(usual.notes()).isEmpty();
    }

    @Test
    void aMissingCompilerIsAnErrorThatNamesIt() {
        CompilerChoice absent = new CompilerChoice(Optional.of(folder + "/absent-"), false);
        assertThatThrownBy(() -> small.buildWith(absent, RELEASE)).hasMessageContaining("absent-gcc");
    }

    /** By what gcc says, or by its name if there is none. */
    @Test
    void aCompilerForAnotherArchitectureIsNamed() throws Exception {
        writeProgram("odd-gcc", "echo armv7l-unknown-linux");
        assertThat(mismatch(folder + "/odd-", "arm64"))
                .contains(folder + "/odd-gcc is for armv7l-unknown-linux, and configuration small for arm64 kernels");
        assertThat(mismatch(folder + "/odd-", "arm")).isEmpty();
        assertThat(mismatch("/no/arm-linux-none-", "arm64")).isPresent();
        assertThat(mismatch("/no/arm-linux-none-", "arm")).isEmpty();
        assertThat(mismatch("/no/aarch64-linux-none-", "arm64")).isEmpty();
        assertThat(mismatch("/no/aarch64-linux-none-", "arm")).isPresent();
        assertThat(mismatch("", "arm")).as("the configuration's own").isEmpty();
    }

    private Optional<String> mismatch(String prefix, String architecture) throws IOException, InterruptedException {
        Files.writeString(
                configs(),
                Files.readString(configs()).replaceFirst("architecture: \\w+", "architecture: " + architecture));
        return new CompilerChoice(Optional.of(prefix), false)
                .findMismatch(
                        "small", new KernelConfigRepository(small.home()).findConfig("small"), new ProcessRunner());
    }

    @Test
    void packagesOfNamedCompilersFollowDebiansNames() throws Exception {
        ProcessRunner runner = new ProcessRunner();
        assertThat(new CompilerChoice(Optional.of("no-such-"), false).missingPackages(runner))
                .containsExactly("gcc-no-such");
        assertThat(new CompilerChoice(Optional.of("x86_65-linux-"), false).missingPackages(runner))
                .containsExactly("gcc-x86-65-linux");
        assertThat(new CompilerChoice(Optional.of("/no/such-"), false).missingPackages(runner))
                .isEmpty();
        assertThat(new CompilerChoice(Optional.of(""), false).missingPackages(runner))
                .isEmpty();
        assertThat(new CompilerChoice(Optional.empty(), true).missingPackages(runner))
                .containsExactly("clang", "lld", "llvm");
    }
}
