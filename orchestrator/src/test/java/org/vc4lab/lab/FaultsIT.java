// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.guest.RunProfile;

/** Each fault does to the pristine driver what it says; the table in the documentation tells what that is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsIT {
    private static final Path DOCUMENT = TestLab.HOME.resolve("qemu-images/emulator/FAULTS.md");
    private static final String PRISTINE = "hw-params";
    private static final String NO_FAULT = "none";
    private static final String CLOCK = "clock-refused=hdmi";
    private static final int SIDE_BY_SIDE = 2;

    /** What the driver takes the monitor for, what it lets a player choose, and the tone. */
    private static final Scenario LOOK_AND_PLAY = new Scenario(
            "look-and-play",
            List.of(
                    "echo HDMI 0 is $(cat /sys/class/drm/card0-HDMI-A-1/status), $(cat /sys/class/drm/card0-HDMI-A-1/enabled)",
                    "aplay --dump-hw-params --channels=2 -D 'iec958:CARD=vc4hdmi0,DEV=0' /root/test-tone.wav",
                    "echo detect >/sys/class/drm/card0-HDMI-A-1/status",
                    "echo afterwards HDMI 0 is $(cat /sys/class/drm/card0-HDMI-A-1/status)"),
            List.of(0),
            new Scenario.Playback(1, 0, 16),
            List.of(),
            List.of(),
            List.of(),
            Duration.ofSeconds(60));

    private final TestLab lab;
    private final Map<String, FaultEffect> effects = new LinkedHashMap<>();

    FaultsIT() throws Exception {
        this.lab = TestLab.open();
    }

    @BeforeAll
    void breakTheHardware() throws Exception {
        Faults known = Faults.read(TestLab.HOME);
        Map<String, Plan> plans = new LinkedHashMap<>();
        plans.put(NO_FAULT, Plan.OWN);
        for (Fault fault : known.faults()) {
            ChosenFault usual = known.choose(fault.name());
            plans.put(usual.described(), new Plan(List.of(), List.of(usual)));
        }
        plans.put("packet-delay=never", new Plan(List.of(), List.of(known.choose("packet-delay=never"))));
        plans.put(
                CLOCK + " with hdmi-clock-unset",
                new Plan(List.of(), List.of(known.choose(CLOCK), known.choose("hdmi-clock-unset"))));
        lab.kernel(lab.candidate(PRISTINE));
        ExecutorService pool = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        try {
            Map<String, Future<Evidence>> running = new LinkedHashMap<>();
            plans.forEach((name, plan) -> running.put(name, pool.submit(() -> evidence(name, plan))));
            Evidence none = Objects.requireNonNull(running.get(NO_FAULT)).get();
            for (Map.Entry<String, Future<Evidence>> trial : running.entrySet()) {
                effects.put(trial.getKey(), FaultEffect.of(trial.getValue().get(), none));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private Evidence evidence(String name, Plan plan) throws Exception {
        Case ofCase = lab.ofCase();
        Trial trial = new Trial(
                ofCase,
                lab.candidate(PRISTINE),
                LOOK_AND_PLAY,
                ofCase.profiles().get(0),
                plan.faults());
        return lab.run(
                        trial,
                        RunProfile.DETERMINISTIC,
                        TestLab.trialFolder(getClass()).resolve(name))
                .evidence();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            none                | status 0                                    | the whole tone
            packet-delay=99ms   | status 0                                    | ms later
            packet-delay=never  | Failed to wait for infoframe to start: -110 | no infoframe
            unplug=on           | HDMI 0 is disconnected                      | no sound
            unplug-playing=on   | afterwards HDMI 0 is disconnected           | set while it played
            edid-no-answer=on   | No such device                              | no sound
            edid-no-audio=on    | RATE                                        | the whole tone
            edid-corrupt=on     | No such device                              | no sound
            vblank-stopped=on   | user space was never reached                | no sound
            dreq-stall=1ms      | status 0                                    | rule broken: mai0: mai-underrun
            irq-late=50ms       | status 0                                    | sound behind it
            irq-lost=2          | status 0                                    | 9 period interrupts
            dma-error=1000      | aplay did not come to its end               | the tone's beginning
            clock-refused=hdmi with hdmi-clock-unset | Failed to change fw-clk-m2mc frequency: -22 | rule broken: hdmi0: clock-off
            """)
    void doesWhatItSays(String fault, String guest, String emulator) {
        FaultEffect effect = Objects.requireNonNull(effects.get(fault), fault);
        assertThat(effect.guest()).contains(guest);
        assertThat(effect.emulator()).contains(emulator);
    }

    @Test
    void noFaultIsWithoutAnEffect() {
        FaultEffect none = Objects.requireNonNull(effects.get(NO_FAULT));
        assertThat(effects).hasSizeGreaterThan(12);
        effects.forEach((fault, effect) -> {
            if (!fault.equals(NO_FAULT) && !fault.contains("clock")) {
                assertThat(effect).as(fault).isNotEqualTo(none);
            }
        });
    }

    /** The clocks have what 720p needs from the start: only one that is unset as well is missed. */
    @Test
    void aClockThatIsRefusedIsNotMissedIn720p() {
        assertThat(effects.get(CLOCK)).isEqualTo(effects.get(NO_FAULT));
    }

    @Test
    void theDocumentationTellsWhatWasSeen() throws Exception {
        Path made = TestLab.HOME.resolve("orchestrator/target/FAULTS.md");
        Files.createDirectories(made.resolveSibling(""));
        Files.writeString(made, FaultEffect.table(effects));
        assertThat(DOCUMENT)
                .as("the table of what faults do; if it is the new one that is right, copy %s over it", made)
                .hasSameTextualContentAs(made);
    }
}
