// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vc4lab.lab.Waveform;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.Night;
import org.vc4lab.matrix.TestNights;
import org.vc4lab.matrix.TrialRecord;

class SiteTest {
    private static final String WILD = "<img src=x onerror=alert(1)>";

    @Test
    void theGridHasACellForEachTrialAndMarksUnexpectedOnes() throws Exception {
        StringWriter out = new StringWriter();
        new Site(Night.alone(TestNights.colourful(WILD))).index(out);
        assertThat(out.toString())
                .contains("href=\"trials/5.10_arm_broken_play_prompt.html\"")
                .containsPattern("(?s)class=\"cell not\"[^>]*data-verdict=\"PANIC\"")
                .contains("not CLEAN")
                .contains("<b>1</b> not made");
    }

    @Test
    void textOfKernelsAndPatchesIsEscaped() throws Exception {
        MatrixDocument document = TestNights.colourful(WILD);
        Site site = new Site(Night.alone(document));
        for (TrialRecord trial : document.results()) {
            StringWriter out = new StringWriter();
            site.trial(
                    trial, new TrialMaterial(List.of("one", WILD, "three"), Optional.empty(), Optional.of(WILD)), out);
            assertThat(out.toString()).doesNotContain("<img src=x").contains("&lt;img src=x");
        }
    }

    @Test
    void linesOfAReportAreMarkedAndCanBeLinkedTo() throws Exception {
        MatrixDocument document = TestNights.colourful("why");
        StringWriter out = new StringWriter();
        new Site(Night.alone(document))
                .trial(
                        document.results().get(0),
                        new TrialMaterial(List.of("one", "two", "three", "four"), Optional.empty(), Optional.empty()),
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
        assertThat(Outline.path(wave)).isEqualTo("M0 25.0L1 50.0L1 50.0L0 100.0Z");
    }
}
