// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.Golden;
import org.vc4lab.exec.Json;
import org.vc4lab.lab.audio.Waveform;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.MatrixFixtures;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.report.HtmlReport.TrialArtifacts;
import org.vc4lab.trace.CallFixtures;

/** The reports of a night, byte for byte. */
final class ReportFormatsTest {
    private final MatrixDocument document = MatrixFixtures.documentWithAllKinds("why");

    @TempDir
    Path folder;

    @Test
    void resultsKeepTheirBytes() throws Exception {
        StringWriter out = new StringWriter();
        Json.writeDocument(document, out);
        Golden.check("results.json", out.toString());
    }

    @Test
    void junitXmlKeepsItsBytes() throws Exception {
        StringWriter out = new StringWriter();
        JUnitReport.write(document, folder, out);
        Golden.check("junit.xml", out.toString());
    }

    @Test
    void ktapKeepsItsBytes() throws Exception {
        StringWriter out = new StringWriter();
        KtapReport.write(document, folder, out);
        Golden.check("results.ktap", out.toString());
    }

    @Test
    void firstPageKeepsItsBytes() throws Exception {
        StringWriter out = new StringWriter();
        new HtmlReport(MatrixFixtures.secondNight(folder.resolve("history.sqlite")), folder).writeIndex(out);
        Golden.check("index.html", body(out));
    }

    @Test
    void trialPageKeepsItsBytes() throws Exception {
        NightlyComparison nightlyComparison = MatrixFixtures.secondNight(folder.resolve("history.sqlite"));
        Waveform wave = new Waveform(0.5, List.of(-7, 0), List.of(0, 9));
        Waveform.Sound sound = new Waveform.Sound(wave, wave);
        TrialArtifacts material = new TrialArtifacts(
                List.of("one", "two"),
                Optional.of(new Waveform.SoundComparison(sound, Optional.of(sound))),
                Optional.of("a.png"),
                Optional.of(CallFixtures.beforeReport("vc4_hdmi_stop_packet")));
        StringWriter out = new StringWriter();
        new HtmlReport(nightlyComparison, folder)
                .writeTrial(nightlyComparison.document().results().get(0), material, out);
        Golden.check("trial.html", body(out));
    }

    /** Without the style and the script, which are files. */
    private static String body(StringWriter page) {
        return page.toString().replaceAll("(?s)<(style|script)>.*?</\\1>", "");
    }
}
