// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vc4lab.lab.audio.Waveform;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.MatrixFixtures;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.matrix.TrialRecord;
import org.vc4lab.report.HtmlReport.TrialArtifacts;

class HtmlReportTest {
    private static final Path PAGES = Path.of("trials");
    private static final String WILD = "<img src=x onerror=alert(1)>";

    @Test
    void theGridHasACellForEachTrialAndMarksUnexpectedOnes() throws Exception {
        StringWriter out = new StringWriter();
        new HtmlReport(NightlyComparison.withoutHistory(MatrixFixtures.documentWithAllKinds(WILD)), PAGES)
                .writeIndex(out);
        assertThat(out.toString())
                .contains("href=\"trials/5.10_arm_broken_play_prompt.html\"")
                .containsPattern("(?s)class=\"cell not\"[^>]*data-verdict=\"PANIC\"")
                .contains("not CLEAN")
                .contains("<b>1</b> not made");
    }

    @Test
    void textOfKernelsAndPatchesIsEscaped() throws Exception {
        MatrixDocument document = MatrixFixtures.documentWithAllKinds(WILD);
        HtmlReport htmlReport = new HtmlReport(NightlyComparison.withoutHistory(document), PAGES);
        for (TrialRecord trial : document.results()) {
            StringWriter out = new StringWriter();
            htmlReport.writeTrial(
                    trial, new TrialArtifacts(List.of("one", WILD, "three"), Optional.empty(), Optional.of(WILD)), out);
            assertThat(out.toString()).doesNotContain("<img src=x").contains("&lt;img src=x");
        }
    }

    @Test
    void linesOfAReportAreMarkedAndCanBeLinkedTo() throws Exception {
        MatrixDocument document = MatrixFixtures.documentWithAllKinds("why");
        StringWriter out = new StringWriter();
        new HtmlReport(NightlyComparison.withoutHistory(document), PAGES)
                .writeTrial(
                        document.results().get(0),
                        new TrialArtifacts(List.of("one", "two", "three", "four"), Optional.empty(), Optional.empty()),
                        out);
        assertThat(out.toString())
                .contains("<span id=\"L1\"><a")
                .contains("<span id=\"L2\" class=\"r\"><a")
                .contains("<span id=\"L3\" class=\"r\"><a")
                .contains("<span id=\"L4\"><a")
                .contains("href=\"#L2\">line 2 of the console");
    }

    @Test
    void aWaveGoesFromItsHighestToItsLowestSamples() {
        Waveform wave = new Waveform(0.1, List.of(-32768, 0), List.of(16384, 0));
        assertThat(new DisplayFormats().path(wave)).isEqualTo("M0 25.0L1 50.0L1 50.0L0 100.0Z");
    }
}
