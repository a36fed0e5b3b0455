// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.kernel.KernelConfigRepository;
import org.vc4lab.build.kernel.TreeCompiler;
import org.vc4lab.build.store.Manifest;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.container.Probe;
import org.vc4lab.container.Sandbox;
import org.vc4lab.debug.GdbProgram;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.BuildInventory;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.patch.SeriesReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reports what is installed and built, and what is missing; builds and installs nothing. */
@Command(
        name = "doctor",
        description = {
            "Reports what is installed and built and what is missing, and compares the store's files with their sizes and dates.",
            "Damaged entries are marked, and built again when they are needed next."
        })
final class DoctorCommand extends LabCommand {
    private static final long REQUIRED_MEBIBYTES = 8 * 1024;

    @Mixin
    private final FormatOptions formatOptions = new FormatOptions();

    @Option(names = "--every-byte", description = "Read every byte of the store too, which takes minutes.")
    private boolean everyByte;

    private final ProcessRunner runner = new ProcessRunner();
    private final ArrayNode document = JsonNodeFactory.instance.arrayNode();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path root = context().store();
        boolean packagesComplete = checkPackages();
        checkSandbox();
        boolean enoughSpace = checkDiskSpace(root);
        boolean storeIntact = checkStore(root);
        if (packagesComplete && storeIntact) { // the compilers' versions are a part of what was built
            reportBuildInventory(root);
        }
        JobsOptions.HostCapacity capacity = JobsOptions.HostCapacity.detect();
        report(
                "machine",
                true,
                String.format(
                        "Java %s, %d cores, %d MiB free, %d trials in parallel",
                        Runtime.version().feature(),
                        capacity.cores(),
                        capacity.memoryMebibytes(),
                        capacity.parallelTrials()));
        if (formatOptions.isJson()) {
            out().println(document.toPrettyString());
        }
        return packagesComplete && enoughSpace && storeIntact ? ExitCode.GOOD : ExitCode.BAD;
    }

    /** As a line at once, because some checks take long, or as a part of the document. */
    private void report(String check, boolean isOk, String detail) {
        if (formatOptions.isJson()) {
            document.addObject().put("check", check).put("ok", isOk).put("detail", detail);
        } else {
            out().println(check + ": " + detail);
        }
    }

    private boolean checkPackages() throws IOException, InterruptedException {
        HostPackages hostPackages = new HostPackages(context().home(), runner, Progress.silent());
        List<String> missing = hostPackages.findMissing();
        report("packages", missing.isEmpty(), describe(missing, "./vc4lab verify installs them"));
        for (String architecture : hostPackages.architectures()) {
            reportMore(
                    "packages for " + architecture + " kernels",
                    hostPackages.withToolchain(architecture),
                    missing,
                    "installed when one is to be built");
        }
        reportMore(
                "package of gdb",
                hostPackages.withPackages(List.of(GdbProgram.PACKAGE)),
                missing,
                "./vc4lab gdb --script installs it");
        for (TreeCompiler compiler : new KernelConfigRepository(context().home()).treeCompilers()) {
            reportMore(
                    "packages for trees that need " + compiler.crossCompile() + "gcc",
                    hostPackages.withPackages(compiler.packages()),
                    missing,
                    "installed when one is to be built");
        }
        return missing.isEmpty();
    }

    private void reportMore(String check, HostPackages packages, List<String> reported, String remedy)
            throws IOException, InterruptedException {
        List<String> missing = packages.findMissing().stream()
                .filter(name -> !reported.contains(name))
                .toList();
        report(check, true, describe(missing, remedy));
    }

    /** The lab also works without, and then warns. */
    private void checkSandbox() throws IOException, InterruptedException {
        Probe<Sandbox> probe = Sandbox.probe(runner);
        if (probe instanceof Probe.Unavailable<Sandbox> unavailable) {
            report(
                    "sandbox",
                    false,
                    unavailable.reason() + "; without it patches, makefiles and guests run in containers if Docker is"
                            + " available, otherwise with all rights of this user");
        } else {
            report("sandbox", true, "works: patches, makefiles and guests run in it");
        }
    }

    private static String describe(List<String> missing, String remedy) {
        return missing.isEmpty() ? "all there" : "missing, " + remedy + ": " + String.join(" ", missing);
    }

    private boolean checkDiskSpace(Path root) {
        Path existing = Stream.iterate(root, Objects::nonNull, Path::getParent)
                .filter(Files::exists)
                .findFirst()
                .orElse(Path.of("/"));
        long free = existing.toFile().getUsableSpace() >> 20;
        boolean enough = free >= REQUIRED_MEBIBYTES;
        report(
                "disk",
                enough,
                free + " MiB free for the store"
                        + (enough ? "" : "; building all takes about " + REQUIRED_MEBIBYTES + " MiB"));
        return enough;
    }

    private boolean checkStore(Path root) throws IOException, InterruptedException {
        if (!Files.isDirectory(root)) {
            report("store", true, "none yet; it will be " + root);
            return true;
        }
        try (Store store = Store.open(root, progress())) {
            List<Path> damaged =
                    store.verifyAll(everyByte ? Manifest.Comparison.CONTENT : Manifest.Comparison.METADATA);
            damaged.forEach(file -> report("store", false, "damaged, will be made again: " + file));
            if (damaged.isEmpty()) {
                report("store", true, "whole, in " + root);
            }
            return damaged.isEmpty();
        }
    }

    private void reportBuildInventory(Path root) throws IOException, InterruptedException {
        if (!Files.isDirectory(root)) {
            return;
        }
        report("sources", true, sourceNames(root));
        Path home = context().home();
        CaseRepository caseRepository = CaseRepository.own(home, Faults.read(home));
        try (BuildService buildService =
                BuildService.openReadOnly(home, context().environment(), runner)) {
            KernelResolver kernelResolver = KernelResolver.forCase(new SeriesReader(runner));
            for (String name : caseRepository.names()) {
                report(
                        "case " + name,
                        true,
                        describe(BuildInventory.of(caseRepository.read(name), buildService, kernelResolver)));
            }
        } catch (UnknownNameException unknownName) {
            throw new IOException(unknownName.getMessage(), unknownName);
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
