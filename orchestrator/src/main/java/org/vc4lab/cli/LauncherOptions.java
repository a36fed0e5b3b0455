// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.kernel.CompilerChoice;
import org.vc4lab.build.kernel.KernelConfigRepository;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.container.Isolation;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.LaunchMode;
import org.vc4lab.guest.Launcher;
import org.vc4lab.lab.BootSnapshots;
import org.vc4lab.lab.LauncherSelector;
import org.vc4lab.lab.TrialRunner;
import picocli.CommandLine.Option;

/** Where kernels are built and machines run: on this host, in sandboxes, or in containers. */
final class LauncherOptions {
    /** What is before a dash names a package for apt, which reads a second dash at its end as "remove". */
    private static final String PREFIX = "(?:/[\\w./+-]*/)?[a-z0-9_]+(?:-[a-z0-9_]+)*-";

    @Option(
            names = "--launcher",
            paramLabel = "WHERE",
            defaultValue = "auto",
            description = {
                "Where kernels are built and machines run: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
                "sandbox: without network, and with nothing of this host but its tools; needs bubblewrap.",
                "container: the same in containers, which bring their own tools; needs Docker.",
                "local: on this host: patches, makefiles and guests have all rights of the user.",
                "auto: sandbox if it works here, otherwise container if Docker is available, otherwise local."
            })
    private LaunchMode launchMode = LaunchMode.AUTO;

    @Option(
            names = "--no-snapshot",
            description = {
                "Boot for each trial, instead of going on from a machine that has booted the same before.",
                "It takes longer and leaves the same evidence. Bisections always boot."
            })
    private boolean noSnapshot;

    @Option(
            names = "--cross-compile",
            paramLabel = "PREFIX",
            description = {
                "Compile kernels with PREFIXgcc, such as arm-linux-gnueabi- (default: the configuration's, or the",
                "one that the kernel's tree needs). Debian's are installed if they are missing."
            })
    private @Nullable String crossCompile;

    @Option(
            names = "--llvm",
            description = "Compile kernels with clang and LLVM's linker, as make LLVM=1 does, instead of gcc.")
    private boolean llvm;

    private Optional<CompilerChoice> compiler() {
        if (crossCompile != null && !crossCompile.matches(PREFIX)) {
            throw new UsageException("--cross-compile takes the prefix of a compiler's name, such as"
                    + " arm-linux-gnueabi-, not '" + crossCompile + "'");
        }
        return crossCompile == null && !llvm
                ? Optional.empty()
                : Optional.of(new CompilerChoice(Optional.ofNullable(crossCompile), llvm));
    }

    /** Where and with what kernels are built, as options of another command. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("--launcher=" + launchMode));
        if (crossCompile != null) {
            arguments.add("--cross-compile=" + crossCompile);
        }
        if (llvm) {
            arguments.add("--llvm");
        }
        return arguments;
    }

    /** Builds kernels and runs machines: both on this host, in sandboxes, or in containers. */
    record LabSession(BuildService buildService, Launcher launcher, Optional<BootSnapshots> snapshots)
            implements AutoCloseable {
        TrialRunner trialRunner(ClockMode clockMode) {
            return new TrialRunner(
                    launcher,
                    buildService.environment(),
                    clockMode,
                    System::nanoTime,
                    buildService.watchList(),
                    snapshots);
        }

        /** For kernels of which each is booted about once. */
        TrialRunner bootingTrialRunner(ClockMode clockMode) {
            return new LabSession(buildService, launcher, Optional.empty()).trialRunner(clockMode);
        }

        @Override
        public void close() throws IOException {
            buildService.close();
        }
    }

    /** Otherwise its errors would be taken for those of the patches. */
    private static void requireCompilerFor(
            CliContext context, List<String> configs, CompilerChoice compiler, ProcessRunner runner)
            throws IOException, InterruptedException {
        KernelConfigRepository configRepository = new KernelConfigRepository(context.home());
        for (String config : configs) {
            Optional<String> mismatch = compiler.findMismatch(config, configRepository.findConfig(config), runner);
            if (mismatch.isPresent()) {
                throw new UsageException("--cross-compile: " + mismatch.get());
            }
        }
    }

    /**
     * Selects the launcher, installs what is missing there, and opens the store.
     *
     * @param configs of kernel-configs/configs.yaml: the kernels that will be built
     */
    LabSession open(CliContext context, List<String> configs, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        Optional<CompilerChoice> compiler = compiler();
        HostPackages packages = BuildService.hostPackages(context.home(), configs, runner, progress);
        if (compiler.isPresent()) {
            requireCompilerFor(context, configs, compiler.get(), runner);
            packages = packages.withPackages(compiler.get().missingPackages(runner));
        }
        LauncherSelector selector = new LauncherSelector(packages, runner, progress);
        Isolation isolation =
                compiler.isPresent() ? selector.prepareWithHostTools(launchMode) : selector.prepare(launchMode);
        if (compiler.isPresent() && isolation instanceof Isolation.InContainers) {
            throw new UsageException("containers have compilers of their own: --cross-compile and --llvm need"
                    + " --launcher sandbox or local");
        }
        BuildService buildService =
                BuildService.open(context.home(), context.environment(), runner, progress, isolation, compiler);
        try {
            Launcher launcher = Launcher.of(buildService.confiner(), runner);
            return new LabSession(
                    buildService,
                    launcher,
                    noSnapshot
                            ? Optional.empty()
                            : Optional.of(new BootSnapshots(buildService.store(), runner, launcher)));
        } catch (IOException | InterruptedException | RuntimeException failure) {
            buildService.close();
            throw failure;
        }
    }
}
