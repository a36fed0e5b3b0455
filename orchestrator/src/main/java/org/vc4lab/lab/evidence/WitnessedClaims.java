// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vc4lab.build.kernel.KernelDebugInfo;
import org.vc4lab.build.kernel.KernelDebugInfo.SourceLocation;
import org.vc4lab.lab.evidence.WitnessLog.WitnessedRun;
import org.vc4lab.lab.evidence.WitnessLog.WitnessedSleep;
import org.vc4lab.lab.model.Claim;
import org.vc4lab.lab.model.ClaimTrial;
import org.vc4lab.lab.model.ClaimTrial.LocatedSleep;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.model.WitnessEvidence.AtomicSleep;
import org.vc4lab.lab.model.WitnessEvidence.WitnessPhase;
import org.vc4lab.lab.witness.ClaimWatch;
import org.vc4lab.lab.witness.WatchedKernel;

/**
 * What a trial's witness saw of the lines that claims are about.
 *
 * @param chains locations by the addresses of callers
 */
public record WitnessedClaims(
        Trial trial, TrialFolder files, WitnessedRun run, Map<Long, List<SourceLocation>> chains) {
    public WitnessedClaims {
        chains = Map.copyOf(chains);
    }

    public static WitnessedClaims read(Trial trial, TrialFolder files, WatchedKernel kernel, KernelDebugInfo debugInfo)
            throws IOException, InterruptedException {
        InlinedFunctions none = frames -> Collections.nCopies(frames.size(), List.of());
        WitnessedRun run = new WitnessLog(kernel, trial.ofCase().reports(), none).readRun(files.witnessLog());
        return new WitnessedClaims(
                trial,
                files,
                run,
                debugInfo.locationsAt(run.sleeps().stream()
                        .flatMap(sleep -> sleep.callSites().stream())
                        .filter(address -> !kernel.modules().contains(address))
                        .toList()));
    }

    /**
     * What it saw of one claim.
     *
     * @param instructions of the claim's line
     */
    public ClaimTrial of(Claim claim, Set<Long> instructions) {
        return new ClaimTrial(
                trial.scenario().name(),
                trial.profile().name(),
                files.path().toString(),
                instructions.stream()
                        .mapToLong(address -> run.counts().getOrDefault(ClaimWatch.countName(address), 0L))
                        .max()
                        .orElse(0),
                run.evidence().incomplete(),
                unseen(),
                run.sleeps().stream()
                        .filter(sleep -> sleep.sleep().call().phase() == WitnessPhase.RUN)
                        .map(this::locate)
                        .filter(sleep -> claim.includes(sleep.chain()))
                        .toList());
    }

    private Optional<String> unseen() {
        if (!run.evidence().sawCanary()) {
            return Optional.of("the witness did not see the canary's sleep");
        }
        if (run.sleepTotal() > run.sleeps().size()) {
            return Optional.of("of " + run.sleepTotal() + " sleeps the witness wrote "
                    + run.sleeps().size());
        }
        return run.sleeps().stream()
                .filter(sleep -> sleep.sleep().call().phase() == WitnessPhase.AFTER_SLEEP
                        || sleep.sleep().call().isRealSleep())
                .findFirst()
                .map(sleep -> "a task really slept in atomic context, and the kernel's counts are wrong from "
                        + sleep.atNanos() / 1e9 + " s on");
    }

    private LocatedSleep locate(WitnessedSleep event) {
        AtomicSleep sleep = event.sleep();
        return new LocatedSleep(
                sleep.call().function(),
                event.callSites().stream()
                        .flatMap(address -> chains.getOrDefault(address, List.of()).stream())
                        .toList(),
                sleep.call().task(),
                event.atNanos(),
                sleep.irqsMasked(),
                sleep.preemptCount(),
                sleep.locks());
    }
}
