// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the devices of an output observed.
 *
 * @param violations hardware rules that were broken, as {@code device: rule count=… first-ns=… pc=…}; those of all
 *     devices, for the first output that was read
 */
public record DeviceEvidence(
        @JsonUnwrapped FifoEvidence fifo,
        @JsonUnwrapped InfoframeEvidence infoframes,
        @JsonProperty("violations") List<String> violations) {
    private static final String VIOLATIONS = "violations";

    public DeviceEvidence {
        violations = List.copyOf(violations);
    }

    /**
     * Reads what the outputs observed.
     *
     * @param cards their numbers
     */
    static List<DeviceEvidence> read(Qom devices, List<Integer> cards) throws IOException, InterruptedException {
        List<DeviceEvidence> outputs = new ArrayList<>();
        for (int card : cards) {
            AudioOutput output = new AudioOutput(card);
            outputs.add(new DeviceEvidence(
                    FifoEvidence.read(devices, output),
                    InfoframeEvidence.read(devices, output.transmitter()),
                    outputs.isEmpty() ? readViolations(devices) : List.of()));
        }
        return outputs;
    }

    /** The hardware rules that were broken. */
    static List<String> readViolations(Qom devices) throws IOException, InterruptedException {
        List<String> violations = new ArrayList<>();
        for (String device : devices.findDevicesWith(VIOLATIONS)) {
            for (String violation : devices.getTexts(device, VIOLATIONS)) {
                violations.add(device.substring(device.lastIndexOf('/') + 1) + ": " + violation);
            }
        }
        return violations;
    }

    /**
     * The audio FIFO, and the capture of what a monitor makes of its words.
     *
     * @param streams how many were started
     * @param wordsPlayed how many words left the FIFO
     * @param firstWordNanos when the newest stream's first word left, on the guest's clock; negative if none did
     * @param lastWordNanos when the newest word of any stream left; negative if none did
     * @param underruns how often the FIFO was empty when a word was due
     * @param captureFiles files of the capture: one, and one more each time the rate or the number of channels changed
     * @param captureLost words that could not be written to the capture
     * @param packets in which the words of all streams were sent: {@code none}, {@code samples}, {@code high-bit-rate}
     *     or {@code both}
     */
    public record FifoEvidence(
            @JsonProperty("streams") long streams,
            @JsonProperty("wordsPlayed") long wordsPlayed,
            @JsonProperty("firstWordNanos") long firstWordNanos,
            @JsonProperty("lastWordNanos") long lastWordNanos,
            @JsonProperty("underruns") long underruns,
            @JsonProperty("overruns") long overruns,
            @JsonProperty("captureFiles") long captureFiles,
            @JsonProperty("captureLost") long captureLost,
            @JsonProperty("packets") String packets) {
        private static FifoEvidence read(Qom devices, AudioOutput output) throws IOException, InterruptedException {
            String fifo = output.fifo();
            return new FifoEvidence(
                    devices.getNumber(fifo, "streams"),
                    devices.getNumber(fifo, "words-played"),
                    devices.getNumber(fifo, "first-word-ns"),
                    devices.getNumber(fifo, "last-word-ns"),
                    devices.getNumber(fifo, "underruns"),
                    devices.getNumber(fifo, "overruns"),
                    devices.getNumber(output.transmitter(), "capture-files"),
                    devices.getNumber(output.transmitter(), "capture-lost"),
                    devices.getText(output.transmitter(), "audio-packets"));
        }
    }

    /**
     * The infoframes.
     *
     * @param newest the audio infoframe sent last
     * @param lateNanos how long after a stream's first word its audio infoframe was first sent, at worst; negative if
     *     it never was
     * @param withoutNanos the longest that a stream played before its audio infoframe was sent, or without any
     * @param all packets of every type, in the order in which each was first sent
     * @param unrecorded packets of which the emulator kept no record, beyond 32 distinct ones
     */
    public record InfoframeEvidence(
            @JsonProperty("infoframe") AudioInfoframe newest,
            @JsonProperty("infoframeLateNanos") long lateNanos,
            @JsonProperty("infoframeWithoutNanos") long withoutNanos,
            @JsonProperty("infoframesSent") List<SentInfoframe> all,
            @JsonProperty("infoframesUnrecorded") long unrecorded) {
        public InfoframeEvidence {
            all = List.copyOf(all);
        }

        private static InfoframeEvidence read(Qom devices, String transmitter)
                throws IOException, InterruptedException {
            List<SentInfoframe> all = new ArrayList<>();
            for (String text : devices.getTexts(transmitter, "infoframes")) {
                all.add(SentInfoframe.of(text));
            }
            return new InfoframeEvidence(
                    AudioInfoframe.of(devices.getText(transmitter, "audio-infoframe")),
                    devices.getNumber(transmitter, "audio-infoframe-late-ns"),
                    devices.getNumber(transmitter, "audio-infoframe-without-ns"),
                    all,
                    devices.getNumber(transmitter, "infoframes-unrecorded"));
        }
    }

    /** How many words left the FIFO; a sample of a channel is a word. */
    public long wordsPlayed() {
        return fifo.wordsPlayed();
    }
}
