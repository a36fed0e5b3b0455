// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.exec.Json;
import org.vc4lab.lab.BuildArtifacts;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Case.HardwareProfile;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.source.Sha256;

/** Builds kernels and boots them in the lab. */
public final class LabRevisionTester implements RevisionTester {
    private final BuildService buildService;
    private final TrialRunner runner;
    private final SearchSpace searchSpace;
    private final TestSetup testSetup;
    private final Emulator emulator;
    private final Rootfs rootfs;
    private final Map<Revision, Kernel> kernels = new ConcurrentHashMap<>();

    /** The fixed part of all tests. */
    public record TestSetup(Case ofCase, Scenario scenario, HardwareProfile profile, TestOutcomeClassifier classifier) {
        Trial newTrial(String name) {
            Candidate candidate = new Candidate(name, Optional.empty(), scenario.name(), Map.of());
            return new Trial(ofCase, candidate, scenario, profile, List.of());
        }
    }

    /** Builds the emulator and the root file system, unless they are in the store. */
    public LabRevisionTester(
            BuildService buildService, TrialRunner runner, SearchSpace searchSpace, TestSetup testSetup)
            throws IOException, InterruptedException {
        this.buildService = buildService;
        this.runner = runner;
        this.searchSpace = searchSpace;
        this.testSetup = testSetup;
        this.emulator = buildService.buildEmulator();
        this.rootfs = buildService.buildRootfs(
                testSetup.ofCase().config(), testSetup.ofCase().additions());
    }

    private KernelSpec kernelSpec(Revision revision) throws IOException, InterruptedException {
        return KernelResolver.withFragments(searchSpace.kernelSpec(revision), testSetup.ofCase());
    }

    /** Hash of all inputs of a bisection: equal in every process for the same one. */
    public String identity(SearchSettings settings, List<Event.Imported> imported) throws IOException {
        return Sha256.of(Json.mapper()
                .writeValueAsString(List.of(
                        searchSpace.identity() + readFragments(),
                        settings,
                        testSetup.newTrial("").inputs(),
                        testSetup.classifier(),
                        emulator.id(),
                        rootfs.id(),
                        imported)));
    }

    private String readFragments() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path fragment : testSetup.ofCase().target().fragments()) {
            text.append(Files.readString(fragment));
        }
        return text.toString();
    }

    @Override
    public BuildOutcome build(Revision revision) throws IOException, InterruptedException {
        KernelBuild build = buildService.buildKernel(kernelSpec(revision));
        if (build instanceof KernelBuild.BuiltKernel builtKernel) {
            kernels.put(revision, builtKernel.kernel());
            String contentHash = Sha256.of(builtKernel.kernel().image())
                    + Sha256.of(builtKernel.kernel().deviceTree());
            return new BuildOutcome.Image(Sha256.of(contentHash).substring(0, 16));
        }
        if (build instanceof KernelBuild.PatchFailed failed) {
            return new BuildOutcome.Unbuildable("does not apply: " + failed.describe());
        }
        String reason = ((KernelBuild.BuildFailed) build).reason();
        return new BuildOutcome.Unbuildable(
                "does not build: " + reason,
                revision instanceof Revision.AtCommit atCommit
                        ? searchSpace.commitsWithSameFile(atCommit, reason)
                        : List.of());
    }

    /** In a resumed bisection, kernels built by an earlier process are in the store. */
    private Kernel builtKernel(Revision revision) throws IOException, InterruptedException {
        Kernel cachedKernel = kernels.get(revision);
        if (cachedKernel != null) {
            return cachedKernel;
        }
        if (buildService.buildKernel(kernelSpec(revision)) instanceof KernelBuild.BuiltKernel builtKernel) {
            return builtKernel.kernel();
        }
        throw new IOException(
                "the kernel was built before and does not build now: " + revision + "; start again with --fresh");
    }

    @Override
    public TestOutcome test(Revision revision, Path folder) throws IOException, InterruptedException {
        BuildArtifacts artifacts = new BuildArtifacts(emulator, builtKernel(revision), rootfs);
        Trial trial = testSetup.newTrial("point-" + revision.text().replace(' ', '-'));
        TrialResult result = runner.run(trial, artifacts, folder);
        return testSetup.classifier().classify(result.evidence().relevantReports(), result.judgement());
    }

    @Override
    public Set<String> inputs(Revision revision) throws IOException, InterruptedException {
        return builtKernel(revision).inputs();
    }
}
