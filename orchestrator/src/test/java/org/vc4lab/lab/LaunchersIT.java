// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** A trial on this host and the same in a container leave the same. */
class LaunchersIT {
    private static final Path FOLDER = TestLab.trialFolder(LaunchersIT.class);

    @Test
    void bothLaunchersLeaveTheSameEvidence() throws Exception {
        try (TestLab contained = TestLab.openInContainers();
                TestLab local = TestLab.open()) {
            TrialResult inside = run(contained, "container");
            TrialResult outside = run(local, "local");

            assertThat(inside.judgement()).isEqualTo(outside.judgement());
            assertThat(inside.judgement().verdict()).isEqualTo(Verdict.OTHER_REPORT);
            assertThat(evidence(inside)).isEqualTo(evidence(outside));
            for (String file : new String[] {"console.log", "mai.wav", "capture.wav", "screenshot.png"}) {
                assertThat(inside.folder().resolve(file))
                        .hasSameBinaryContentAs(outside.folder().resolve(file));
            }
        }
    }

    private static TrialResult run(TestLab lab, String folder) throws Exception {
        Trial trial = lab.trial(lab.candidate("nonatomic-only"), "prompt");
        Path trialFolder = Files.createDirectories(FOLDER.resolve(folder));
        return lab.run(trial, ClockMode.DETERMINISTIC, trialFolder);
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
