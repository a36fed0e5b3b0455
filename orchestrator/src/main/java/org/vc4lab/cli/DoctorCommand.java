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
import org.vc4lab.build.HostPackages;
import org.vc4lab.build.Progress;
import org.vc4lab.build.Store;
import org.vc4lab.build.Workshop;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.Cases;
import org.vc4lab.lab.Faults;
import org.vc4lab.lab.Ground;
import org.vc4lab.lab.Stock;
import org.vc4lab.lab.UnknownNameException;
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
    private static final long WANTED_MEBIBYTES = 8 * 1024;

    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec;

    DoctorCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Path root = Store.location(surroundings.environment());
        boolean packages = packages(out);
        boolean space = space(root, out);
        boolean store = store(root, out);
        if (packages && store) { // the compilers' versions are a part of what was built
            stock(root, out);
        }
        HostCapacity capacity = HostCapacity.ofThisMachine();
        out.printf(
                "machine: Java %s, %d cores, %d MiB free, %d trials side by side%n",
                Runtime.version().feature(), capacity.cores(), capacity.memoryMebibytes(), capacity.trialsSideBySide());
        return packages && space && store ? ExitCode.GOOD : ExitCode.BAD;
    }

    private boolean packages(PrintWriter out) throws IOException, InterruptedException {
        HostPackages needed = new HostPackages(surroundings.home(), new ProcessRunner(), Progress.silent());
        List<String> missing = needed.missing();
        out.println(
                missing.isEmpty()
                        ? "packages: all there"
                        : "packages: missing, ./vc4lab verify installs them: " + String.join(" ", missing));
        for (String architecture : needed.architectures()) {
            List<String> toolchain = needed.withToolchain(architecture).missing().stream()
                    .filter(name -> !missing.contains(name))
                    .toList();
            out.println("packages for " + architecture + " kernels: "
                    + (toolchain.isEmpty()
                            ? "all there"
                            : "missing, installed when one is to be built: " + String.join(" ", toolchain)));
        }
        return missing.isEmpty();
    }

    private static boolean space(Path root, PrintWriter out) throws IOException {
        Path existing = Stream.iterate(root, Objects::nonNull, Path::getParent)
                .filter(Files::exists)
                .findFirst()
                .orElse(Path.of("/"));
        long free = existing.toFile().getUsableSpace() >> 20;
        boolean enough = free >= WANTED_MEBIBYTES;
        out.printf(
                "disk: %d MiB free for the store%s%n",
                free, enough ? "" : "; building all takes about " + WANTED_MEBIBYTES + " MiB");
        return enough;
    }

    private boolean store(Path root, PrintWriter out) throws IOException, InterruptedException {
        if (!Files.isDirectory(root)) {
            out.println("store: none yet; it will be " + root);
            return true;
        }
        try (Store store =
                Store.open(root, surroundings.progress(spec.commandLine().getErr()))) {
            List<Path> damaged = store.damage();
            damaged.forEach(file -> out.println("store: damaged, will be made again: " + file));
            if (damaged.isEmpty()) {
                out.println("store: whole, in " + root);
            }
            return damaged.isEmpty();
        }
    }

    private void stock(Path root, PrintWriter out) throws IOException, InterruptedException {
        if (!Files.isDirectory(root)) {
            return;
        }
        out.println("sources: " + sources(root));
        ProcessRunner runner = new ProcessRunner();
        Path home = surroundings.home();
        Cases cases = new Cases(home.resolve("patches"), Faults.read(home));
        try (Workshop workshop = Workshop.openAsItIs(home, surroundings.environment(), runner)) {
            Ground ground = Ground.ofTheCase(new SeriesReader(runner));
            for (String name : cases.names()) {
                out.println("case " + name + ": " + described(Stock.of(cases.read(name), workshop, ground)));
            }
        } catch (UnknownNameException gone) {
            throw new IOException(gone);
        }
    }

    private static String sources(Path root) throws IOException {
        try (Stream<Path> kept = Files.walk(root.resolve("sources"), 2)) {
            List<String> names = kept.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
            return names.isEmpty() ? "none yet" : String.join(" ", names);
        }
    }

    private static String described(Stock stock) {
        return stock.missing().isEmpty()
                ? "all built: " + String.join(", ", stock.built())
                : "to be built first: " + String.join(", ", stock.missing());
    }
}
