// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.evidence.EvidenceBuilder;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.TrialReport.ReportOccurrence;

final class ReproductionTest {
    @TempDir
    Path folder;

    private CaseDraft draft;
    private Trial trial;

    @BeforeEach
    void draftTheFirstTrace() throws Exception {
        draft = PostedLogs.draft(folder, PostedLogs.seed("seed-w1.log"));
        PostedLogs.cases(folder).write(draft, "w1.log");
        Case ofCase = PostedLogs.repository(folder.resolve("cases")).read("drafted");
        trial = ofCase.trials(ofCase.candidate("base")).get(0);
    }

    @Test
    void namesTheFirstFrameThatDiffersAndItsLine() {
        assertThat(differences(report(
                        ReportKind.ATOMIC_SLEEP,
                        List.of("___might_sleep", "__might_sleep", "vc4_hdmi_write_infoframe", "vc4_hdmi_enable"))))
                .containsExactly("W1: the first frame that differs is vc4_hdmi_set_audio_infoframe (line 20):"
                        + " the trial has vc4_hdmi_enable in 'a title'");
    }

    @Test
    void aTraceThatEndsIsSaidTo() {
        assertThat(differences(report(ReportKind.ATOMIC_SLEEP, List.of("__might_sleep"))))
                .singleElement()
                .asString()
                .contains("the trial has no more frames");
    }

    @Test
    void aTrialWithoutSuchAReportIsSaidToHaveNone() {
        assertThat(differences(report(ReportKind.OOPS, List.of("__might_sleep"))))
                .containsExactly("W1: the trial has no report of kind ATOMIC_SLEEP");
    }

    /** A bug that only a missing program shows, such as modetest. */
    @Test
    void namesTheCommandsThatTheGuestCouldNotRun() throws Exception {
        String trace = PostedLogs.seed("seed-w1.log").replace("# aplay", "# modetest");
        draft = PostedLogs.draft(folder, trace);

        assertThat(differences(report(ReportKind.OOPS, List.of())))
                .hasSize(2)
                .last(STRING)
                .startsWith("not in the scenario: line 1: # modetest")
                .endsWith("name its package under 'packages'");
    }

    @Test
    void nothingDiffersIfTheReportIsThere() {
        assertThat(differences(EvidenceBuilder.W1)).isEmpty();
    }

    private List<String> differences(TrialReport report) {
        return new Reproduction(draft)
                .differences("base", new EvidenceBuilder().with(report).build(trial));
    }

    private static TrialReport report(ReportKind kind, List<String> functions) {
        return new TrialReport(
                Phase.SCENARIO,
                kind,
                "a title",
                "0",
                Optional.empty(),
                Optional.empty(),
                functions,
                new ReportOccurrence(1, false, false, 1, 2));
    }
}
