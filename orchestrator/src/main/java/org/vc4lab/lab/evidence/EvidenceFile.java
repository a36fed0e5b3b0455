// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.Json;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.HardwareEvidence;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.LogEvidence;
import org.vc4lab.lab.model.TrialFolder;
import org.vc4lab.lab.model.TrialSetup;
import org.vc4lab.lab.model.Verdict;

/** A trial's evidence.json. Equal trials have equal files but for {@code wallMillis}. */
public record EvidenceFile(
        @JsonUnwrapped TrialSetup setup,
        @JsonProperty("verdict") Verdict verdict,
        @JsonProperty("findings") List<Finding> findings,
        @JsonUnwrapped LogEvidence log,
        @JsonUnwrapped HardwareEvidence hardware,
        @JsonProperty("wallMillis") long wallMillis) {
    /**
     * Reads the file of a trial.
     *
     * @param folder the trial's
     * @throws IOException if it is missing or incomplete
     */
    public static EvidenceFile read(Path folder) throws IOException {
        return Json.mapper().readValue(Files.readString(folder.resolve(TrialFolder.EVIDENCE)), EvidenceFile.class);
    }

    public Judgement judgement() {
        return new Judgement(verdict, findings);
    }

    /** What was judged. */
    public Evidence evidence() {
        return new Evidence(setup, log, hardware, Duration.ofMillis(wallMillis));
    }

    public static void write(Path file, Evidence evidence, Judgement judgement) throws IOException {
        EvidenceFile content = new EvidenceFile(
                evidence.setup(),
                judgement.verdict(),
                judgement.findings(),
                evidence.log(),
                evidence.hardware(),
                evidence.wall().toMillis());
        AtomicFiles.write(file, Json.document(content).getBytes(StandardCharsets.UTF_8));
    }
}
