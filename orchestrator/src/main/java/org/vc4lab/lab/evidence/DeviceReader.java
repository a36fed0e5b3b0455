// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.guest.Qom;
import org.vc4lab.lab.model.AudioInfoframe;
import org.vc4lab.lab.model.DeviceEvidence;

/** Asks the devices of a machine that stands what they have seen. */
public final class DeviceReader {
    private static final String VIOLATIONS = "violations";

    private final Qom devices;

    public DeviceReader(Qom devices) {
        this.devices = devices;
    }

    /** Of each of the outputs, in order; the violations of all devices are told with the first. */
    public List<DeviceEvidence> read(List<Integer> cards) throws IOException, InterruptedException {
        List<DeviceEvidence> outputs = new ArrayList<>();
        for (int card : cards) {
            outputs.add(read(card, outputs.isEmpty() ? readViolations() : List.of()));
        }
        return outputs;
    }

    private DeviceEvidence read(int card, List<String> violations) throws IOException, InterruptedException {
        String fifo = QomPaths.fifo(card);
        String transmitter = QomPaths.transmitter(card);
        return new DeviceEvidence(
                devices.getNumber(fifo, "streams"),
                devices.getNumber(fifo, "words-played"),
                devices.getNumber(fifo, "first-word-ns"),
                devices.getNumber(fifo, "last-word-ns"),
                devices.getNumber(fifo, "underruns"),
                devices.getNumber(fifo, "overruns"),
                devices.getNumber(fifo, "capture-files"),
                devices.getNumber(fifo, "capture-lost"),
                AudioInfoframe.of(devices.getText(transmitter, "audio-infoframe")),
                devices.getNumber(transmitter, "audio-infoframe-late-ns"),
                devices.getNumber(transmitter, "audio-infoframe-without-ns"),
                violations);
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
