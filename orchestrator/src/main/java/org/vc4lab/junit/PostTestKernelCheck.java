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
import org.vc4lab.guest.GuestEvidence;
import org.vc4lab.kernellog.Report;

/** What is looked at when a test has ended, whatever its assertions said. */
record PostTestKernelCheck(BootedGuest guest, List<String> allowed, Duration limit) {
    /** "1" as long as lockdep looks at locks: the first report of it, or of another kind, ends that. */
    private static final String LOCK_CHECKS = "awk '$1 == \"debug_locks:\" { print $2 }' /proc/lockdep_stats";

    /** Keeps the evidence, and says what is wrong, if anything. */
    Optional<String> run() throws IOException, InterruptedException {
        if (guest.terminationReason().isPresent()) {
            return describeUnexpectedReports()
                    .or(guest::terminationReason); // the test may have ended it, but the extension cannot know
        }
        String checks = guest.shell(LOCK_CHECKS, limit).stdout().strip();
        writeEvidence(guest.evidence());
        Optional<String> unexpected = describeUnexpectedReports();
        boolean masked = checks.equals("0") && guest.kernelLog().isEmpty();
        return unexpected.isEmpty() && masked
                ? Optional.of("the kernel's lock checks are off, and no report tells why: its silence proves nothing")
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

    private record EvidenceContent(
            @JsonProperty("reports") List<String> reports,
            @JsonProperty("outputs") List<GuestEvidence.Output> outputs,
            @JsonProperty("violations") List<String> violations) {}

    static void writeEvidence(GuestEvidence evidence) throws IOException {
        Path file = evidence.folder().resolve("guest-evidence.json");
        Json.mapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(
                        file.toFile(),
                        new EvidenceContent(
                                evidence.reports().stream().map(Report::title).toList(),
                                evidence.outputs(),
                                evidence.violations()));
    }
}
