// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.Outcome;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.Yaml;

/** The Debian packages that this machine must have; what is missing is installed where that is allowed. */
public final class HostPackages {
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final List<String> INSTALL =
            List.of("apt-get", "install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=600");
    private static final List<String> UPDATE = List.of("apt-get", "update");

    private final Path list;
    private final ProcessRunner runner;
    private final Progress progress;
    private final Set<String> architectures;

    /** What the lab itself needs, whatever kernels it builds. */
    public HostPackages(Path home, ProcessRunner runner, Progress progress) {
        this(runner, progress, home.resolve("qemu-images/host-packages.yaml"));
    }

    HostPackages(ProcessRunner runner, Progress progress, Path list) {
        this(list, runner, progress, Set.of());
    }

    private HostPackages(Path list, ProcessRunner runner, Progress progress, Set<String> architectures) {
        this.list = list;
        this.runner = runner;
        this.progress = progress;
        this.architectures = architectures;
    }

    private record PackageFile(
            @JsonProperty("packages") List<String> packages,
            @JsonProperty("architectures") Map<String, List<String>> architectures) {}

    /** The architectures that kernels can be built for, in the order of the list. */
    public List<String> architectures() throws IOException {
        return List.copyOf(Yaml.read(list, PackageFile.class).architectures().keySet());
    }

    /** All packages, for kernels of every architecture. */
    List<String> all() throws IOException {
        PackageFile file = Yaml.read(list, PackageFile.class);
        Set<String> all = new LinkedHashSet<>(file.packages());
        file.architectures().values().forEach(all::addAll);
        return List.copyOf(all);
    }

    /** The same, and what building the kernels of an architecture takes. */
    public HostPackages withToolchain(String architecture) {
        Set<String> more = new LinkedHashSet<>(architectures);
        more.add(architecture);
        return new HostPackages(list, runner, progress, more);
    }

    /** The packages that are needed and not installed. */
    public List<String> missing() throws IOException, InterruptedException {
        PackageFile file = Yaml.read(list, PackageFile.class);
        Set<String> missing = new LinkedHashSet<>(file.packages());
        for (String architecture : architectures) {
            List<String> toolchain = file.architectures().get(architecture);
            if (toolchain == null) {
                throw new IOException("no packages for " + architecture + " kernels in " + list + "; there are: "
                        + file.architectures().keySet());
            }
            missing.addAll(toolchain);
        }
        List<String> argv = new ArrayList<>(List.of("dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\\n"));
        argv.addAll(missing);
        Outcome asked = runner.run(Command.of(argv));
        if (asked.status() > 1) {
            asked.orThrow();
        }
        for (String line : asked.output()) {
            String[] words = line.split(" ", 2);
            if (words.length == 2 && words[0].equals("installed")) {
                missing.remove(words[1]);
            }
        }
        return List.copyOf(missing);
    }

    /**
     * Installs what is missing.
     *
     * @throws MissingPackagesException where this user may not; it tells the one command to run
     */
    public void install() throws IOException, InterruptedException {
        List<String> missing = missing();
        if (missing.isEmpty()) {
            return;
        }
        List<String> install = new ArrayList<>(INSTALL);
        install.addAll(missing);
        List<String> prefix = privilege(missing);
        try (Progress.Task task = progress.start("install " + missing.size() + " Debian packages", 0)) {
            task.reached(0, 0);
            if (!runner.run(command(prefix, install)).succeeded()) {
                runner.run(command(prefix, UPDATE)).orThrow();
                runner.run(command(prefix, install)).orThrow();
            }
        }
        List<String> still = missing();
        if (!still.isEmpty()) {
            throw new MissingPackagesException(still);
        }
    }

    /** What must stand in front of a command that only root may run. */
    private List<String> privilege(List<String> missing) throws IOException, InterruptedException {
        if (runner.run(Command.of("id", "-u")).text().strip().equals("0")) {
            return List.of();
        }
        if (runner.run(Command.of("sudo", "-n", "apt-get", "--version")).succeeded()) {
            return List.of("sudo", "-n");
        }
        throw new MissingPackagesException(missing);
    }

    private static Command command(List<String> prefix, List<String> rest) {
        List<String> argv = new ArrayList<>(prefix);
        argv.addAll(rest);
        return Command.of(argv).with("DEBIAN_FRONTEND", "noninteractive").within(LIMIT);
    }
}
