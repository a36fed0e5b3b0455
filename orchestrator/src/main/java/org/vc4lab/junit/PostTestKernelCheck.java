// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.junit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vc4lab.exec.Json;
import org.vc4lab.guest.BootedGuest;
import org.vc4lab.guest.DeviceEvidence;
import org.vc4lab.guest.GuestEvidence;
import org.vc4lab.kernellog.Report;

/** Fails a test after which the kernel has reported something or checks no locks, even if its assertions hold. */
record PostTestKernelCheck(BootedGuest guest, List<String> allowed, Duration limit) {
    /** Prints 1 while lockdep is on: its first report, or an oops, turns it off. */
    private static final String LOCK_CHECKS = "awk '$1 == \"debug_locks:\" { print $2 }' /proc/lockdep_stats";

    /** Writes the evidence, and returns the problem, if any. */
    Optional<String> run() throws IOException, InterruptedException {
        if (guest.terminationReason().isPresent()) {
            return describeUnexpectedReports()
                    .or(guest::terminationReason); // the test may have ended it on purpose, but that is unknown here
        }
        String checks = guest.shell(LOCK_CHECKS, limit).stdout().strip();
        writeEvidence(guest.evidence());
        Optional<String> unexpected = describeUnexpectedReports();
        boolean masked = checks.equals("0") && guest.kernelLog().isEmpty();
        return unexpected.isEmpty() && masked
                ? Optional.of("the kernel's lock checks are off without a report: its silence proves nothing")
                : unexpected;
    }

    private Optional<String> describeUnexpectedReports() throws IOException {
        List<Report> reports = guest.kernelLog().stream()
                .filter(report -> allowed.stream().noneMatch(report.title()::contains))
                .toList();
        return reports.isEmpty()
                ? Optional.empty()
                : Optional.of("the kernel reported what @AllowReports does not allow:" + System.lineSeparator()
                        + reports.stream()
                                .map(report -> report.title() + " (line " + report.firstLine() + ")")
                                .collect(Collectors.joining(System.lineSeparator()))
                        + System.lineSeparator() + "console: " + guest.console());
    }

    /** The content of guest-evidence.json. */
    private record EvidenceContent(
            @JsonProperty("reports") List<String> reports,
            @JsonProperty("outputs") List<OutputContent> outputs,
            @JsonProperty("violations") List<String> violations) {}

    private record OutputContent(
            @JsonProperty("streams") long streams,
            @JsonProperty("wordsPlayed") long wordsPlayed,
            @JsonProperty("underruns") long underruns,
            @JsonProperty("audioInfoframe") String audioInfoframe,
            @JsonProperty("infoframeLateNanos") long infoframeLateNanos) {
        static OutputContent of(DeviceEvidence output) {
            return new OutputContent(
                    output.fifo().streams(),
                    output.wordsPlayed(),
                    output.fifo().underruns(),
                    output.infoframes().newest().hex(),
                    output.infoframes().lateNanos());
        }
    }

    static void writeEvidence(GuestEvidence evidence) throws IOException {
        Path file = evidence.folder().resolve("guest-evidence.json");
        Json.mapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(
                        file.toFile(),
                        new EvidenceContent(
                                evidence.reports().stream().map(Report::title).toList(),
                                evidence.outputs().stream()
                                        .map(OutputContent::of)
                                        .toList(),
                                evidence.violations()));
    }
}
