// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.guest.Qom;

/** Asks the devices of a machine that stands what they have seen. */
final class DeviceReader {
    private static final String VIOLATIONS = "violations";

    private final Qom devices;

    DeviceReader(Qom devices) {
        this.devices = devices;
    }

    /** Of each of the outputs, in order; the violations of all devices are told with the first. */
    List<DeviceEvidence> read(List<Integer> cards) throws IOException, InterruptedException {
        List<DeviceEvidence> all = new ArrayList<>();
        for (int card : cards) {
            all.add(read(card, all.isEmpty() ? violations() : List.of()));
        }
        return all;
    }

    private DeviceEvidence read(int card, List<String> violations) throws IOException, InterruptedException {
        String fifo = Board.fifo(card);
        String transmitter = Board.transmitter(card);
        return new DeviceEvidence(
                devices.number(fifo, "streams"),
                devices.number(fifo, "words-played"),
                devices.number(fifo, "first-word-ns"),
                devices.number(fifo, "last-word-ns"),
                devices.number(fifo, "underruns"),
                devices.number(fifo, "overruns"),
                devices.number(fifo, "capture-files"),
                devices.number(fifo, "capture-lost"),
                AudioInfoframe.of(devices.text(transmitter, "audio-infoframe")),
                devices.number(transmitter, "audio-infoframe-late-ns"),
                devices.number(transmitter, "audio-infoframe-without-ns"),
                violations);
    }

    private List<String> violations() throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        for (String device : devices.having(VIOLATIONS, Board.DEVICES)) {
            for (String violation : devices.texts(device, VIOLATIONS)) {
                all.add(device.substring(device.lastIndexOf('/') + 1) + ": " + violation);
            }
        }
        return all;
    }
}
