// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.kernellog.KernelLogParser;
import org.vc4lab.kernellog.Report;

/** Asks a machine that runs what it has seen. Its devices are found by what they tell. */
final class EvidenceCollector {
    private static final String ROOT = "/machine/soc";
    private static final String VIOLATIONS = "violations";
    private static final String CONNECTED = "connected";

    private final Guest guest;
    private final Qom devices;

    EvidenceCollector(Guest guest) {
        this.guest = guest;
        this.devices = guest.devices();
    }

    GuestEvidence collect() throws IOException, InterruptedException {
        Machine machine = guest.machine();
        return new GuestEvidence(
                machine.folder(), machine.console(), reports(machine.console()), outputs(), violations());
    }

    static List<Report> reports(Path console) throws IOException {
        // a guest may print any bytes
        try (BufferedReader log = Files.newBufferedReader(console, StandardCharsets.ISO_8859_1)) {
            return KernelLogParser.parse(log);
        }
    }

    private List<GuestEvidence.Output> outputs() throws IOException, InterruptedException {
        List<String> fifos = devices.findObjectsWith("words-played", ROOT);
        List<String> transmitters = devices.findObjectsWith("audio-infoframe", ROOT);
        List<GuestEvidence.Output> outputs = new ArrayList<>();
        for (int i = 0; i < fifos.size(); i++) {
            outputs.add(new GuestEvidence.Output(
                    devices.getNumber(fifos.get(i), "streams"),
                    devices.getNumber(fifos.get(i), "words-played"),
                    devices.getNumber(fifos.get(i), "underruns"),
                    devices.getText(transmitters.get(i), "audio-infoframe"),
                    devices.getNumber(transmitters.get(i), "audio-infoframe-late-ns")));
        }
        return outputs;
    }

    private List<String> violations() throws IOException, InterruptedException {
        List<String> violations = new ArrayList<>();
        for (String device : devices.findObjectsWith(VIOLATIONS, ROOT)) {
            for (String violation : devices.getTexts(device, VIOLATIONS)) {
                violations.add(device.substring(device.lastIndexOf('/') + 1) + ": " + violation);
            }
        }
        return violations;
    }

    /** Pulls or plugs the cable of an HDMI output. */
    void setConnected(int output, boolean connected) throws IOException, InterruptedException {
        List<String> monitors = devices.findObjectsWith(CONNECTED, ROOT).stream()
                .filter(path -> path.matches(".*/hdmi\\d+"))
                .toList();
        if (output < 0 || output >= monitors.size()) {
            throw new GuestException("no HDMI output " + output + "; there are " + monitors.size());
        }
        guest.setProperty(DeviceProperty.flag(monitors.get(output), CONNECTED, connected));
    }
}
