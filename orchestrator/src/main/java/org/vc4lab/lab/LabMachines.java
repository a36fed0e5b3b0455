// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.build.Cpio;
import org.vc4lab.build.HostPackages;
import org.vc4lab.build.Initrd;
import org.vc4lab.build.Kernel;
import org.vc4lab.build.KernelBuild;
import org.vc4lab.build.KernelSource;
import org.vc4lab.build.KernelSpec;
import org.vc4lab.build.Progress;
import org.vc4lab.build.Workshop;
import org.vc4lab.container.Engine;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ContainerLauncher;
import org.vc4lab.guest.Launcher;
import org.vc4lab.guest.LocalLauncher;
import org.vc4lab.guest.Machine;
import org.vc4lab.guest.MachineOrder;
import org.vc4lab.guest.MachineSource;
import org.vc4lab.guest.RunProfile;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;

/** Machines with the lab's kernels and userland, whose guests do what they are told. */
public final class LabMachines implements MachineSource {
    private static final String CASE = "vc4-hdmi-atomic-sleep";
    /** Nobody hangs here; a forgotten machine ends some day. */
    private static final Duration LIMIT = Duration.ofDays(1);

    private static final Map<String, String> CONFIGS =
            Map.of("armv7l", "armv7l-lockdep", "arm64", "arm64-lockdep", "arm64-kasan", "arm64-kasan");

    private final Path home;
    private final Map<String, String> environment;
    private final ProcessRunner processes = new ProcessRunner();

    /** @param home the folder of the project */
    public LabMachines(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Made make(MachineOrder order, Path folder) throws IOException, InterruptedException {
        String config = CONFIGS.get(order.arch());
        if (config == null) {
            throw new IOException("no architecture '" + order.arch() + "'; valid: "
                    + CONFIGS.keySet().stream().sorted().toList());
        }
        try {
            Faults known = Faults.read(home);
            Case ofCase = new Cases(home.resolve("patches"), known).read(CASE).on(config);
            List<ChosenFault> faults = new ArrayList<>();
            for (String fault : order.faults()) {
                faults.add(known.choose(fault));
            }
            Trial trial = ofCase.trials(ofCase.candidateOfTree("guest"), new Plan(List.of(), faults))
                    .get(0);
            return make(order, trial, folder);
        } catch (UnknownNameException unknown) {
            throw new IOException(unknown.getMessage(), unknown);
        }
    }

    private Made make(MachineOrder order, Trial trial, Path folder)
            throws IOException, InterruptedException, UnknownNameException {
        Case ofCase = trial.ofCase();
        HostPackages packages = Workshop.hostPackages(home, ofCase.config(), processes, Progress.silent());
        Optional<Engine> engine = new LauncherChoice(packages, processes, Progress.silent()).prepare(order.where());
        try (Workshop workshop = Workshop.open(home, environment, processes, Progress.silent(), engine)) {
            Kernel kernel = kernel(workshop, order, ofCase);
            TrialFolder files = new TrialFolder(Files.createDirectories(folder.toAbsolutePath()));
            Initrd.write(files.initrd(), workshop.rootfs(ofCase.config()), kernel.canary(), agent());
            Machine machine =
                    TrialMachine.of(trial, workshop.emulator(), kernel, RunProfile.FREE_RUNNING, LIMIT, files);
            Launcher launcher = engine.isPresent()
                    ? new ContainerLauncher(
                            engine.get(), workshop.images().orElseThrow().lab())
                    : new LocalLauncher(processes);
            return new Made(machine, launcher, kernel.symbols());
        }
    }

    private Kernel kernel(Workshop workshop, MachineOrder order, Case ofCase)
            throws IOException, InterruptedException, UnknownNameException {
        SeriesReader reader = new SeriesReader(processes);
        List<Series> patches = new ArrayList<>();
        if (!order.candidate().isEmpty()) {
            if (ofCase.base().isPresent()) {
                patches.add(reader.read(ofCase.base().get()));
            }
            Optional<Path> own =
                    ofCase.candidates().stream().anyMatch(one -> one.name().equals(order.candidate()))
                            ? ofCase.candidate(order.candidate()).patches()
                            : Optional.of(Path.of(order.candidate()));
            if (own.isPresent()) {
                patches.add(reader.read(own.get()));
            }
        }
        for (Path series : order.patches()) {
            patches.add(reader.read(series));
        }
        String release = order.kernel().isEmpty() ? ofCase.kernel() : order.kernel();
        KernelBuild build = workshop.kernel(
                new KernelSpec(new KernelSource.Release(release), ofCase.config(), patches, order.fragments()));
        if (build instanceof KernelBuild.Built built) {
            return built.kernel();
        }
        throw new IOException("there is no such kernel: "
                + (build instanceof KernelBuild.PatchFailed failed
                        ? failed.patch() + ": " + failed.reason()
                        : ((KernelBuild.BuildFailed) build).reason()));
    }

    private static Cpio agent() {
        return new Cpio().folder("scenario").file("scenario/agent", 0644, "yes\n".getBytes(StandardCharsets.UTF_8));
    }
}
