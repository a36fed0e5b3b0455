// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads what the devices of a machine observed. */
record DeviceReader(Qom devices) {
    private static final String VIOLATIONS = "violations";

    /**
     * Reads the HDMI outputs.
     *
     * @param cards their numbers
     */
    List<DeviceEvidence> read(List<Integer> cards) throws IOException, InterruptedException {
        List<DeviceEvidence> outputs = new ArrayList<>();
        for (int card : cards) {
            outputs.add(new DeviceEvidence(
                    readFifo("mai" + card),
                    readInfoframes("hdmi" + card),
                    outputs.isEmpty() ? readViolations() : List.of()));
        }
        return outputs;
    }

    private DeviceEvidence.FifoEvidence readFifo(String fifo) throws IOException, InterruptedException {
        return new DeviceEvidence.FifoEvidence(
                devices.getNumber(fifo, "streams"),
                devices.getNumber(fifo, "words-played"),
                devices.getNumber(fifo, "first-word-ns"),
                devices.getNumber(fifo, "last-word-ns"),
                devices.getNumber(fifo, "underruns"),
                devices.getNumber(fifo, "overruns"),
                devices.getNumber(fifo, "capture-files"),
                devices.getNumber(fifo, "capture-lost"));
    }

    private DeviceEvidence.InfoframeEvidence readInfoframes(String transmitter)
            throws IOException, InterruptedException {
        return new DeviceEvidence.InfoframeEvidence(
                AudioInfoframe.of(devices.getText(transmitter, "audio-infoframe")),
                devices.getNumber(transmitter, "audio-infoframe-late-ns"),
                devices.getNumber(transmitter, "audio-infoframe-without-ns"));
    }

    private List<String> readViolations() throws IOException, InterruptedException {
        List<String> violations = new ArrayList<>();
        for (String device : devices.findObjectsWith(VIOLATIONS, QomPaths.DEVICES)) {
            for (String violation : devices.getTexts(device, VIOLATIONS)) {
                violations.add(device.substring(device.lastIndexOf('/') + 1) + ": " + violation);
            }
        }
        return violations;
    }
}
