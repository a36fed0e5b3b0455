// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.vc4lab.guest.DeviceEvidence;
import org.vc4lab.lab.model.ConsoleTranscript;
import org.vc4lab.lab.model.ConsoleTranscript.GuestMetric;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Evidence.DriverMessage;
import org.vc4lab.lab.model.TrialReport;

/**
 * What a fault did, in words for the documentation. Without numbers that would change with any change of the models.
 *
 * @param guest what the guest saw: the player's status and words, and the drivers' complaints
 * @param emulator what came out of the emulated hardware
 */
record FaultEffect(String guest, String emulator) {
    private static final int ENDED_BY_INIT = 124;
    private static final String SEPARATOR = "; ";
    /** So wide that what differs from kernel to kernel changes no step: four packets of 99 ms stand amid one. */
    private static final long STEP_MILLIS = 150;

    private static final long STEP_NANOS = STEP_MILLIS * 1_000_000;

    /** @param healthy what is seen without a fault, and so is no effect of one */
    static FaultEffect of(Evidence faulty, Evidence healthy) {
        List<String> guest = new ArrayList<>();
        ConsoleTranscript console = faulty.log().console();
        guest.add(describePlayer(console));
        console.initOutput().output().stream()
                .filter(line -> !line.isBlank()
                        && !healthy.log().console().initOutput().output().contains(line))
                .forEach(line -> guest.add(asCode(line)));
        faulty.log().messages().stream()
                .map(DriverMessage::text)
                .distinct()
                .filter(text -> healthy.log().messages().stream()
                        .noneMatch(message -> message.text().equals(text)))
                .forEach(text -> guest.add(asCode(text)));
        faulty.relevantReports().stream().map(TrialReport::title).distinct().forEach(title -> guest.add(asCode(title)));
        return new FaultEffect(
                String.join(SEPARATOR, guest), String.join(SEPARATOR, describeHardware(faulty, healthy)));
    }

    private static String describePlayer(ConsoleTranscript console) {
        OptionalInt status = console.scenario().status();
        if (!console.booted()) {
            return "user space was never reached";
        }
        return status.isEmpty() || status.getAsInt() == ENDED_BY_INIT
                ? "aplay did not come to its end"
                : "aplay ended with status " + status.getAsInt();
    }

    private static List<String> describeHardware(Evidence faulty, Evidence healthy) {
        List<String> effects = new ArrayList<>();
        effects.add(faulty.hardware()
                .audio()
                .map(audio -> audio.difference().isEmpty()
                        ? "the whole tone"
                        : audio.samplesPlayed() == audio.samplesExpected()
                                ? "the whole tone and sound behind it"
                                : audio.samplesPlayed() > 0 ? "the tone's beginning" : "other sound than the tone")
                .orElse("no sound"));
        faulty.hardware().devices().ifPresent(devices -> {
            effects.add(describeInfoframe(devices));
            long later = (devices.fifo().firstWordNanos()
                            - healthy.hardware().devices().orElseThrow().fifo().firstWordNanos())
                    / STEP_NANOS;
            if (devices.fifo().firstWordNanos() > 0 && later > 0) {
                effects.add("the first sample more than " + later * STEP_MILLIS + " ms later");
            }
            Stream.of("underrun", "overrun")
                    .filter(rule -> (rule.equals("underrun")
                                    ? devices.fifo().underruns()
                                    : devices.fifo().overruns())
                            > 0)
                    .forEach(effects::add);
            devices.violations().forEach(rule -> effects.add("rule broken: " + rule.replaceFirst(" count=.*", "")));
        });
        faulty.log()
                .console()
                .metric(GuestMetric.DMA_INTERRUPTS)
                .ifPresent(count -> effects.add(count + " period interrupts"));
        faulty.hardware()
                .changes()
                .forEach(change -> effects.add(change.atNanos().isPresent() ? "set while it played" : "not set"));
        return effects;
    }

    private static String describeInfoframe(DeviceEvidence devices) {
        if (devices.wordsPlayed() == 0 || devices.infoframes().lateNanos() < 0) {
            return "no infoframe";
        }
        return devices.infoframes().lateNanos() == 0 ? "an infoframe in time" : "a late infoframe";
    }

    private static String asCode(String text) {
        return "`" + text.replaceAll("\\d+\\.\\d+", "N").replace("|", "/") + "`";
    }

    static String table(Map<String, FaultEffect> effects) {
        StringBuilder table = new StringBuilder(
                """
                # What the faults do

                To the pristine driver (the candidate `hw-params` of vc4-hdmi-atomic-sleep) that plays the tone. `FaultsIT` makes this table
                of what it sees, and compares it with this file; [faults.yaml](faults.yaml) says what the faults are. This driver has no CEC;
                the case vc4-hdmi-cec shows what those of CEC do.

                | fault | the guest | the hardware |
                |---|---|---|
                """);
        effects.forEach((fault, effect) -> table.append("| ")
                .append(fault)
                .append(" | ")
                .append(effect.guest())
                .append(" | ")
                .append(effect.emulator())
                .append(" |\n"));
        return table.toString();
    }
}
