// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.build.kernel.KernelConfigRepository;
import org.vc4lab.build.kernel.KernelConfigRepository.PinnedRelease;
import org.vc4lab.build.kernel.KernelUpdates;
import org.vc4lab.build.kernel.KernelVersion;
import org.vc4lab.intake.KernelHint.PrintedRelease;
import org.vc4lab.intake.MachineParts.ArchitectureEntry;

/** The kernel to try, and its configuration: of those that the lab has, the nearest to what printed the reports. */
record TargetHint(
        PostedText text, MachineParts parts, KernelConfigRepository kernels, Optional<KnownReport> knownReport) {
    /** No major version had more, so that 5.19 is beside 6.0. */
    private static final int MINORS = 20;

    Guess<String> kernel() throws IOException {
        List<String> origins = new ArrayList<>();
        Optional<Guess<PrintedRelease>> printed = new KernelHint(text).read();
        printed.ifPresent(guess -> origins.addAll(guess.origins()));
        if (knownReport.isPresent()) {
            origins.add("the kernel of " + knownReport.get().describe());
            return new Guess<>(knownReport.get().ofCase().kernel(), origins);
        }
        List<String> versions = kernels.releases().stream()
                .map(PinnedRelease::version)
                .sorted(KernelUpdates.VERSION_ORDER.reversed())
                .toList();
        if (printed.isEmpty()) {
            origins.add("no line names a kernel: the newest that is pinned");
            return new Guess<>(versions.get(0), origins);
        }
        KernelVersion version = printed.get().value().version();
        String nearest = versions.stream() // of two that are as near it is the newer
                .min(Comparator.comparingInt(pinned -> Math.abs(ordinal(KernelVersion.of(pinned)) - ordinal(version))))
                .orElseThrow(() -> new IOException("no kernel is pinned in kernel-configs/kernels.lock.yaml"));
        String release = printed.get().value().release();
        if (!release.equals(nearest)) {
            origins.add("of the pinned kernels the nearest to " + release);
        }
        return new Guess<>(nearest, origins);
    }

    private static int ordinal(KernelVersion version) {
        return version.major() * MINORS + version.minor();
    }

    Guess<String> config(String kernel) throws IOException {
        Optional<Guess<ArchitectureEntry>> read = new ArchitectureHint(text, parts).read();
        if (read.isEmpty()) {
            ArchitectureEntry first = parts.file().architectures().get(0);
            return Guess.of(first.config().orElseThrow(), "no line shows the architecture: " + first.name());
        }
        ArchitectureEntry architecture = read.get().value();
        List<String> origins =
                new ArrayList<>(List.of(read.get().origins().get(0), "architecture " + architecture.name()));
        for (Map.Entry<String, String> other :
                architecture.others().orElse(Map.of()).entrySet()) {
            Optional<SourceLine> line = text.findInReports(candidate -> candidate.contains(other.getKey()));
            if (line.isPresent()) {
                origins.add(line.get().quoted());
                if (kernels.findConfig(other.getValue()).kernels().contains(KernelVersion.of(kernel))) {
                    return new Guess<>(other.getValue(), origins);
                }
                origins.add(other.getValue() + " is not for kernel " + kernel);
            }
        }
        return new Guess<>(architecture.config().orElseThrow(), origins);
    }
}
