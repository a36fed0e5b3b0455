// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A built kernel.
 *
 * @param image for {@code -kernel}: an arm64 Image, or the boot stub and an arm Image behind it
 * @param symbols vmlinux, for names and lines
 * @param config the final .config
 * @param canary the module for the initramfs that breaks the kernel's rules on purpose
 * @param checks names of the violations that the canary commits and the kernel has to report
 * @param changedFiles those of the newest series on it, below the tree's root
 * @param changedFunctions those of the newest series on it; some may be missing or too many
 * @param notes what is out of the ordinary about how it was made, such as its compiler; usually nothing
 * @param shareable whether other machines may get it and what is made of it: not if anything in it is foreign
 * @param id its key in the store: the same inputs have the same id
 */
public record Kernel(
        Path image,
        Path deviceTree,
        Path symbols,
        Path config,
        Path canary,
        List<String> checks,
        List<String> changedFiles,
        Set<String> changedFunctions,
        List<String> notes,
        boolean shareable,
        String id) {
    static final String INPUTS = "inputs";
    static final String SOURCES = "sources";
    static final String WARNINGS = "warnings";
    static final String OFFSETS = "asm-offsets.h";
    static final String MERGED_PATCHES = "merged-patches";

    public Kernel {
        checks = List.copyOf(checks);
        changedFiles = List.copyOf(changedFiles);
        changedFunctions = Set.copyOf(changedFunctions);
        notes = List.copyOf(notes);
    }

    /** kbuild's asm-offsets.h: places, in bytes, in the kernel's structures as they were compiled. */
    public Path offsets() {
        return image.resolveSibling(OFFSETS);
    }

    /** A folder with what a debugger shows of its tree; only twins have it. */
    Path sources() {
        return image.resolveSibling(SOURCES);
    }

    /** The files of the tree that compilers read for it; empty if it was built before they were recorded. */
    public Set<String> inputs() throws IOException {
        Path list = image.resolveSibling(INPUTS);
        return Files.exists(list) ? Set.copyOf(Files.readAllLines(list)) : Set.of();
    }

    /** The compiler's warnings in all of the kernel; empty if it was built before warnings were recorded. */
    public Optional<List<CompilerWarning>> warnings() throws IOException {
        Path file = image.resolveSibling(WARNINGS);
        return Files.exists(file) ? Optional.of(CompilerOutput.readWarnings(file)) : Optional.empty();
    }
}
