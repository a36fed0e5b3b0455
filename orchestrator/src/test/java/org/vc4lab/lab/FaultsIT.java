// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.Nightly;
import org.vc4lab.lab.model.Fault;

/** Every fault has the effect on the pristine driver that the table in FAULTS.md documents. */
@Nightly
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsIT {
    private static final Path DOCUMENT = TestLab.HOME.resolve("qemu-images/emulator/FAULTS.md");
    private static final String CLOCK = "clock-refused=hdmi";

    private final TestLab lab;
    private final Map<String, FaultEffect> effects;

    FaultsIT() throws Exception {
        this.lab = TestLab.open();
        FaultTrials trials = new FaultTrials(lab, TestLab.trialFolder(getClass()));
        for (Fault fault : trials.faults()) {
            trials.with(fault.name());
        }
        this.effects = trials.with("packet-delay=never")
                .with(CLOCK, "hdmi-clock-unset")
                .with(CLOCK, "hdmi-clock-unset", "clock-off-locks-bus")
                .run();
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
            hotplug-pulse=100ms | status 0                                    | set while it played
            edid=dvi            | No such device                              | no sound
            edid-no-answer=on   | No such device                              | no sound
            edid-no-audio=on    | RATE                                        | the whole tone
            edid-corrupt=on     | No such device                              | no sound
            vblank-stopped=on   | user space was never reached                | no sound
            dreq-stall=1ms      | status 0                                    | rule broken: mai0: mai-underrun
            irq-late=50ms       | status 0                                    | sound behind it
            irq-lost=2          | status 0                                    | 9 period interrupts
            dma-error=1000      | aplay did not come to its end               | the tone's beginning
            clock-refused=hdmi with hdmi-clock-unset | Failed to change fw-clk-m2mc frequency: -22 | rule broken: hdmi0: clock-off
            clock-refused=hdmi with hdmi-clock-unset, clock-off-locks-bus | user space was never reached | rule broken: hdmi0: clock-off
            """)
    void aFaultHasItsEffect(String fault, String guest, String emulator) {
        FaultEffect effect = Objects.requireNonNull(effects.get(fault), fault);
        assertThat(effect.guest()).contains(guest);
        assertThat(effect.emulator()).contains(emulator);
    }

    /** Clocks are off, and monitors blanked, in other trials only; this kernel has no CEC. */
    @Test
    void everyFaultHasAnEffect() {
        FaultEffect none = Objects.requireNonNull(effects.get(FaultTrials.NO_FAULT));
        assertThat(effects).hasSizeGreaterThan(12);
        effects.forEach((fault, effect) -> {
            if (!fault.equals(FaultTrials.NO_FAULT)
                    && Stream.of("clock", "blank", "cec").noneMatch(fault::contains)) {
                assertThat(effect).as(fault).isNotEqualTo(none);
            }
        });
    }

    /** The clocks run as 720p needs them from the start: only a clock that is unset as well makes a difference. */
    @Test
    void aRefusedClockHasNoEffectIn720p() {
        assertThat(effects.get(CLOCK)).isEqualTo(effects.get(FaultTrials.NO_FAULT));
    }

    @Test
    void theDocumentedTableIsTheObservedOne() throws Exception {
        Path made = TestLab.HOME.resolve("orchestrator/target/FAULTS.md");
        Files.createDirectories(made.resolveSibling(""));
        Files.writeString(made, FaultEffect.table(effects));
        assertThat(DOCUMENT)
                .as("the table of what faults do; if it is the new one that is right, copy %s over it", made)
                .hasSameTextualContentAs(made);
    }
}
