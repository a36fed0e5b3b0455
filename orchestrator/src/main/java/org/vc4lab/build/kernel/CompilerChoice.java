// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.kernel.KernelConfigRepository.Config;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/**
 * A compiler that a user names in the place of a configuration's.
 *
 * @param crossCompile the prefix of gcc and the binutils; empty for the configuration's
 * @param llvm whether clang and LLVM's linker build, and the binutils only assemble where clang does not
 */
public record CompilerChoice(Optional<String> crossCompile, boolean llvm) {
    private static final List<String> LLVM_PACKAGES = List.of("clang", "lld", "llvm");

    Config applyTo(Config config) {
        return config.withCompiler(crossCompile.orElse(config.crossCompile()), llvm || config.usesLlvm());
    }

    /** Debian's packages of what this machine does not have; none for a compiler that is given with its folder. */
    public List<String> missingPackages(ProcessRunner runner) throws IOException, InterruptedException {
        if (llvm) {
            return LLVM_PACKAGES;
        }
        String prefix = crossCompile.orElseThrow();
        return prefix.contains("/")
                        || runner.run(Command.of(prefix + "gcc", "--version")).succeeded()
                ? List.of()
                : List.of("gcc-" + prefix.replaceFirst("-$", "").replace('_', '-'));
    }

    /**
     * Why it cannot compile kernels of a configuration: its gcc is for another architecture. A gcc that is not
     * installed is for the one that its prefix names.
     */
    public Optional<String> findMismatch(String configName, Config config, ProcessRunner runner)
            throws IOException, InterruptedException {
        String prefix = crossCompile.orElse(config.crossCompile());
        if (llvm || config.usesLlvm() || prefix.equals(config.crossCompile())) {
            return Optional.empty();
        }
        CommandResult dumped = runner.run(Command.of(prefix + "gcc", "-dumpmachine"));
        String machine = dumped.succeeded() ? dumped.text().strip() : prefix.substring(prefix.lastIndexOf('/') + 1);
        boolean fits =
                config.architecture().equals("arm64") ? machine.startsWith("aarch64-") : machine.startsWith("arm");
        return fits
                ? Optional.empty()
                : Optional.of(prefix + "gcc is for " + machine + ", and configuration " + configName + " for "
                        + config.architecture() + " kernels");
    }

    /** For a user. */
    String note(Config config) {
        return "compiled by " + config.compiler() + ", which " + (llvm ? "--llvm" : "--cross-compile") + " names";
    }
}
