// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.Nightly;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** A trial on this host, in a sandbox and in a container leaves the same. */
class LaunchersIT {
    private static final Path FOLDER = TestLab.trialFolder(LaunchersIT.class);

    @Test
    void aContainerLeavesTheSameEvidence() throws Exception {
        try (TestLab contained = TestLab.openInContainers()) {
            assertSameEvidence(contained, "container");
        }
    }

    @Test
    void aSandboxLeavesTheSameEvidence() throws Exception {
        try (TestLab sandboxed = TestLab.openInSandboxes()) {
            assertSameEvidence(sandboxed, "sandbox");
        }
    }

    private static void assertSameEvidence(TestLab confined, String name) throws Exception {
        try (TestLab local = TestLab.open()) {
            TrialResult inside = run(confined, FOLDER.resolve(name));
            TrialResult outside = run(local, FOLDER.resolve("local-" + name));

            assertThat(inside.judgement()).isEqualTo(outside.judgement());
            assertThat(inside.judgement().verdict()).isEqualTo(Verdict.OTHER_REPORT);
            assertThat(evidence(inside)).isEqualTo(evidence(outside));
            for (String file : List.of(
                    "console.log", "transcript.log", "witness.jsonl", "mai.wav", "capture.wav", "screenshot.png")) {
                assertThat(inside.folder().resolve(file))
                        .hasSameBinaryContentAs(outside.folder().resolve(file));
            }
        }
    }

    /** The same verdicts through each launcher. */
    @Test
    @Nightly
    void aSandboxGivesTheExpectedVerdicts() throws Exception {
        try (TestLab sandboxed = TestLab.openInSandboxes()) {
            assertExpectedVerdicts(sandboxed, "sandbox");
        }
    }

    @Test
    @Nightly
    void theHostGivesTheExpectedVerdicts() throws Exception {
        try (TestLab local = TestLab.open()) {
            assertExpectedVerdicts(local, "local");
        }
    }

    @Test
    @Nightly
    void aContainerGivesTheExpectedVerdicts() throws Exception {
        try (TestLab contained = TestLab.openInContainers()) {
            assertExpectedVerdicts(contained, "container");
        }
    }

    private static void assertExpectedVerdicts(TestLab lab, String name) throws Exception {
        List<CandidateResult> results = lab.verify(lab.ofCase().candidates(), FOLDER.resolve("verdicts-" + name));

        assertThat(results).hasSize(lab.ofCase().candidates().size()).allSatisfy(result -> assertThat(
                        result.asExpected())
                .as(result.candidate().name() + ": " + result.verdict())
                .contains(true));
    }

    /** The files of this host's kernel are in the user's store, the others are built from nothing. */
    @Test
    @Nightly
    void aSandboxBuildsTheSameBytes(@TempDir Path store) throws Exception {
        Candidate candidate;
        Kernel onHost;
        try (TestLab local = TestLab.open()) {
            candidate = local.candidate("hw-params");
            onHost = local.kernel(candidate);
        }
        try (TestLab sandboxed = TestLab.openInSandboxes(store)) {
            Kernel inSandbox = sandboxed.kernel(candidate);

            assertThat(inSandbox.id()).isEqualTo(onHost.id());
            assertThat(inSandbox.image()).hasSameBinaryContentAs(onHost.image());
            assertThat(inSandbox.deviceTree()).hasSameBinaryContentAs(onHost.deviceTree());
            assertThat(inSandbox.symbols()).hasSameBinaryContentAs(onHost.symbols());
            assertThat(inSandbox.canary()).hasSameBinaryContentAs(onHost.canary());
        }
    }

    private static TrialResult run(TestLab lab, Path folder) throws Exception {
        Trial trial = lab.trial(lab.candidate("nonatomic-only"), "prompt");
        return lab.run(trial, ClockMode.DETERMINISTIC, Files.createDirectories(folder));
    }

    /** All but how long it took. */
    private static JsonNode evidence(TrialResult result) throws Exception {
        ObjectMapper json = new ObjectMapper();
        ObjectNode evidence = (ObjectNode)
                json.readTree(result.folder().resolve("evidence.json").toFile());
        assertThat(evidence.path("reports")).isNotEmpty();
        assertThat(evidence.remove("wallMillis")).isNotNull();
        return evidence;
    }
}
