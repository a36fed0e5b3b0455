// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.util.List;
import java.util.Optional;
import org.vc4lab.lab.audio.Waveform;

/**
 * Files of a trial that its page shows.
 *
 * @param console lines of the console log
 * @param sound waveforms of the test tone and of the capture
 * @param screenshot URL relative to the page
 */
public record TrialArtifacts(
        List<String> console, Optional<Waveform.SoundComparison> sound, Optional<String> screenshot) {
    public static final TrialArtifacts NONE = new TrialArtifacts(List.of(), Optional.empty(), Optional.empty());

    public TrialArtifacts {
        console = List.copyOf(console);
    }
}
