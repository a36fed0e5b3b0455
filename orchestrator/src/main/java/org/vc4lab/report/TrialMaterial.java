// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.util.List;
import java.util.Optional;
import org.vc4lab.lab.Waveform;

/**
 * What a trial's page shows beside its record.
 *
 * @param console the lines of its log
 * @param sound the outlines of what was played and of what came out
 * @param picture the address of what the monitor showed, from the trial's page
 */
public record TrialMaterial(List<String> console, Optional<Waveform.Pair> sound, Optional<String> picture) {
    /** Of a trial that left nothing. */
    public static final TrialMaterial NOTHING = new TrialMaterial(List.of(), Optional.empty(), Optional.empty());

    public TrialMaterial {
        console = List.copyOf(console);
    }
}
