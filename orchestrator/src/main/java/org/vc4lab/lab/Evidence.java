// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vc4lab.guest.RunProfile;

/**
 * All that a trial left; the console's log and the captures stand beside it.
 *
 * @param runProfile by which clock the guest ran
 * @param devices what the devices saw, where they could be asked
 * @param audio what became of the tone, where anything was captured
 * @param wall how long it took on the host's clock; the one thing that differs between equal trials
 */
public record Evidence(
        String caseName,
        String candidate,
        String scenario,
        String profile,
        RunProfile runProfile,
        Ending ending,
        ConsoleTranscript console,
        List<SeenReport> reports,
        Optional<DeviceEvidence> devices,
        Optional<AudioResult> audio,
        Duration wall) {
    public Evidence {
        reports = List.copyOf(reports);
    }

    /** The reports that are not answers to the canary. */
    public List<SeenReport> found() {
        return reports.stream().filter(report -> !report.canary()).toList();
    }

    /** Names that the case has for reports of this trial, sorted. */
    public List<String> namedReports() {
        return found().stream()
                .flatMap(report -> report.name().stream())
                .distinct()
                .sorted()
                .toList();
    }
}
