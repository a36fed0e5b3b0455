// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.vc4lab.build.kernel.KernelBuild.BuiltKernel;

/** The same kernel once more, with all debug information, which debuggers read in its place. */
public sealed interface KernelTwin {
    /**
     * A build that has the same bytes in memory.
     *
     * @param symbols vmlinux, with types, variables and lines
     * @param sources a folder with the files of the tree that these name
     * @param canary the module, with the same
     */
    record FoundTwin(Path symbols, Path sources, Path canary) implements KernelTwin {}

    /** Debug information of other code would lie. */
    record NoTwin(String reason) implements KernelTwin {}

    /** Checks that a build may be used in the place of another. */
    static KernelTwin of(Kernel kernel, KernelBuild build) throws IOException {
        if (!(build instanceof BuiltKernel built)) {
            return new NoTwin("it does not build: " + ((KernelBuild.Failed) build).describe());
        }
        Kernel twin = built.kernel();
        return firstDifference(kernel, twin)
                .<KernelTwin>map(text -> new NoTwin("its code is not that of the kernel: " + text))
                .orElseGet(() -> new FoundTwin(twin.symbols(), twin.sources(), twin.canary()));
    }

    private static Optional<String> firstDifference(Kernel kernel, Kernel twin) throws IOException {
        Optional<String> ofKernel =
                LoadedBytes.firstDifference(ElfFile.read(kernel.symbols()), ElfFile.read(twin.symbols()));
        return ofKernel.isPresent()
                ? ofKernel
                : LoadedBytes.firstDifference(ElfFile.read(kernel.canary()), ElfFile.read(twin.canary()))
                        .map(text -> text + " of the canary module");
    }
}
