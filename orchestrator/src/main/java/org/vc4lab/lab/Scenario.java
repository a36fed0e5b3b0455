// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.time.Duration;
import java.util.List;

/**
 * What the guest does.
 *
 * @param run shell lines; the first that fails ends it
 * @param card number of the HDMI output whose samples are captured
 * @param plays how often the tone is played
 * @param periodInterrupts how many periods have to elapse at least
 * @param guestLimit how long a trial may take on the guest's clock, boot included
 */
public record Scenario(String name, List<String> run, int card, int plays, long periodInterrupts, Duration guestLimit) {
    public Scenario {
        run = List.copyOf(run);
    }

    /** The script as the guest's shell runs it. */
    public String script() {
        return "set -e\n" + String.join("\n", run) + "\n";
    }
}
