// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.kernel.KernelDebugInfo;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.WorkerPools;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.evidence.WitnessedClaims;
import org.vc4lab.lab.judge.ClaimJudge;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Claim;
import org.vc4lab.lab.model.ClaimResult;
import org.vc4lab.lab.model.ClaimResult.ClaimVerdict;
import org.vc4lab.lab.model.ClaimTrial;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.model.Trial.TrialSelection;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.lab.witness.ClaimWatch;
import org.vc4lab.lab.witness.ClaimedCode;
import org.vc4lab.lab.witness.WatchedKernel;

/**
 * Tries to prove what reviewers say about a kernel: that it may sleep somewhere in atomic context.
 *
 * @param runner with a witness, so in the deterministic clock mode
 */
public record ClaimProver(
        BuildService buildService,
        KernelResolver kernelResolver,
        TrialRunner runner,
        Progress progress,
        int parallelism) {
    /** The kernel that claims are about, and all that its trials need. */
    private record ClaimSetup(BuildArtifacts artifacts, WatchedKernel watchedKernel, ClaimedCode code) {
        KernelDebugInfo debugInfo() {
            return code.debugInfo();
        }
    }

    /** A claim, the instructions of its line, and what the trials so far show. */
    private record OpenClaim(Claim claim, Set<Long> instructions, List<ClaimTrial> trials) {
        ClaimResult result() {
            return ClaimJudge.decide(claim, trials);
        }

        boolean is(ClaimVerdict... verdicts) {
            return List.of(verdicts).contains(result().verdict());
        }
    }

    /**
     * Tries claims about one kernel. Claims about the same lock share their trials. If no scenario is selected, the
     * candidate's own comes first, and all others only for claims that it did not reach.
     *
     * @throws UnknownNameException if the kernel has no such line or function
     */
    public List<ClaimResult> prove(
            Case ofCase, Candidate candidate, List<Claim> claims, TrialSelection selection, Path folder)
            throws IOException, InterruptedException, UnknownNameException {
        KernelBuild build = buildService.buildKernel(kernelResolver.resolve(ofCase, candidate));
        if (build instanceof KernelBuild.Failed failed) {
            return claims.stream()
                    .map(claim -> ClaimResult.unknown(claim, failed.describe()))
                    .toList();
        }
        ClaimSetup setup = prepare(ofCase, ((KernelBuild.BuiltKernel) build).kernel());
        Map<Optional<String>, List<OpenClaim>> claimsByLock = new LinkedHashMap<>();
        List<OpenClaim> openClaims = new ArrayList<>();
        for (Claim claim : claims) {
            OpenClaim open = new OpenClaim(claim, setup.code().instructionsOf(claim), new ArrayList<>());
            openClaims.add(open);
            claimsByLock
                    .computeIfAbsent(claim.lock(), lock -> new ArrayList<>())
                    .add(open);
        }
        Map<Optional<String>, Set<Long>> lockCalls = new LinkedHashMap<>();
        for (Optional<String> lock : claimsByLock.keySet()) { // before the first trial
            lockCalls.put(lock, lock.isPresent() ? setup.code().lockCalls(lock.get()) : Set.of());
        }
        for (Map.Entry<Optional<String>, List<OpenClaim>> group : claimsByLock.entrySet()) {
            Path groupFolder =
                    folder.resolve(candidate.name()).resolve(group.getKey().orElse("any-lock"));
            for (List<Trial> trials : rounds(ofCase, candidate, selection)) {
                List<OpenClaim> unreached = group.getValue().stream()
                        .filter(open ->
                                open.trials().isEmpty() || open.is(ClaimVerdict.UNREACHED, ClaimVerdict.UNKNOWN))
                        .toList();
                run(trials, unreached, lockCalls.getOrDefault(group.getKey(), Set.of()), setup, groupFolder);
            }
        }
        return openClaims.stream().map(OpenClaim::result).toList();
    }

    private ClaimSetup prepare(Case ofCase, Kernel kernel) throws IOException, InterruptedException {
        Emulator emulator = buildService.buildEmulator();
        WatchedKernel watchedKernel = runner.requireWatchedKernel(
                ofCase, emulator, kernel, "claims need the emulator's witness, and this emulator has none");
        KernelDebugInfo debugInfo = new KernelDebugInfo(kernel.symbols(), runner.tools());
        return new ClaimSetup(
                new BuildArtifacts(emulator, kernel, buildService.buildRootfs(ofCase.config(), ofCase.additions())),
                watchedKernel,
                ClaimedCode.of(kernel, watchedKernel, debugInfo));
    }

    private static List<List<Trial>> rounds(Case ofCase, Candidate candidate, TrialSelection selection) {
        List<Trial> first = ofCase.trials(candidate, selection);
        if (!selection.scenarios().isEmpty()) {
            return List.of(first);
        }
        List<String> others = ofCase.scenarios().stream()
                .map(Scenario::name)
                .filter(name -> !name.equals(candidate.scenario()))
                .toList();
        return others.isEmpty()
                ? List.of(first)
                : List.of(first, ofCase.trials(candidate, new TrialSelection(others, selection.faults())));
    }

    /** Runs trials until all claims are proved. */
    private void run(List<Trial> trials, List<OpenClaim> claims, Set<Long> lockCalls, ClaimSetup setup, Path folder)
            throws IOException, InterruptedException {
        if (claims.isEmpty()) {
            return;
        }
        ClaimWatch watch = ClaimWatch.of(
                claims.stream().flatMap(open -> open.instructions().stream()).collect(Collectors.toSet()), lockCalls);
        ExecutorService pool = Executors.newFixedThreadPool(parallelism);
        try (Progress.ProgressTask task = progress.start("trials", trials.size())) {
            List<Future<WitnessedClaims>> pending = new ArrayList<>();
            for (Trial trial : trials) {
                pending.add(pool.submit(() -> run(trial, watch, setup, folder.resolve(trial.folderName()))));
            }
            for (int i = 0;
                    i < pending.size() && !claims.stream().allMatch(open -> open.is(ClaimVerdict.PROVED));
                    i++) {
                WitnessedClaims witnessed = WorkerPools.resultOf(pending.get(i));
                claims.forEach(open -> open.trials().add(witnessed.of(open.claim(), open.instructions())));
                task.update(i + 1, trials.size());
            }
        } finally {
            WorkerPools.end(pool);
        }
    }

    private WitnessedClaims run(Trial trial, ClaimWatch watch, ClaimSetup setup, Path folder)
            throws IOException, InterruptedException {
        TrialResult result = runner.run(trial, setup.artifacts(), folder, watch);
        result.requireJudged(folder);
        return WitnessedClaims.read(trial, new TrialFolder(result.folder()), setup.watchedKernel(), setup.debugInfo());
    }
}
