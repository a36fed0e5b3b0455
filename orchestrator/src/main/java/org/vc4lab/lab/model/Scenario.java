// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vc4lab.guest.DeviceCounter;
import org.vc4lab.guest.ScheduledChange;
import org.vc4lab.lab.model.RequiredEvidence.RequiredCommand;
import org.vc4lab.lab.model.RequiredEvidence.RequiredCounter;
import org.vc4lab.lab.model.RequiredEvidence.RequiredLogLine;

/**
 * What the guest does, and what happens to its hardware meanwhile.
 *
 * @param run shell lines; the first that fails ends the scenario
 * @param audio the sound that is captured; empty if no sound is looked at
 * @param faults injected in addition to the user's
 * @param expectedErrors parts of driver error lines that are tolerated
 * @param guestLimit guest time, boot included, after which a trial counts as hung
 * @param evidence what a trial has to show to be CLEAN, beside what all trials have to
 */
public record Scenario(
        @JsonProperty("name") String name,
        @JsonProperty("run") List<String> run,
        @JsonUnwrapped Optional<ScenarioAudio> audio,
        @JsonProperty("changes") List<ScheduledChange> changes,
        @JsonProperty("faults") List<Fault.FaultInjection> faults,
        @JsonProperty("tolerates") List<String> expectedErrors,
        @JsonProperty("guestLimit") @JsonSerialize(using = ToStringSerializer.class) Duration guestLimit,
        @JsonProperty("evidence") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RequiredEvidence> evidence) {
    public Scenario {
        run = List.copyOf(run);
        changes = List.copyOf(changes);
        faults = List.copyOf(faults);
        expectedErrors = List.copyOf(expectedErrors);
        evidence = List.copyOf(evidence);
    }

    /** Whether nothing but one stream is played. */
    public boolean playsOnce() {
        return audio.filter(sound -> sound.playback().plays() == 1).isPresent();
    }

    /**
     * The sound that is captured, and what it has to be.
     *
     * @param cards numbers of the captured outputs, at least one
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
     * @param format in which the samples of the tone are played; empty: the tone's own
     * @param speakers channels in which the speakers' test of alsa-utils plays its pattern in turn, instead of the tone
     */
    public record Playback(
            @JsonProperty("plays") int plays,
            @JsonProperty("frames") int frames,
            @JsonProperty("periodInterrupts") long periodInterrupts,
            @JsonProperty("format") @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<StreamFormat> format,
            @JsonProperty("speakers") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> speakers) {
        public Playback {
            speakers = List.copyOf(speakers);
        }

        /** Of the tone as it is. */
        public Playback(int plays, int frames, long periodInterrupts) {
            this(plays, frames, periodInterrupts, Optional.empty(), List.of());
        }

        /** Whether one stream fills all channels, as IEC 61937 has it for more than 6.144 Mbit/s. */
        public boolean isHighBitRate() {
            return format.isPresent() && format.get().highBitRate();
        }
    }

    /**
     * A format that is played.
     *
     * @param rate in samples per second
     * @param highBitRate whether the channels are those of one IEC 60958 stream, to be sent in packets of high bit rate
     */
    public record StreamFormat(
            @JsonProperty("rate") int rate,
            @JsonProperty("channels") int channels,
            @JsonProperty("highBitRate") boolean highBitRate) {}

    /** The captured outputs. */
    public List<Integer> cards() {
        return audio.map(ScenarioAudio::cards).orElse(List.of());
    }

    /** The output whose picture is kept: the first captured one. */
    public int card() {
        return audio.map(sound -> sound.cards().get(0)).orElse(0);
    }

    /** The commands whose results are evidence; their numbers count from 1. */
    public List<RequiredCommand> commands() {
        return evidence(RequiredCommand.class);
    }

    /** The counters that are evidence. */
    public List<DeviceCounter> counters() {
        return evidence(RequiredCounter.class).stream()
                .map(RequiredCounter::counter)
                .distinct()
                .toList();
    }

    /** The words that are looked for in the kernel's log. */
    public List<String> logWords() {
        return evidence(RequiredLogLine.class).stream()
                .map(RequiredLogLine::words)
                .distinct()
                .toList();
    }

    /**
     * What init reads: the scenario's name, the time of its end, and the script.
     *
     * @param endSeconds of the guest's clock
     * @param before lines that the guest runs before it, each with its end
     */
    public String text(long endSeconds, String before) {
        return name + "\n" + endSeconds + "\n" + before + script();
    }

    private <T extends RequiredEvidence> List<T> evidence(Class<T> type) {
        return evidence.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The script for the guest's shell. */
    public String script() {
        StringBuilder script = new StringBuilder("set -e\n" + String.join("\n", run) + "\n");
        List<RequiredCommand> commands = commands();
        if (!commands.isEmpty()) {
            script.append("(exit $?)\n"); // ends the script even after a failed `!`, which `set -e` lets pass
        }
        for (int i = 0; i < commands.size(); i++) {
            script.append(commands.get(i).script(i + 1));
        }
        return script.toString();
    }
}
