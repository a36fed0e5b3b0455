// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vc4lab.guest.RunProfile;

/** A trial's evidence.json. Equal trials have equal files but for {@code wallMillis}. */
public record EvidenceFile(
        @JsonProperty("case") String caseName,
        @JsonProperty("candidate") String candidate,
        @JsonProperty("scenario") String scenario,
        @JsonProperty("profile") String profile,
        @JsonProperty("faults") List<String> faults,
        @JsonProperty("runProfile") RunProfile runProfile,
        @JsonProperty("checks") List<Canary> checks,
        @JsonProperty("verdict") Verdict verdict,
        @JsonProperty("findings") List<Finding> findings,
        @JsonProperty("ending") Ending ending,
        @JsonProperty("console") ConsoleTranscript console,
        @JsonProperty("reports") List<SeenReport> reports,
        @JsonProperty("known") List<String> known,
        @JsonProperty("messages") List<SeenMessage> messages,
        @JsonProperty("devices") Optional<DeviceEvidence> devices,
        @JsonProperty("audio") Optional<AudioResult> audio,
        @JsonProperty("others") List<OutputEvidence> others,
        @JsonProperty("changes") List<SeenChange> changes,
        @JsonProperty("wallMillis") long wallMillis) {
    /**
     * Reads what {@link TrialRunner} wrote.
     *
     * @param folder the trial's
     * @throws IOException where it is not there, or not the whole of it
     */
    public static EvidenceFile read(Path folder) throws IOException {
        return Json.mapper().readValue(Files.readString(folder.resolve(TrialFolder.EVIDENCE)), EvidenceFile.class);
    }

    /** The verdict, and why. */
    public Judgement judgement() {
        return new Judgement(verdict, findings);
    }

    /** All that was judged. */
    public Evidence evidence() {
        return new Evidence(
                caseName,
                candidate,
                scenario,
                profile,
                faults,
                runProfile,
                checks,
                ending,
                console,
                reports,
                known,
                messages,
                devices,
                audio,
                others,
                changes,
                Duration.ofMillis(wallMillis));
    }

    static void write(Path file, Evidence evidence, Judgement judgement) throws IOException {
        EvidenceFile content = new EvidenceFile(
                evidence.caseName(),
                evidence.candidate(),
                evidence.scenario(),
                evidence.profile(),
                evidence.faults(),
                evidence.runProfile(),
                evidence.checks(),
                judgement.verdict(),
                judgement.findings(),
                evidence.ending(),
                evidence.console(),
                evidence.reports(),
                evidence.known(),
                evidence.messages(),
                evidence.devices(),
                evidence.audio(),
                evidence.others(),
                evidence.changes(),
                evidence.wall().toMillis());
        String json = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n";
        WholeFile.write(file, json.getBytes(StandardCharsets.UTF_8));
    }
}
