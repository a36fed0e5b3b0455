// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.vc4lab.lab.audio.Waveform;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.MatrixFixtures;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.matrix.TrialRecord;
import org.vc4lab.report.HtmlReport.TrialArtifacts;
import org.vc4lab.trace.CallFixtures;
import org.vc4lab.trace.CallsBeforeReport;
import org.vc4lab.trace.FunctionCall;
import org.vc4lab.trace.HeldSpinlock;

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
                    trial,
                    new TrialArtifacts(
                            List.of("one", WILD, "three"),
                            Optional.empty(),
                            Optional.of(WILD),
                            Optional.of(wildCalls())),
                    out);
            assertThat(out.toString())
                    .doesNotContain("<img src=x")
                    .contains("&lt;img src=x", "<svg class=\"calls\"")
                    .doesNotContainPattern("[\\u0000-\\u0008\\u001b]");
        }
    }

    /** A guest names its tasks; a file with calls may be anybody's. */
    private static CallsBeforeReport wildCalls() {
        FunctionCall call = new FunctionCall(
                5,
                0,
                WILD,
                List.of(WILD),
                WILD,
                WILD + "\u001b[2J\u0000",
                OptionalInt.empty(),
                false,
                0,
                0,
                Optional.of(new FunctionCall.CallReturn(6, 0, WILD)));
        HeldSpinlock spinlock = new HeldSpinlock(0, WILD, WILD, 1, 9);
        return new CallsBeforeReport(9, 0, WILD, List.of(call), Optional.of(List.of(spinlock)));
    }

    private static String pageOf(TrialRecord trial, Optional<CallsBeforeReport> calls) throws IOException {
        StringWriter out = new StringWriter();
        new HtmlReport(NightlyComparison.withoutHistory(MatrixFixtures.documentWithAllKinds("why")), PAGES)
                .writeTrial(trial, new TrialArtifacts(List.of(), Optional.empty(), Optional.empty(), calls), out);
        return out.toString();
    }

    @Test
    void aReportHasTheCommandThatOpensItAndThePictureOfWhatLedToIt() throws Exception {
        List<TrialRecord> trials = MatrixFixtures.documentWithAllKinds("why").results();
        String page = pageOf(trials.get(0), Optional.of(CallFixtures.beforeReport("vc4_hdmi_stop_packet")));
        assertThat(page)
                .contains(
                        "<code class=\"command\">./vc4lab gdb --case=squeak --kernel=5.10 --config=arm --candidate=base"
                                + " --scenario=play --profile=prompt</code>")
                .contains("CPU 0</text>", "CPU 1</text>", "___might_sleep on CPU 1", "snd_pcm_action_lock_irq+0x1c")
                .contains("<pre class=\"log\" tabindex=\"0\" aria-label=\"Calls before the first report\">");
        assertThat(page.split("<svg class=\"bar ", -1)).as("bars").hasSize(1 + 6);
        String clean = pageOf(trials.get(1), Optional.empty());
        assertThat(clean).doesNotContain("vc4lab gdb").doesNotContain("<svg class=\"calls\"");
    }

    @Test
    void linesOfAReportAreMarkedAndCanBeLinkedTo() throws Exception {
        MatrixDocument document = MatrixFixtures.documentWithAllKinds("why");
        StringWriter out = new StringWriter();
        new HtmlReport(NightlyComparison.withoutHistory(document), PAGES)
                .writeTrial(
                        document.results().get(0),
                        new TrialArtifacts(
                                List.of("one", "two", "three", "four"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
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
