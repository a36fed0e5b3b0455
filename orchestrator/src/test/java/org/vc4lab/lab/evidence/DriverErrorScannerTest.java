// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.Evidence.DriverMessage;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.TrialReport.ReportOccurrence;

final class DriverErrorScannerTest {
    private static final List<String> LOG = List.of(
            "[    1.318281] [drm:init] *ERROR* Failed to get a clock",
            "[    1.900000] vc4lab: begin scenario=play",
            "[    2.100000] vc4lab: out: aplay: *ERROR* of its own",
            "[    2.200000] vc4_hdmi: Failed to stop audio infoframe: -110",
            "[    2.300000] ------------[ cut here ]------------",
            "[    2.300001] WARNING: *ERROR* in a report",
            "[    2.300002] ---[ end trace ]---",
            "[    2.400000][    T7] vc4_hdmi: Failed to stop audio infoframe: -110",
            "[    2.500000] all is well",
            "[    2.900000] vc4lab: end scenario=play status=0");

    @Test
    void findsErrorLinesOfDriversOutsideReports() {
        TrialReport report = EvidenceBuilder.report(Phase.SCENARIO, org.vc4lab.kernellog.ReportKind.WARNING, "x", "");
        TrialReport placed = new TrialReport(
                report.phase(),
                report.kind(),
                report.title(),
                report.signature(),
                report.name(),
                report.source(),
                report.functions(),
                new ReportOccurrence(1, false, false, 5, 7));
        assertThat(DriverErrorScanner.scan(
                        LOG,
                        List.of("*ERROR*", "Failed to"),
                        List.of(placed),
                        TranscriptParser.parse(LOG, TestTranscript.of(LOG))))
                .containsExactly(
                        new DriverMessage(Phase.BOOT, "[drm:init] *ERROR* Failed to get a clock", 1),
                        new DriverMessage(Phase.SCENARIO, "vc4_hdmi: Failed to stop audio infoframe: -110", 2));
    }

    /** Otherwise a line that must not be there could hide. */
    @Test
    void aLineMayHaveACharacterThatEndsLinesElsewhere() {
        List<String> log = List.of(
                "[    1.900000] vc4lab: begin scenario=play",
                "[    2.200000] squeak\rtimed out",
                "[    2.300000] squeak\u0085timed out",
                "[    2.900000] vc4lab: end scenario=play status=0");
        assertThat(DriverErrorScanner.count(
                        log, List.of("timed out"), TranscriptParser.parse(log, TestTranscript.of(log))))
                .isEqualTo(Map.of("timed out", 2));
    }
}
