// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.lab.model.ConsoleTranscript.GuestMetric;
import org.vc4lab.lab.model.Evidence.AudioResult;
import org.vc4lab.lab.model.WitnessEvidence.WitnessPhase;
import org.vc4lab.lab.model.WitnessEvidence.WitnessedCall;

/** Who saw what in a trial, in lines of text. */
public record ObserverSummary(
        @JsonProperty("console") List<String> console,
        @JsonProperty("witness") List<String> witness,
        @JsonProperty("canary") List<String> canary,
        @JsonProperty("hardware") List<String> hardware) {
    public ObserverSummary {
        console = List.copyOf(console);
        witness = List.copyOf(witness);
        canary = List.copyOf(canary);
        hardware = List.copyOf(hardware);
    }

    public static ObserverSummary of(Evidence evidence) {
        return new ObserverSummary(
                console(evidence),
                evidence.witness()
                        .map(ObserverSummary::witness)
                        .orElse(List.of("the emulator ran without the witness")),
                canary(evidence),
                hardware(evidence.hardware()));
    }

    /** By the observers' names. */
    public Map<String, List<String>> byObserver() {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        lines.put("console", console);
        lines.put("witness", witness);
        lines.put("canary", canary);
        lines.put("hardware", hardware);
        return lines;
    }

    private static List<String> console(Evidence evidence) {
        List<String> reports = evidence.relevantReports().stream()
                .map(report -> report.name().map(name -> name + ": ").orElse("")
                        + report.title()
                        + (report.occurrence().repeats() > 1
                                ? ", " + report.occurrence().repeats() + " times"
                                : ""))
                .toList();
        return reports.isEmpty() ? List.of("no report") : reports;
    }

    private static List<String> witness(WitnessEvidence witness) {
        if (!witness.isComplete()) {
            return Stream.concat(
                            witness.absent().map(reason -> "no witness: " + reason).stream(),
                            witness.incomplete().stream())
                    .toList();
        }
        List<String> lines = new ArrayList<>();
        witness.sleepsOfKernel()
                .map(sleep -> sleep.name().map(name -> name + ": ").orElse("") + sleep)
                .forEach(lines::add);
        if (lines.isEmpty()) {
            lines.add("no sleep in atomic context");
        }
        witness.reports().stream()
                .filter(call -> call.phase() != WitnessPhase.CANARY)
                .collect(Collectors.groupingBy(
                        WitnessedCall::function, LinkedHashMap::new, Collectors.summingInt(WitnessedCall::times)))
                .forEach((function, times) -> lines.add(function + " was called " + times + " times"));
        witness.irqsOffNanos()
                .ifPresent(nanos -> lines.add("interrupts masked for " + TimeUnit.NANOSECONDS.toMicros(nanos)
                        + " us while an output played"));
        witness.irqWaitNanos()
                .ifPresent(nanos -> lines.add("an interrupt waited for " + TimeUnit.NANOSECONDS.toMicros(nanos)
                        + " us while an output played"));
        if (!witness.counts().isEmpty()) {
            lines.add("functions of the changed files ran " + witness.executions() + " times");
        }
        if (!witness.chainCounts().isEmpty()) {
            lines.add("functions of the case's call chains ran: "
                    + witness.chainCounts().entrySet().stream()
                            .map(count -> count.getKey() + " " + count.getValue())
                            .collect(Collectors.joining(", ")));
        }
        lines.add(witness.sawCanary() ? "the canary's sleep" : "no sleep of the canary");
        return lines;
    }

    private static List<String> canary(Evidence evidence) {
        Stream<String> checks = evidence.setup().checks().stream()
                .map(check -> check.violation() + ": "
                        + (evidence.log().reports().stream().anyMatch(check::isReportedBy)
                                ? "reported"
                                : "not reported"));
        Stream<String> gauge = evidence.log().console().metric(GuestMetric.IRQS_OFF).stream()
                .mapToObj(micros -> "interrupts off for " + micros + " us in the scenario");
        List<String> lines = Stream.concat(checks, gauge).toList();
        return lines.isEmpty() ? List.of("this kernel has no checks") : lines;
    }

    private static List<String> hardware(Evidence.HardwareEvidence hardware) {
        Optional<AudioResult> audio = hardware.audio();
        Stream<String> sound = hardware.devices().isEmpty() && audio.isEmpty()
                ? Stream.empty()
                : Stream.of(
                        audio.map(tone -> tone.samplesPlayed() + " of " + tone.samplesExpected() + " samples unchanged")
                                .orElse("nothing was captured"));
        Stream<String> violations = hardware.violations().stream().map(violation -> "rule broken: " + violation);
        Stream<String> counters =
                hardware.counters().entrySet().stream().map(counter -> counter.getKey() + " = " + counter.getValue());
        List<String> lines =
                Stream.of(sound, counters, violations).flatMap(part -> part).toList();
        return lines.isEmpty() ? List.of("nothing was observed") : lines;
    }
}
