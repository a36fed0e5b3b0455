// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.kernel.KernelRange;
import org.vc4lab.lab.model.KernelRangeOverrides;

/** Reads which other kernels a case knows. */
record KernelRangeOverridesReader(CandidateReader candidates) {
    List<KernelRangeOverrides> readOverrides(Optional<YamlValue> value) throws CaseFileException {
        List<KernelRangeOverrides> overrides = new ArrayList<>();
        if (value.isPresent()) {
            for (YamlValue item : value.get().list()) {
                overrides.add(readEntry(item));
            }
        }
        return overrides;
    }

    private KernelRangeOverrides readEntry(YamlValue value) throws CaseFileException {
        YamlMapping mapping =
                value.mapping().requireOnly("kernels", "known", "irqsOffMicros", "unpatched", "candidates");
        Optional<YamlValue> knownReports = mapping.optional("known");
        Optional<YamlValue> irqsOff = mapping.optional("irqsOffMicros");
        return new KernelRangeOverrides(
                range(mapping.required("kernels")),
                knownReports.isPresent()
                        ? CandidateReader.readReportNames(knownReports.get(), candidates.reports())
                        : List.of(),
                irqsOff.isPresent() ? Optional.of(CaseFile.readLimit(irqsOff.get())) : Optional.empty(),
                candidates.candidates(
                        mapping.required("candidates"),
                        mapping.required("unpatched").name()));
    }

    private static KernelRange range(YamlValue value) throws CaseFileException {
        String text = value.text();
        try {
            return KernelRange.of(text);
        } catch (IllegalArgumentException invalid) {
            throw value.problem(String.valueOf(invalid.getMessage()));
        }
    }
}
