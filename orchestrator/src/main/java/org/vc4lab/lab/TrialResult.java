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
 * @param folder has its console.log, evidence.json, mai.wav, capture.wav and screenshot.png
 */
public record TrialResult(Trial trial, Evidence evidence, Judgement judgement, Path folder) {
    /** A PNG file of the first output's picture at the end; missing if the output was off. */
    public Path screenshot() {
        return new TrialFolder(folder).screenshot();
    }

    /** Whether verdict and reports are as expected; true without an expectation. */
    public boolean asExpected() {
        return trial.expectation()
                .map(expectation -> expectation.isMetBy(judgement, evidence.reportNames()))
                .orElse(true);
    }
}
