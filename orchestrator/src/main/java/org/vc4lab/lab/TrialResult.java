// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.nio.file.Path;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.TrialFolder;

/**
 * A trial with its verdict.
 *
 * @param folder where its console.log, evidence.json, mai.wav, capture.wav and screenshot.png are
 */
public record TrialResult(Trial trial, Evidence evidence, Judgement judgement, Path folder) {
    /** A PNG file of what the monitor showed at the end, where there was a picture. */
    public Path screenshot() {
        return new TrialFolder(folder).screenshot();
    }

    /** Whether it showed what is expected; true where nothing is. */
    public boolean asExpected() {
        return trial.expectation()
                .map(expectation -> expectation.isMetBy(judgement, evidence.reportNames()))
                .orElse(true);
    }
}
