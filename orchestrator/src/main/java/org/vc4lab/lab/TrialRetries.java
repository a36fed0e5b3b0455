// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import org.vc4lab.lab.CandidateResult.TrialResult;

/** Runs a trial again after an infrastructure error, which may be temporary. */
public final class TrialRetries {
    public static final int MAX_TRIES = 3;

    private TrialRetries() {}

    /** Runs a trial. */
    @FunctionalInterface
    public interface TrialAttempt {
        TrialResult run() throws IOException, InterruptedException;
    }

    /** The result is an infrastructure error only if that of each try is. */
    public static TrialResult runUntilJudged(TrialAttempt attempt) throws IOException, InterruptedException {
        TrialResult result = attempt.run();
        for (int tries = 1; tries < MAX_TRIES && result.isInfra(); tries++) {
            result = attempt.run();
        }
        return result;
    }
}
