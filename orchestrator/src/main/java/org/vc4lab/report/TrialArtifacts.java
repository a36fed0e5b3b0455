// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.util.List;
import java.util.Optional;
import org.vc4lab.lab.audio.Waveform;

/**
 * What a trial's page shows beside its record.
 *
 * @param console the lines of its log
 * @param sound the outlines of what was played and of what came out
 * @param screenshot the address of what the monitor showed, from the trial's page
 */
public record TrialArtifacts(
        List<String> console, Optional<Waveform.SoundComparison> sound, Optional<String> screenshot) {
    /** Of a trial that left nothing. */
    public static final TrialArtifacts NONE = new TrialArtifacts(List.of(), Optional.empty(), Optional.empty());

    public TrialArtifacts {
        console = List.copyOf(console);
    }
}
