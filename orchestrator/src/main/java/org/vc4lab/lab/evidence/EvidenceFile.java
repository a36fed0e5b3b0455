// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.exec.Json;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.model.WitnessEvidence;

/** A trial's evidence.json. Equal trials have equal files but for {@code wallMillis}. */
public record EvidenceFile(
        @JsonUnwrapped Evidence.TrialSetup setup,
        @JsonUnwrapped Judgement judgement,
        @JsonUnwrapped Evidence.LogEvidence log,
        @JsonUnwrapped Evidence.HardwareEvidence hardware,
        @JsonProperty("witness") Optional<WitnessEvidence> witness,
        @JsonProperty("wallMillis") long wallMillis) {
    /** More than the longest console log makes. */
    private static final int LIMIT_MIB = 256;

    /**
     * Reads the file of a trial.
     *
     * @param folder the trial's
     * @throws IOException if it is missing or incomplete
     */
    public static EvidenceFile read(Path folder) throws IOException {
        return Json.mapper()
                .readValue(BoundedFiles.readBytes(folder.resolve(TrialFolder.EVIDENCE), LIMIT_MIB), EvidenceFile.class);
    }

    /** What was judged. */
    public Evidence evidence() {
        return new Evidence(setup, log, hardware, witness, Duration.ofMillis(wallMillis));
    }

    public static void write(Path file, Evidence evidence, Judgement judgement) throws IOException {
        EvidenceFile content = new EvidenceFile(
                evidence.setup(),
                judgement,
                evidence.log(),
                evidence.hardware(),
                evidence.witness(),
                evidence.wall().toMillis());
        // half a surrogate pair, which QEMU may send, becomes a question mark
        AtomicFiles.write(file, Json.document(content).getBytes(StandardCharsets.UTF_8));
    }
}
