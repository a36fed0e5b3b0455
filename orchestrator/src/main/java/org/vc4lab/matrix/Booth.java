// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.vc4lab.build.Emulator;
import org.vc4lab.build.Kernel;
import org.vc4lab.build.Key;
import org.vc4lab.build.Rootfs;
import org.vc4lab.build.Store;
import org.vc4lab.guest.RunProfile;
import org.vc4lab.lab.EvidenceFile;
import org.vc4lab.lab.Trial;
import org.vc4lab.lab.TrialFolder;
import org.vc4lab.lab.TrialResult;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.lab.Verdict;

/**
 * Makes trials, each once: one that was made before with the same inputs is taken from the store. Our own faults are
 * never stored.
 */
final class Booth {
    private static final String KIND = "trial";

    private final Store store;
    private final TrialRunner runner;
    private final String code;
    private final Optional<Instant> notBefore;

    /**
     * A booth.
     *
     * @param code the hash of the lab's own code
     * @param notBefore older trials do not count; empty where any does
     */
    Booth(Store store, TrialRunner runner, String code, Optional<Instant> notBefore) {
        this.store = store;
        this.runner = runner;
        this.code = code;
        this.notBefore = notBefore;
    }

    /**
     * A trial with its files.
     *
     * @param inputs hash of all that it depends on
     * @param booted whether it was booted just now
     */
    record Made(TrialResult result, String inputs, boolean booted) {}

    /** Carries the result of a trial that is not to be stored out of the store. */
    private static final class OurFaultException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient TrialResult result;

        OurFaultException(TrialResult result) {
            this.result = result;
        }
    }

    /** Whatever goes wrong on our side is an exception, or a result with the verdict INFRA, which has no files. */
    Made make(Trial trial, Emulator emulator, Kernel kernel, Rootfs rootfs) throws IOException, InterruptedException {
        Key key = key(trial, emulator, kernel, rootfs);
        boolean[] booted = {false};
        Store.Maker<OurFaultException> maker = folder -> {
            booted[0] = true;
            TrialResult result = runner.run(trial, emulator, kernel, rootfs, folder);
            if (result.judgement().verdict() == Verdict.INFRA) {
                throw new OurFaultException(result);
            }
        };
        try {
            Path entry = notBefore.isPresent()
                    ? store.obtainSince(notBefore.get(), KIND, key, maker)
                    : store.obtain(KIND, key, maker);
            EvidenceFile file = EvidenceFile.read(entry);
            return new Made(new TrialResult(trial, file.evidence(), file.judgement(), entry), key.id(), booted[0]);
        } catch (OurFaultException ours) {
            return new Made(ours.result, key.id(), true);
        }
    }

    /** Equal trials have the same. */
    private Key key(Trial trial, Emulator emulator, Kernel kernel, Rootfs rootfs) throws IOException {
        return new Key()
                .plain("emulator", emulator.id())
                .plain("kernel", kernel.id())
                .plain("userland", rootfs.id())
                .plain("clock", RunProfile.DETERMINISTIC.toString())
                .text("trial", trial.inputs())
                .text("known", String.join("\n", trial.ofCase().known()))
                .text("code", code);
    }

    /** Whether a made trial has files that can be shown. */
    static boolean hasFiles(Made made) {
        return Files.exists(made.result().folder().resolve(TrialFolder.EVIDENCE));
    }
}
