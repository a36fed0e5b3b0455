// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.util.Optional;
import org.vc4lab.intake.MachineParts.ArchitectureEntry;

/** The architecture of the kernel that printed the reports. */
record ArchitectureHint(PostedText text, MachineParts parts) {
    /** Empty if no line of a report shows it. */
    Optional<Guess<ArchitectureEntry>> read() {
        return text.findInReports(line -> find(line).isPresent())
                .map(line -> Guess.of(find(line.text()).orElseThrow(), line.quoted()));
    }

    private Optional<ArchitectureEntry> find(String line) {
        return parts.file().architectures().stream()
                .filter(architecture -> architecture.signs().stream().anyMatch(line::contains))
                .findFirst();
    }
}
