// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.BuildInventory;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.patch.SeriesReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what is there and what is missing; builds and installs nothing. */
@Command(
        name = "doctor",
        description = {
            "Says what is there and what is missing, and checks every byte of the store.",
            "What is damaged is marked, and made again when it is needed next."
        },
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final long REQUIRED_MEBIBYTES = 8 * 1024;

    private final CliContext cliContext;

    @Spec
    private CommandSpec spec;

    DoctorCommand(CliContext cliContext) {
        this.cliContext = cliContext;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Path root = Store.location(cliContext.environment());
        boolean packagesComplete = checkPackages(out);
        boolean enoughSpace = checkDiskSpace(root, out);
        boolean storeIntact = checkStore(root, out);
        if (packagesComplete && storeIntact) { // the compilers' versions are a part of what was built
            printBuildInventory(root, out);
        }
        HostCapacity capacity = HostCapacity.detect();
        out.printf(
                "machine: Java %s, %d cores, %d MiB free, %d trials side by side%n",
                Runtime.version().feature(), capacity.cores(), capacity.memoryMebibytes(), capacity.parallelTrials());
        return packagesComplete && enoughSpace && storeIntact ? ExitCode.GOOD : ExitCode.BAD;
    }

    private boolean checkPackages(PrintWriter out) throws IOException, InterruptedException {
        HostPackages hostPackages = new HostPackages(cliContext.home(), new ProcessRunner(), Progress.silent());
        List<String> missing = hostPackages.findMissing();
        out.println(
                missing.isEmpty()
                        ? "packages: all there"
                        : "packages: missing, ./vc4lab verify installs them: " + String.join(" ", missing));
        for (String architecture : hostPackages.architectures()) {
            List<String> toolchain = hostPackages.withToolchain(architecture).findMissing().stream()
                    .filter(name -> !missing.contains(name))
                    .toList();
            out.println("packages for " + architecture + " kernels: "
                    + (toolchain.isEmpty()
                            ? "all there"
                            : "missing, installed when one is to be built: " + String.join(" ", toolchain)));
        }
        return missing.isEmpty();
    }

    private static boolean checkDiskSpace(Path root, PrintWriter out) throws IOException {
        Path existing = Stream.iterate(root, Objects::nonNull, Path::getParent)
                .filter(Files::exists)
                .findFirst()
                .orElse(Path.of("/"));
        long free = existing.toFile().getUsableSpace() >> 20;
        boolean enough = free >= REQUIRED_MEBIBYTES;
        out.printf(
                "disk: %d MiB free for the store%s%n",
                free, enough ? "" : "; building all takes about " + REQUIRED_MEBIBYTES + " MiB");
        return enough;
    }

    private boolean checkStore(Path root, PrintWriter out) throws IOException, InterruptedException {
        if (!Files.isDirectory(root)) {
            out.println("store: none yet; it will be " + root);
            return true;
        }
        try (Store store =
                Store.open(root, cliContext.progress(spec.commandLine().getErr()))) {
            List<Path> damaged = store.verifyAll();
            damaged.forEach(file -> out.println("store: damaged, will be made again: " + file));
            if (damaged.isEmpty()) {
                out.println("store: whole, in " + root);
            }
            return damaged.isEmpty();
        }
    }

    private void printBuildInventory(Path root, PrintWriter out) throws IOException, InterruptedException {
        if (!Files.isDirectory(root)) {
            return;
        }
        out.println("sources: " + sourceNames(root));
        ProcessRunner runner = new ProcessRunner();
        Path home = cliContext.home();
        CaseRepository caseRepository = new CaseRepository(home.resolve("patches"), Faults.read(home));
        try (BuildService buildService = BuildService.openReadOnly(home, cliContext.environment(), runner)) {
            KernelResolver kernelResolver = KernelResolver.forCase(new SeriesReader(runner));
            for (String name : caseRepository.names()) {
                out.println("case " + name + ": "
                        + describe(BuildInventory.of(caseRepository.read(name), buildService, kernelResolver)));
            }
        } catch (UnknownNameException unknownName) {
            throw new IOException(unknownName);
        }
    }

    private static String sourceNames(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("sources"), 2)) {
            List<String> names = files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
            return names.isEmpty() ? "none yet" : String.join(" ", names);
        }
    }

    private static String describe(BuildInventory buildInventory) {
        return buildInventory.missing().isEmpty()
                ? "all built: " + String.join(", ", buildInventory.built())
                : "to be built first: " + String.join(", ", buildInventory.missing());
    }
}
