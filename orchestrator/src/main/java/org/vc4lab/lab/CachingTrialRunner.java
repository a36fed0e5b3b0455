// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.EntryBuilder;
import org.vc4lab.build.store.Store;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.evidence.EvidenceFile;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;

/**
 * Takes results of trials with the same inputs from the store, and runs the others. INFRA results are never stored.
 *
 * @param notBefore older stored results are ignored; empty to use results of any age
 */
public record CachingTrialRunner(Store store, TrialRunner runner, String labCodeHash, Optional<Instant> notBefore) {
    private static final System.Logger LOG = System.getLogger(CachingTrialRunner.class.getName());
    private static final String KIND = "trial";

    /**
     * The result of a trial, and where it comes from.
     *
     * @param inputs hash of all that the trial depends on
     * @param booted whether the trial was booted just now
     */
    public record Result(TrialResult trialResult, String inputs, boolean booted) {}

    /** Carries an INFRA result past the store. */
    private static final class UncacheableResultException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient TrialResult result;

        UncacheableResultException(TrialResult result) {
            this.result = result;
        }
    }

    /** For results of any age. */
    public static CachingTrialRunner of(Store store, TrialRunner runner) throws IOException {
        return new CachingTrialRunner(store, runner, LabCode.running().hash(), Optional.empty());
    }

    /** An infrastructure error is an exception, or a result with the verdict INFRA, whose folder does not exist. */
    public Result run(Trial trial, BuildArtifacts artifacts) throws IOException, InterruptedException {
        CacheKey key = keyOf(trial, artifacts);
        boolean[] booted = {false};
        EntryBuilder<UncacheableResultException> entryBuilder = folder -> {
            booted[0] = true;
            TrialResult result = runner.run(trial, artifacts, folder);
            if (result.isInfra()) {
                throw new UncacheableResultException(result);
            }
        };
        try {
            Path entry = notBefore.isPresent()
                    ? store.getOrRebuildIfOlder(notBefore.get(), KIND, key, entryBuilder)
                    : store.getOrBuild(KIND, key, entryBuilder);
            LOG.log(Level.DEBUG, "{0}: trial {1} is in {2}", booted[0] ? "booted" : "cache hit", key.id(), entry);
            EvidenceFile evidenceFile = EvidenceFile.read(entry);
            return new Result(
                    new TrialResult(trial, evidenceFile.evidence(), evidenceFile.judgement(), entry),
                    key.id(),
                    booted[0]);
        } catch (UncacheableResultException uncacheable) {
            LOG.log(Level.DEBUG, "trial {0} is not stored: infrastructure error", key.id());
            return new Result(uncacheable.result, key.id(), true);
        }
    }

    /** What a trial of this key has left in the store, if it has run. */
    public Optional<TrialFolder> find(CacheKey key) throws IOException {
        return store.find(KIND, key).map(TrialFolder::new);
    }

    /** All that the evidence and the verdict of a trial depend on. */
    public CacheKey keyOf(Trial trial, BuildArtifacts artifacts) throws IOException {
        CacheKey key = artifacts
                .newKey()
                .addValue("clock", ClockMode.DETERMINISTIC.toString())
                .addText("trial", trial.inputs())
                .addText("known", String.join("\n", trial.ofCase().reports().known()))
                .addFiles("witness", runner.watchList())
                .addText("code", labCodeHash);
        // a part of evidence.json, and not of the kernel's id
        List<String> notes = artifacts.kernel().notes();
        return notes.isEmpty() ? key : key.addText("kernel notes", String.join("\n", notes));
    }
}
