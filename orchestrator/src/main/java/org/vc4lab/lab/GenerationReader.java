// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.KernelRange;

/** Reads which other kernels a case knows. */
record GenerationReader(CandidateReader candidates) {
    List<Generation> generations(Optional<YamlValue> value) throws CaseFileException {
        List<Generation> all = new ArrayList<>();
        if (value.isPresent()) {
            for (YamlValue one : value.get().list()) {
                all.add(generation(one));
            }
        }
        return all;
    }

    private Generation generation(YamlValue value) throws CaseFileException {
        YamlMapping one = value.mapping().only("kernels", "known", "irqsOffMicros", "unpatched", "candidates");
        Optional<YamlValue> known = one.optional("known");
        Optional<YamlValue> irqsOff = one.optional("irqsOffMicros");
        return new Generation(
                range(one.required("kernels")),
                known.isPresent() ? CandidateReader.namesOf(known.get(), candidates.reports()) : List.of(),
                irqsOff.isPresent() ? Optional.of(CaseFile.limit(irqsOff.get())) : Optional.empty(),
                candidates.candidates(
                        one.required("candidates"), one.required("unpatched").name()));
    }

    private static KernelRange range(YamlValue value) throws CaseFileException {
        String text = value.text();
        try {
            return KernelRange.of(text);
        } catch (IllegalArgumentException none) {
            throw value.problem(String.valueOf(none.getMessage()));
        }
    }
}
