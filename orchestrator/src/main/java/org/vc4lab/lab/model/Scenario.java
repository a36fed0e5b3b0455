// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vc4lab.guest.ScheduledChange;

/**
 * What the guest does, and what happens to its hardware meanwhile.
 *
 * @param run shell lines; the first that fails ends the scenario
 * @param audio the sound that is captured; empty if no sound is looked at
 * @param faults injected in addition to the user's
 * @param expectedErrors parts of driver error lines that are tolerated
 * @param guestLimit guest time, boot included, after which a trial counts as hung
 */
public record Scenario(
        @JsonProperty("name") String name,
        @JsonProperty("run") List<String> run,
        @JsonUnwrapped Optional<ScenarioAudio> audio,
        @JsonProperty("changes") List<ScheduledChange> changes,
        @JsonProperty("faults") List<Fault.FaultInjection> faults,
        @JsonProperty("tolerates") List<String> expectedErrors,
        @JsonProperty("guestLimit") @JsonSerialize(using = ToStringSerializer.class) Duration guestLimit) {
    public Scenario {
        run = List.copyOf(run);
        changes = List.copyOf(changes);
        faults = List.copyOf(faults);
        expectedErrors = List.copyOf(expectedErrors);
    }

    /**
     * The sound that is captured, and what it has to be.
     *
     * @param cards numbers of the captured HDMI outputs, at least one
     */
    public record ScenarioAudio(
            @JsonProperty("cards") List<Integer> cards, @JsonProperty("playback") Playback playback) {
        public ScenarioAudio {
            cards = List.copyOf(cards);
        }
    }

    /**
     * Expected output of each card.
     *
     * @param plays how often the tone is played; 0: the capture is not compared
     * @param frames of the tone that are played each time; 0: all
     * @param periodInterrupts minimum number of periods that elapse
     */
    public record Playback(
            @JsonProperty("plays") int plays,
            @JsonProperty("frames") int frames,
            @JsonProperty("periodInterrupts") long periodInterrupts) {}

    /** The captured outputs. */
    public List<Integer> cards() {
        return audio.map(ScenarioAudio::cards).orElse(List.of());
    }

    /** The output whose picture is kept: the first captured one. */
    public int card() {
        return audio.map(sound -> sound.cards().get(0)).orElse(0);
    }

    /** The script for the guest's shell. */
    public String script() {
        return "set -e\n" + String.join("\n", run) + "\n";
    }
}
