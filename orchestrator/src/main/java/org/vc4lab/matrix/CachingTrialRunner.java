// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Store;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.TrialResult;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.lab.evidence.EvidenceFile;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.TrialFolder;
import org.vc4lab.lab.model.Verdict;

/**
 * Makes trials, each once: one that was made before with the same inputs is taken from the store. Our own faults are
 * never stored.
 */
final class CachingTrialRunner {
    private static final String KIND = "trial";

    private final Store store;
    private final TrialRunner runner;
    private final String labCodeHash;
    private final Optional<Instant> notBefore;

    /**
     * A booth.
     *
     * @param labCodeHash the hash of the lab's own code
     * @param notBefore older trials do not count; empty where any does
     */
    CachingTrialRunner(Store store, TrialRunner runner, String labCodeHash, Optional<Instant> notBefore) {
        this.store = store;
        this.runner = runner;
        this.labCodeHash = labCodeHash;
        this.notBefore = notBefore;
    }

    /**
     * A trial with its files.
     *
     * @param inputs hash of all that it depends on
     * @param booted whether it was booted just now
     */
    record Result(TrialResult trialResult, String inputs, boolean booted) {}

    /** Carries the result of a trial that is not to be stored out of the store. */
    private static final class UncacheableResultException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient TrialResult result;

        UncacheableResultException(TrialResult result) {
            this.result = result;
        }
    }

    /** Whatever goes wrong on our side is an exception, or a result with the verdict INFRA, which has no files. */
    Result run(Trial trial, Emulator emulator, Kernel kernel, Rootfs rootfs) throws IOException, InterruptedException {
        CacheKey key = cacheKeyOf(trial, emulator, kernel, rootfs);
        boolean[] booted = {false};
        Store.EntryBuilder<UncacheableResultException> entryBuilder = folder -> {
            booted[0] = true;
            TrialResult result = runner.run(trial, emulator, kernel, rootfs, folder);
            if (result.judgement().verdict() == Verdict.INFRA) {
                throw new UncacheableResultException(result);
            }
        };
        try {
            Path entry = notBefore.isPresent()
                    ? store.getOrRebuildIfOlder(notBefore.get(), KIND, key, entryBuilder)
                    : store.getOrBuild(KIND, key, entryBuilder);
            EvidenceFile evidenceFile = EvidenceFile.read(entry);
            return new Result(
                    new TrialResult(trial, evidenceFile.evidence(), evidenceFile.judgement(), entry),
                    key.id(),
                    booted[0]);
        } catch (UncacheableResultException uncacheable) {
            return new Result(uncacheable.result, key.id(), true);
        }
    }

    /** Equal trials have the same. */
    private CacheKey cacheKeyOf(Trial trial, Emulator emulator, Kernel kernel, Rootfs rootfs) throws IOException {
        return new CacheKey()
                .addValue("emulator", emulator.id())
                .addValue("kernel", kernel.id())
                .addValue("userland", rootfs.id())
                .addValue("clock", ClockMode.DETERMINISTIC.toString())
                .addText("trial", trial.inputs())
                .addText("known", String.join("\n", trial.ofCase().knownReports()))
                .addText("code", labCodeHash);
    }

    /** Whether a made trial has files that can be shown. */
    static boolean hasFiles(Result result) {
        return Files.exists(result.trialResult().folder().resolve(TrialFolder.EVIDENCE));
    }
}
