// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.vc4lab.guest.ClockMode;

/**
 * All that a trial left; the console's log and the captures stand beside it.
 *
 * @param clockMode by which clock the guest ran
 * @param faults that the hardware had in it
 * @param knownReports names of reports that stand in the kernel as it was released, and tell nothing of the candidate
 * @param messages in which drivers complained, outside of all reports
 * @param checks the violations that the kernel has to report, because it is configured to
 * @param devices what the devices saw, where they could be asked
 * @param audio what became of the tone, where anything was captured
 * @param otherOutputs what was seen of the scenario's further outputs
 * @param changes what was done to the machine meanwhile
 * @param wall how long it took on the host's clock; the one thing that differs between equal trials
 */
public record Evidence(
        String caseName,
        String candidate,
        String scenario,
        String profile,
        List<String> faults,
        ClockMode clockMode,
        List<CanaryCheck> checks,
        Termination termination,
        ConsoleTranscript console,
        List<TrialReport> reports,
        List<String> knownReports,
        List<DriverMessage> messages,
        Optional<DeviceEvidence> devices,
        Optional<AudioResult> audio,
        List<OutputEvidence> otherOutputs,
        List<ScheduledChangeResult> changes,
        Duration wall) {
    public Evidence {
        faults = List.copyOf(faults);
        checks = List.copyOf(checks);
        reports = List.copyOf(reports);
        knownReports = List.copyOf(knownReports);
        messages = List.copyOf(messages);
        otherOutputs = List.copyOf(otherOutputs);
        changes = List.copyOf(changes);
    }

    /** The reports that are neither answers to the canary nor known of the kernel. */
    public List<TrialReport> relevantReports() {
        return reports.stream()
                .filter(report -> !report.fromCanary())
                .filter(report -> report.name().filter(knownReports::contains).isEmpty())
                .toList();
    }

    /** Names that the case has for reports of this trial, sorted. */
    public List<String> reportNames() {
        return relevantReports().stream()
                .flatMap(report -> report.name().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** How long after a stream's first sample its infoframe was sent, at worst; empty where none was, or no sound. */
    public OptionalLong infoframeLateMicros() {
        return devices.stream()
                .filter(device -> device.infoframeLateNanos() >= 0 && device.wordsPlayed() > 0)
                .mapToLong(device -> TimeUnit.NANOSECONDS.toMicros(device.infoframeLateNanos()))
                .findFirst();
    }
}
