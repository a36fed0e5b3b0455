// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Duration;
import java.util.List;
import org.vc4lab.guest.ScheduledChange;

/**
 * What the guest does, and what is done to it meanwhile.
 *
 * @param run shell lines; the first that fails ends it
 * @param cards numbers of the HDMI outputs whose samples are captured, one at least
 * @param changes what is done to the machine meanwhile
 * @param faults that the hardware has in it, whatever the user asks for
 * @param expectedErrors parts of drivers' complaints that are right here
 * @param guestLimit how long a trial may take on the guest's clock, boot included
 */
public record Scenario(
        @JsonProperty("name") String name,
        @JsonProperty("run") List<String> run,
        @JsonProperty("cards") List<Integer> cards,
        @JsonProperty("playback") Playback playback,
        @JsonProperty("changes") List<ScheduledChange> changes,
        @JsonProperty("faults") List<FaultInjection> faults,
        @JsonProperty("tolerates") List<String> expectedErrors,
        @JsonProperty("guestLimit") @JsonSerialize(using = ToStringSerializer.class) Duration guestLimit) {
    public Scenario {
        run = List.copyOf(run);
        cards = List.copyOf(cards);
        changes = List.copyOf(changes);
        faults = List.copyOf(faults);
        expectedErrors = List.copyOf(expectedErrors);
    }

    /**
     * What has to come out of each of the outputs.
     *
     * @param plays how often the tone is played; 0 where what comes is not to be compared with it
     * @param frames how much of the tone is played each time; 0 for all of it
     * @param periodInterrupts how many periods have to elapse at least
     */
    public record Playback(
            @JsonProperty("plays") int plays,
            @JsonProperty("frames") int frames,
            @JsonProperty("periodInterrupts") long periodInterrupts) {}

    /** The output that is looked at first. */
    public int card() {
        return cards.get(0);
    }

    /** The script as the guest's shell runs it. */
    public String script() {
        return "set -e\n" + String.join("\n", run) + "\n";
    }
}
