// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.vc4lab.kernellog.ReportKind;

/**
 * All that a trial left; the console's log and the captures are files beside it.
 *
 * @param wall how long the trial took on the host's clock: the only difference between equal trials
 */
public record Evidence(TrialSetup setup, LogEvidence log, HardwareEvidence hardware, Duration wall) {
    /** The reports that are neither answers to the canary nor in the released kernel. */
    public List<TrialReport> relevantReports() {
        return log.reports().stream()
                .filter(report -> !report.fromCanary())
                .filter(report ->
                        report.name().filter(log.knownReports()::contains).isEmpty())
                .toList();
    }

    /** Whether a relevant report is of this kind. */
    public boolean hasReport(ReportKind kind) {
        return relevantReports().stream().anyMatch(report -> report.kind() == kind);
    }

    /** Whether a relevant report is a panic, or ended in one. */
    public boolean hasPanicked() {
        return relevantReports().stream().anyMatch(report -> report.panicked() || report.kind() == ReportKind.PANIC);
    }

    /** The case's names for reports of this trial, sorted. */
    public List<String> reportNames() {
        return relevantReports().stream()
                .flatMap(report -> report.name().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** How long after a stream's first sample its infoframe was sent, at worst; empty without either. */
    public OptionalLong infoframeLateMicros() {
        return hardware.devices().stream()
                .filter(device -> device.infoframes().lateNanos() >= 0 && device.wordsPlayed() > 0)
                .mapToLong(device ->
                        TimeUnit.NANOSECONDS.toMicros(device.infoframes().lateNanos()))
                .findFirst();
    }
}
