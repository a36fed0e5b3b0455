// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.Json;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.lab.model.AudioResult;
import org.vc4lab.lab.model.CanaryCheck;
import org.vc4lab.lab.model.ConsoleTranscript;
import org.vc4lab.lab.model.DeviceEvidence;
import org.vc4lab.lab.model.DriverMessage;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.OutputEvidence;
import org.vc4lab.lab.model.ScheduledChangeResult;
import org.vc4lab.lab.model.Termination;
import org.vc4lab.lab.model.TrialFolder;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.Verdict;

/** A trial's evidence.json. Equal trials have equal files but for {@code wallMillis}. */
public record EvidenceFile(
        @JsonProperty("case") String caseName,
        @JsonProperty("candidate") String candidate,
        @JsonProperty("scenario") String scenario,
        @JsonProperty("profile") String profile,
        @JsonProperty("faults") List<String> faults,
        @JsonProperty("runProfile") ClockMode clockMode,
        @JsonProperty("checks") List<CanaryCheck> checks,
        @JsonProperty("verdict") Verdict verdict,
        @JsonProperty("findings") List<Finding> findings,
        @JsonProperty("ending") Termination termination,
        @JsonProperty("console") ConsoleTranscript console,
        @JsonProperty("reports") List<TrialReport> reports,
        @JsonProperty("known") List<String> knownReports,
        @JsonProperty("messages") List<DriverMessage> messages,
        @JsonProperty("devices") Optional<DeviceEvidence> devices,
        @JsonProperty("audio") Optional<AudioResult> audio,
        @JsonProperty("others") List<OutputEvidence> otherOutputs,
        @JsonProperty("changes") List<ScheduledChangeResult> changes,
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
                clockMode,
                checks,
                termination,
                console,
                reports,
                knownReports,
                messages,
                devices,
                audio,
                otherOutputs,
                changes,
                Duration.ofMillis(wallMillis));
    }

    public static void write(Path file, Evidence evidence, Judgement judgement) throws IOException {
        EvidenceFile content = new EvidenceFile(
                evidence.caseName(),
                evidence.candidate(),
                evidence.scenario(),
                evidence.profile(),
                evidence.faults(),
                evidence.clockMode(),
                evidence.checks(),
                judgement.verdict(),
                judgement.findings(),
                evidence.termination(),
                evidence.console(),
                evidence.reports(),
                evidence.knownReports(),
                evidence.messages(),
                evidence.devices(),
                evidence.audio(),
                evidence.otherOutputs(),
                evidence.changes(),
                evidence.wall().toMillis());
        String json = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n";
        AtomicFiles.write(file, json.getBytes(StandardCharsets.UTF_8));
    }
}
