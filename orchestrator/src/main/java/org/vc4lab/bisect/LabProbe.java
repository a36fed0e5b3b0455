// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.vc4lab.build.Emulator;
import org.vc4lab.build.Kernel;
import org.vc4lab.build.KernelBuild;
import org.vc4lab.build.Rootfs;
import org.vc4lab.build.Workshop;
import org.vc4lab.lab.Candidate;
import org.vc4lab.lab.Case;
import org.vc4lab.lab.HardwareProfile;
import org.vc4lab.lab.Scenario;
import org.vc4lab.lab.Trial;
import org.vc4lab.lab.TrialResult;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.source.Sha256;

/** Builds kernels and boots them in the lab. */
public final class LabProbe implements Probe {
    private final Workshop workshop;
    private final TrialRunner runner;
    private final Territory territory;
    private final Stage stage;
    private final SightRules rules;
    private final Emulator emulator;
    private final Rootfs rootfs;
    private final Map<Subject, Kernel> kernels = new ConcurrentHashMap<>();

    /** What every subject is put through. */
    public record Stage(Case ofCase, Scenario scenario, HardwareProfile profile) {
        Trial trial(String name) {
            Candidate candidate = new Candidate(name, Optional.empty(), scenario.name(), Map.of());
            return new Trial(ofCase, candidate, scenario, profile, List.of());
        }
    }

    /** Builds what is not the kernel, if it has to be. */
    public LabProbe(Workshop workshop, TrialRunner runner, Territory territory, Stage stage, SightRules rules)
            throws IOException, InterruptedException {
        this.workshop = workshop;
        this.runner = runner;
        this.territory = territory;
        this.stage = stage;
        this.rules = rules;
        this.emulator = workshop.emulator();
        this.rootfs = workshop.rootfs(stage.ofCase().config());
    }

    /**
     * Hash of all that a bisection depends on: in every process the same for the same one.
     *
     * @param told what others said before
     */
    public String identity(Settings settings, List<Event.Told> told) throws IOException {
        return Sha256.of(Journal.JSON.writeValueAsString(List.of(
                territory.identity(), settings, stage.trial("").inputs(), rules, emulator.id(), rootfs.id(), told)));
    }

    @Override
    public Made make(Subject subject) throws IOException, InterruptedException {
        KernelBuild build = workshop.kernel(territory.kernel(subject));
        if (build instanceof KernelBuild.Built built) {
            kernels.put(subject, built.kernel());
            String content =
                    Sha256.of(built.kernel().image()) + Sha256.of(built.kernel().deviceTree());
            return new Made.Image(Sha256.of(content).substring(0, 16));
        }
        if (build instanceof KernelBuild.PatchFailed failed) {
            return new Made.Nothing("does not apply: " + failed.patch() + ": " + failed.reason());
        }
        String reason = ((KernelBuild.BuildFailed) build).reason();
        return new Made.Nothing(
                "does not build: " + reason,
                subject instanceof Subject.Point point ? territory.sharing(point, reason) : List.of());
    }

    /** Of a bisection that goes on, what was built is in the store. */
    private Kernel kernel(Subject subject) throws IOException, InterruptedException {
        Kernel known = kernels.get(subject);
        if (known != null) {
            return known;
        }
        if (workshop.kernel(territory.kernel(subject)) instanceof KernelBuild.Built built) {
            return built.kernel();
        }
        throw new IOException(
                "what was built before does not build any more: " + subject + "; begin anew with --fresh");
    }

    @Override
    public Sight look(Subject subject, Path folder) throws IOException, InterruptedException {
        Kernel kernel = kernel(subject);
        Trial trial = stage.trial("point-" + subject.text().replace(' ', '-'));
        TrialResult result = runner.run(trial, emulator, kernel, rootfs, folder);
        return rules.sight(result.evidence().found(), result.judgement());
    }

    @Override
    public List<Integer> harmless() throws IOException, InterruptedException {
        return territory.harmless(kernel(new Subject.Point(Subject.START)).inputs());
    }

    @Override
    public List<List<Integer>> named(Subject.Point where, List<String> functions)
            throws IOException, InterruptedException {
        return territory.named(where, functions, kernel(where).inputs());
    }
}
