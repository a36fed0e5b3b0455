// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.build.store.Progress;
import org.vc4lab.container.Isolation;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.ValidValues;
import org.vc4lab.guest.Launcher;
import org.vc4lab.guest.Machine;
import org.vc4lab.guest.MachineProvider;
import org.vc4lab.guest.MachineRequest;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Fault.FaultInjection;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.patch.SeriesReader;

/** Machines with the lab's kernels and userland, whose guests run commands. */
public final class LabMachineProvider implements MachineProvider {
    private static final System.Logger LOG = System.getLogger(LabMachineProvider.class.getName());

    private static final Map<String, String> CONFIGS =
            Map.of("armv7l", "armv7l-lockdep", "arm64", "arm64-lockdep", "arm64-kasan", "arm64-kasan");

    private final Path home;
    private final Map<String, String> environment;
    private final ProcessRunner processes = new ProcessRunner();

    /** @param home the folder of the project */
    public LabMachineProvider(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = Map.copyOf(environment);
    }

    @Override
    public ProvidedMachine provide(MachineRequest request, Path folder) throws IOException, InterruptedException {
        String config = CONFIGS.get(request.arch());
        if (config == null && !request.arch().isEmpty()) {
            throw new IOException(ValidValues.describe(
                    "no architecture '" + request.arch() + "'",
                    CONFIGS.keySet().stream().sorted().toList()));
        }
        try {
            Faults catalog = Faults.read(home);
            CaseRepository cases = CaseRepository.own(home, catalog);
            Case named = cases.read(request.caseName().isEmpty() ? cases.defaultName() : request.caseName());
            Case ofCase = config == null ? named : named.withConfig(config);
            Candidate candidate = candidate(ofCase, request.candidate());
            List<FaultInjection> faults = catalog.parseInjections(request.faults());
            LOG.log(Level.DEBUG, "{0} in {1}", request, folder);
            List<String> scenarios = List.of(ofCase.defaultScenario().name());
            Trial trial =
                    ofCase.trials(candidate, ofCase.select(scenarios, faults)).get(0);
            return provide(request, trial, folder);
        } catch (UnknownNameException unknown) {
            throw new IOException(unknown.getMessage(), unknown);
        }
    }

    /** A candidate of the case, or a file or folder, in this order. */
    private static Candidate candidate(Case ofCase, String name) throws UnknownNameException {
        if (name.isEmpty()) {
            return ofCase.candidateOfTree("guest");
        }
        boolean own = ofCase.candidates().stream()
                .anyMatch(candidate -> candidate.name().equals(name));
        return !own && Files.exists(Path.of(name)) ? ofCase.candidate(Path.of(name)) : ofCase.candidate(name);
    }

    private ProvidedMachine provide(MachineRequest request, Trial trial, Path folder)
            throws IOException, InterruptedException {
        Case ofCase = trial.ofCase();
        HostPackages packages = BuildService.hostPackages(home, List.of(ofCase.config()), processes, Progress.silent());
        Isolation isolation =
                new LauncherSelector(packages, processes, Progress.silent()).prepare(request.launchMode());
        try (BuildService buildService =
                BuildService.open(home, environment, processes, Progress.silent(), isolation)) {
            Kernel kernel = buildKernel(buildService, request, trial);
            Trial.TrialFolder files = new Trial.TrialFolder(Files.createDirectories(folder.toAbsolutePath()));
            Rootfs rootfs = buildService.buildRootfs(ofCase.config(), ofCase.additions());
            rootfs.writeInitrd(files.initrd(), kernel.canary(), TrialMachineFactory.markerArchive("agent"));
            BuildArtifacts artifacts = new BuildArtifacts(buildService.buildEmulator(), kernel, rootfs);
            Machine machine = TrialMachineFactory.interactive(trial, artifacts, files);
            Launcher launcher = Launcher.of(buildService.confiner(), processes);
            return new ProvidedMachine(machine, launcher, kernel.symbols());
        }
    }

    private Kernel buildKernel(BuildService buildService, MachineRequest request, Trial trial)
            throws IOException, InterruptedException {
        Case ofCase = trial.ofCase();
        SeriesReader reader = new SeriesReader(processes);
        KernelSource release =
                new KernelSource.PatchedRelease(request.kernel().isEmpty() ? ofCase.kernel() : request.kernel());
        boolean isPatched = !request.candidate().isEmpty();
        KernelSpec kernel = KernelResolver.below(
                ofCase, release, isPatched ? KernelResolver.baseSeries(ofCase, reader) : List.of());
        Optional<Path> candidatePatches = trial.candidate().patches();
        if (isPatched && candidatePatches.isPresent()) {
            kernel = KernelResolver.withPatches(
                    kernel, reader.read(candidatePatches.get()), ofCase.isOwn(trial.candidate()));
        }
        for (Path series : request.patches()) {
            kernel = kernel.withForeign(reader.read(series));
        }
        KernelBuild build = buildService.buildKernel(kernel.withFragments(request.fragments()));
        if (build instanceof KernelBuild.BuiltKernel builtKernel) {
            return builtKernel.kernel();
        }
        throw new IOException("the kernel was not built: " + ((KernelBuild.Failed) build).describe());
    }
}
