// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.Json;
import org.vc4lab.explore.Exploration;
import org.vc4lab.explore.ExplorationPlan;
import org.vc4lab.explore.ScheduleResult;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.evidence.EvidenceBuilder;
import org.vc4lab.lab.evidence.EvidenceFile;
import org.vc4lab.lab.judge.Judge;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.ConsoleTranscript.GuestMetric;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

final class VerifyDocumentTest {
    private final Case squeak = TestCase.get();

    @TempDir
    Path folder;

    @Test
    void hasTheShapeThatUsersRelyOn() throws Exception {
        JsonNode result = written(CandidateResult.of(squeak, squeak.candidate("base"), List.of(trial())))
                .path("results")
                .path(0);

        assertThat(result.path("candidate").asText()).isEqualTo("base");
        assertThat(result.path("verdict").asText()).isEqualTo("REPRODUCED");
        assertThat(result.path("expected").asText()).isEqualTo("REPRODUCED");
        assertThat(result.path("asExpected").asBoolean()).isTrue();
        assertThat(result.path("trials").path(0).fieldNames())
                .toIterable()
                .contains(
                        "scenario",
                        "profile",
                        "faults",
                        "verdict",
                        "expected",
                        "reports",
                        "maxIrqsOffMicros",
                        "infoframeLateMicros",
                        "samplesPlayed",
                        "violations",
                        "wallMillis",
                        "folder");
    }

    @Test
    void hasTheEvidenceOfATrial() throws Exception {
        JsonNode trial = written(CandidateResult.of(squeak, squeak.candidate("base"), List.of(trial())))
                .at("/results/0/trials/0");

        assertThat(trial.path("profile").asText()).isEqualTo("prompt");
        assertThat(trial.path("reports")).hasSize(1);
        assertThat(trial.at("/reports/0/kind").asText()).isEqualTo("ATOMIC_SLEEP");
        assertThat(trial.at("/reports/0/title").asText()).isEqualTo("BUG: sleeping function in squeak");
        assertThat(trial.path("maxIrqsOffMicros").asLong()).isEqualTo(300);
        assertThat(trial.path("infoframeLateMicros").asLong()).isZero();
        assertThat(trial.path("samplesPlayed").asLong()).isEqualTo(176_400);
        assertThat(trial.path("wallMillis").asLong()).isEqualTo(3456);
        assertThat(trial.path("folder").asText()).isEqualTo("runs/1/base/prompt");
    }

    /** Other commands and older readers have no such key. */
    @Test
    void whatOtherSchedulesShowedIsThereIfTheyWereTried() throws Exception {
        TrialResult trial = trial();
        CandidateResult result = CandidateResult.of(squeak, squeak.candidate("base"), List.of(trial));
        ExplorationPlan plan = new ExplorationPlan(
                SchedulePolicy.RANDOM, 0, Optional.empty(), List.of(), 1, 1, Optional.empty(), false);
        Exploration exploration = new Exploration(
                trial.trial(),
                plan,
                List.of(new ScheduleResult(1, Verdict.CLEAN, List.of(), List.of(), Optional.empty())));

        JsonNode explored = Json.mapper()
                .valueToTree(VerifyDocument.of(squeak, List.of(result), List.of(exploration)))
                .at("/results/0/trials/0/explored");

        assertThat(explored.path("verdict").asText()).isEqualTo("CLEAN");
        assertThat(explored.path("schedules").asInt()).isOne();
        assertThat(written(result).at("/results/0/trials/0").has("explored")).isFalse();
    }

    @Test
    void aMissingExpectationIsNull() throws Exception {
        Candidate own = squeak.candidate(Path.of("my.patch"));
        JsonNode result = written(CandidateResult.withoutTrials(squeak, own, Verdict.BUILD_FAILED, "error: x"))
                .at("/results/0");

        assertThat(result.path("expected").isNull()).isTrue();
        assertThat(result.path("verdict").asText()).isEqualTo("BUILD_FAILED");
        assertThat(result.path("reason").asText()).isEqualTo("error: x");
    }

    @Test
    void equalTrialsHaveEqualEvidenceExceptForTheTime() throws Exception {
        TrialResult trial = trial();
        Path first = folder.resolve("first.json");
        Path second = folder.resolve("second.json");
        EvidenceFile.write(first, trial.evidence(), trial.judgement());
        EvidenceFile.write(second, trial().evidence(), trial.judgement());

        assertThat(first).hasSameTextualContentAs(second);
        assertThat(Files.readAllLines(first))
                .filteredOn(line -> line.contains("wall"))
                .hasSize(1);
        assertThat(new ObjectMapper().readTree(first.toFile()).fieldNames())
                .toIterable()
                .containsExactly(
                        "case",
                        "kernel",
                        "config",
                        "candidate",
                        "scenario",
                        "profile",
                        "faults",
                        "runProfile",
                        "checks",
                        "verdict",
                        "findings",
                        "ending",
                        "console",
                        "reports",
                        "known",
                        "messages",
                        "devices",
                        "audio",
                        "others",
                        "changes",
                        "witness",
                        "wallMillis");
    }

    private JsonNode written(CandidateResult result) throws Exception {
        StringWriter out = new StringWriter();
        Json.writeDocument(VerifyDocument.of(squeak, List.of(result)), out);
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(document.fieldNames()).toIterable().containsExactly("case", "results");
        assertThat(document.path("case").asText()).isEqualTo("squeak");
        return document;
    }

    private static TrialResult trial() {
        Trial trial = TestCase.trial("base", "prompt");
        Evidence evidence = new EvidenceBuilder()
                .with(EvidenceBuilder.W1)
                .withMetric(GuestMetric.TAINTED, 512)
                .build(trial);
        return new TrialResult(trial, evidence, Judge.judge(trial, evidence), Path.of("runs/1/base/prompt"));
    }
}
