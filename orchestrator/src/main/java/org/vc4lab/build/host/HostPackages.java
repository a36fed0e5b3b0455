// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.host;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.ValidValues;
import org.vc4lab.source.Yaml;

/**
 * The Debian packages that this machine needs. Missing ones are installed if the user may do so.
 *
 * @param toolchains the architectures for which it builds kernels
 * @param extras packages that are needed, too
 */
public record HostPackages(
        ProcessRunner runner, Progress progress, Path list, Set<String> toolchains, Set<String> extras) {
    /** Apt removes "gcc-", and takes "g+" for "g++" if its lists do not have that: a sign at the end is refused. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]*[a-z0-9]");

    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final List<String> INSTALL =
            List.of("apt-get", "install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=600", "--");
    private static final List<String> UPDATE = List.of("apt-get", "update");

    /** The packages of the lab itself, whatever kernels it builds. */
    public HostPackages(Path home, ProcessRunner runner, Progress progress) {
        this(runner, progress, home.resolve("qemu-images/host-packages.yaml"), Set.of(), Set.of());
    }

    private record PackageFile(
            @JsonProperty("packages") List<String> packages,
            @JsonProperty("architectures") Map<String, List<String>> architectures,
            @JsonProperty("guestPrograms") Optional<Map<String, List<String>>> guestPrograms) {}

    /** The architectures that kernels can be built for, in the order of the list. */
    public List<String> architectures() throws IOException {
        return List.copyOf(Yaml.read(list, PackageFile.class).architectures().keySet());
    }

    /** All packages, for kernels and guest programs of every architecture. */
    List<String> listAll() throws IOException {
        PackageFile file = Yaml.read(list, PackageFile.class);
        Set<String> packages = new LinkedHashSet<>(file.packages());
        file.architectures().values().forEach(packages::addAll);
        file.guestPrograms().orElse(Map.of()).values().forEach(packages::addAll);
        return List.copyOf(packages);
    }

    /** These packages, and those to build kernels of an architecture. */
    public HostPackages withToolchain(String architecture) {
        return new HostPackages(runner, progress, list, union(toolchains, List.of(architecture)), extras);
    }

    /**
     * These packages, and those to compile guest programs.
     *
     * @param userland Debian's name of the architecture
     */
    public HostPackages forGuestPrograms(String userland) throws IOException {
        return withPackages(Yaml.read(list, PackageFile.class)
                .guestPrograms()
                .orElse(Map.of())
                .getOrDefault(userland, List.of()));
    }

    public HostPackages withPackages(List<String> packages) {
        return new HostPackages(runner, progress, list, toolchains, union(extras, packages));
    }

    private static Set<String> union(Set<String> before, List<String> added) {
        Set<String> extended = new LinkedHashSet<>(before);
        extended.addAll(added);
        return extended;
    }

    /** The packages of sandboxes alone. */
    public HostPackages ofSandbox() {
        return new HostPackages(runner, progress, list.resolveSibling("sandbox-packages.yaml"), Set.of(), Set.of());
    }

    /** The packages that are needed and not installed. */
    public List<String> findMissing() throws IOException, InterruptedException {
        PackageFile file = Yaml.read(list, PackageFile.class);
        Set<String> missing = new LinkedHashSet<>(file.packages());
        missing.addAll(extras);
        for (String architecture : toolchains) {
            List<String> toolchain = file.architectures().get(architecture);
            if (toolchain == null) {
                throw new IOException(ValidValues.describe(
                        "no packages for " + architecture + " kernels in " + list,
                        file.architectures().keySet()));
            }
            missing.addAll(toolchain);
        }
        for (String name : missing) {
            if (!NAME.matcher(name).matches()) {
                throw new IOException("not the name of a Debian package that can be installed: '" + name
                        + "'; it has lower-case letters, digits and +-. inside");
            }
        }
        Stream<String> argv = Stream.of("dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\\n");
        CommandResult query =
                runner.run(Command.of(Stream.concat(argv, missing.stream()).toList()));
        if (query.status() > 1) {
            query.orThrow();
        }
        for (String line : query.output()) {
            String[] words = line.split(" ", 2);
            if (words.length == 2 && words[0].equals("installed")) {
                missing.remove(words[1]);
            }
        }
        return List.copyOf(missing);
    }

    /** Installs what is missing. If this user may not do so, the error names the command to run. */
    public void install() throws IOException, InterruptedException {
        List<String> missing = findMissing();
        if (missing.isEmpty()) {
            return;
        }
        List<String> prefix = sudoPrefix(missing);
        Command install = aptCommand(prefix, INSTALL, missing);
        try (Progress.ProgressTask task = progress.start("install " + missing.size() + " Debian packages", 0)) {
            task.update(0, 0);
            if (!runner.run(install).succeeded()) {
                runner.run(aptCommand(prefix, UPDATE, List.of())).orThrow();
                runner.run(install).orThrow();
            }
        }
        List<String> stillMissing = findMissing();
        if (!stillMissing.isEmpty()) {
            throw missingPackages(stillMissing);
        }
    }

    /** The prefix of a command that only root may run. */
    private List<String> sudoPrefix(List<String> missing) throws IOException, InterruptedException {
        if (runner.run(Command.of("id", "-u")).text().strip().equals("0")) {
            return List.of();
        }
        if (runner.run(Command.of("sudo", "-n", "apt-get", "--version")).succeeded()) {
            return List.of("sudo", "-n");
        }
        throw missingPackages(missing);
    }

    static IOException missingPackages(List<String> packages) {
        return new IOException("Debian packages are missing, and this user may not install them. Run:"
                + System.lineSeparator() + "  sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends "
                + String.join(" ", packages) + "'");
    }

    private static Command aptCommand(List<String> prefix, List<String> action, List<String> packages) {
        List<String> argv =
                Stream.of(prefix, action, packages).flatMap(List::stream).toList();
        return Command.of(argv).env("DEBIAN_FRONTEND", "noninteractive").timeout(LIMIT);
    }
}
