// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.Optional;

/** One boot: a candidate's kernel, what the guest does, and how the hardware behaves. */
public record Trial(Case ofCase, Candidate candidate, Scenario scenario, HardwareProfile profile) {
    public Optional<Expectation> expectation() {
        return candidate.expectation(profile);
    }
}
