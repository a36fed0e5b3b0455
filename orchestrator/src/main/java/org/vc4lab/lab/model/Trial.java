// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.exec.Json;
import org.vc4lab.guest.AudioOutput;
import org.vc4lab.guest.DeviceProperty;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.ScheduledChange;
import org.vc4lab.lab.model.Fault.FaultInjection;

/**
 * One boot: a candidate's kernel, what the guest does, and how the hardware behaves.
 *
 * @param requestedFaults faults that the user asked for, beside those of the scenario
 * @param schedule which of the guest's processors runs when, from when user space is ready
 */
public record Trial(
        Case ofCase,
        Candidate candidate,
        Scenario scenario,
        Case.HardwareProfile profile,
        List<FaultInjection> requestedFaults,
        Schedule schedule) {
    public Trial {
        requestedFaults = List.copyOf(requestedFaults);
    }

    /** With the fixed schedule. */
    public Trial(
            Case ofCase,
            Candidate candidate,
            Scenario scenario,
            Case.HardwareProfile profile,
            List<FaultInjection> requestedFaults) {
        this(ofCase, candidate, scenario, profile, requestedFaults, Schedule.FIXED);
    }

    public Trial withSchedule(Schedule newSchedule) {
        return new Trial(ofCase, candidate, scenario, profile, requestedFaults, newSchedule);
    }

    /** Nothing is expected of a trial with a fault that the case does not know of. */
    public Optional<Candidate.Expectation> expectation() {
        return requestedFaults.isEmpty() ? candidate.expectation(scenario, profile) : Optional.empty();
    }

    /** All faults in it; the user's come last, and win. */
    public List<FaultInjection> faults() {
        return Stream.of(scenario.faults(), requestedFaults)
                .flatMap(List::stream)
                .toList();
    }

    /** What is set before the machine starts, the later ones win; if there is any, its boot is one of its own. */
    public List<DeviceProperty> startSettings() {
        return faults().stream()
                .flatMap(fault -> fault.settings(Fault.Activation.START).stream())
                .toList();
    }

    /**
     * What is set when user space is ready; the later ones win. A profile changes nothing that a fault has set before.
     */
    public List<DeviceProperty> scenarioSettings() {
        List<DeviceProperty> alreadySet = startSettings();
        return Stream.concat(
                        profile.settings().stream()
                                .filter(setting -> alreadySet.stream().noneMatch(setting::hasSameName)),
                        faults().stream().flatMap(fault -> fault.settings(Fault.Activation.SCENARIO).stream()))
                .toList();
    }

    /** What is done to the machine while the guest runs. */
    public List<ScheduledChange> changes() {
        return Stream.concat(scenario.changes().stream(), faults().stream().flatMap(fault -> fault.changes().stream()))
                .toList();
    }

    /**
     * All that its evidence and its verdict depend on beside emulator, kernel and userland, as JSON: equal texts stand
     * for equal trials. What is expected of it is not in it.
     */
    public String inputs() throws IOException {
        Stream<Object> inputs = Stream.of(
                ofCase.name(),
                candidate.name(),
                scenario,
                profile,
                requestedFaults,
                ofCase.needsFastProcessors(),
                describe(ofCase.limits().irqsOff()),
                describe(ofCase.limits().infoframeLate()),
                ofCase.reports().patterns(),
                ofCase.reports().bug(),
                ofCase.reports().known(),
                ofCase.reports().followOn(profile),
                ofCase.reports().driverErrorPatterns());
        Stream<Schedule> other = Stream.of(schedule).filter(any -> !any.isFixed()); // the fixed one is older than this
        return Json.mapper().writeValueAsString(Stream.concat(inputs, other).toList());
    }

    private static String describe(Optional<Duration> limit) {
        return limit.map(Duration::toString).orElse("none");
    }

    /**
     * Its name among the trials of its candidate: the profile alone in the candidate's own scenario and with the fixed
     * schedule.
     */
    public String folderName() {
        String name =
                scenario.name().equals(candidate.scenario()) ? profile.name() : scenario.name() + "-" + profile.name();
        return schedule.isFixed() ? name : name + "-" + schedule;
    }

    /**
     * Selects the trials of a candidate.
     *
     * @param scenarios names; empty selects each candidate's own scenario
     * @param faults injected in all trials
     */
    public record TrialSelection(List<String> scenarios, List<FaultInjection> faults) {
        public static final TrialSelection OWN_SCENARIO = new TrialSelection(List.of(), List.of());

        public TrialSelection {
            scenarios = List.copyOf(scenarios);
            faults = List.copyOf(faults);
        }

        boolean includes(Candidate candidate, Scenario scenario) {
            return scenarios.isEmpty()
                    ? scenario.name().equals(candidate.scenario())
                    : scenarios.contains(scenario.name());
        }
    }

    /** The files of a trial. */
    public record TrialFolder(Path path) {
        public static final String EVIDENCE = "evidence.json";
        public static final String CONSOLE = "console.log";
        public static final String SCREENSHOT = "screenshot.png";

        /**
         * The words that left an output's audio FIFO; a new file, whose name ends in -2, begins with another format.
         */
        public Path capturedWords(int card) {
            return path.resolve(AudioOutput.FIFO + suffix(card) + ".wav");
        }

        /** The captured words as a playable WAV file. */
        public Path capturedSound(int card) {
            return path.resolve("capture" + suffix(card) + ".wav");
        }

        private static String suffix(int card) {
            return card == 0 ? "" : Integer.toString(card);
        }

        /** The display at the end of the trial. */
        public Path screenshot() {
            return path.resolve(SCREENSHOT);
        }

        public Path evidence() {
            return path.resolve(EVIDENCE);
        }

        /** What the witness watches. */
        public Path witnessConfiguration() {
            return path.resolve("witness.conf");
        }

        /** What the witness saw. */
        public Path witnessLog() {
            return path.resolve("witness.jsonl");
        }

        /** The functions whose calls are traced. */
        public Path callConfiguration() {
            return path.resolve("calls.conf");
        }

        /** The calls. */
        public Path callLog() {
            return path.resolve("calls.jsonl");
        }

        /** Exists only while the emulator starts. */
        public Path initrd() {
            return path.resolve("initrd");
        }
    }
}
