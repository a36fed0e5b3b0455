// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Fault;
import org.vc4lab.lab.model.Fault.FaultInjection;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialSelection;
import org.vc4lab.lab.model.UnknownNameException;

/** Plays the tone on the pristine driver with faults, and without one to compare with. */
final class FaultTrials {
    static final String NO_FAULT = "none";

    private static final String PRISTINE = "hw-params";
    private static final int PARALLEL = 2;

    /** What the driver takes the monitor for, what it lets a player choose, and the tone. */
    private static final Scenario LOOK_AND_PLAY = new Scenario(
            "look-and-play",
            List.of(
                    "echo HDMI 0 is $(cat /sys/class/drm/card0-HDMI-A-1/status), $(cat /sys/class/drm/card0-HDMI-A-1/enabled)",
                    "aplay --dump-hw-params --channels=2 -D 'iec958:CARD=vc4hdmi0,DEV=0' /root/test-tone.wav",
                    "echo detect >/sys/class/drm/card0-HDMI-A-1/status",
                    "echo afterwards HDMI 0 is $(cat /sys/class/drm/card0-HDMI-A-1/status)"),
            Optional.of(new Scenario.ScenarioAudio(List.of(0), new Scenario.Playback(1, 0, 16))),
            List.of(),
            List.of(),
            List.of(),
            Duration.ofSeconds(60),
            List.of());

    private final TestLab lab;
    private final Path folder;
    private final Faults faults;
    private final Map<String, TrialSelection> plans = new LinkedHashMap<>();

    FaultTrials(TestLab lab, Path folder) throws IOException {
        this.lab = lab;
        this.folder = folder;
        this.faults = Faults.read(TestLab.HOME);
        plans.put(NO_FAULT, TrialSelection.OWN_SCENARIO);
    }

    List<Fault> faults() {
        return faults.faults();
    }

    /** Adds a trial with a fault, given as NAME or NAME=VALUE. */
    FaultTrials with(String fault) throws UnknownNameException {
        FaultInjection chosen = faults.parseInjection(fault);
        plans.put(chosen.describe(), new TrialSelection(List.of(), List.of(chosen)));
        return this;
    }

    /** Adds a trial with several faults at once. */
    FaultTrials with(String first, String... others) throws UnknownNameException {
        List<FaultInjection> chosen = new ArrayList<>(List.of(faults.parseInjection(first)));
        for (String other : others) {
            chosen.add(faults.parseInjection(other));
        }
        plans.put(first + " with " + String.join(", ", others), new TrialSelection(List.of(), chosen));
        return this;
    }

    /** The effects by the faults' descriptions, in the order in which they were added, {@link #NO_FAULT} first. */
    Map<String, FaultEffect> run() throws IOException, InterruptedException, ExecutionException {
        lab.kernel(lab.candidate(PRISTINE));
        Map<String, FaultEffect> effects = new LinkedHashMap<>();
        ExecutorService pool = Executors.newFixedThreadPool(PARALLEL);
        try {
            Map<String, Future<Evidence>> running = new LinkedHashMap<>();
            plans.forEach(
                    (name, trialSelection) -> running.put(name, pool.submit(() -> evidence(name, trialSelection))));
            Evidence without = Objects.requireNonNull(running.get(NO_FAULT)).get();
            for (Map.Entry<String, Future<Evidence>> trial : running.entrySet()) {
                effects.put(trial.getKey(), FaultEffect.of(trial.getValue().get(), without));
            }
        } finally {
            pool.shutdownNow();
        }
        return effects;
    }

    private Evidence evidence(String name, TrialSelection trialSelection) throws IOException, InterruptedException {
        Case ofCase = lab.ofCase();
        Trial trial = new Trial(
                ofCase,
                lab.candidate(PRISTINE),
                LOOK_AND_PLAY,
                ofCase.profiles().get(0),
                trialSelection.faults());
        return lab.run(trial, ClockMode.DETERMINISTIC, folder.resolve(name)).evidence();
    }
}
