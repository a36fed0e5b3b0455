// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A fault of each kind: in a device, in the data path, in an interrupt, and one that starts in mid-stream. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SomeFaultsIT {
    private final TestLab lab;
    private final Map<String, FaultEffect> effects;

    SomeFaultsIT() throws Exception {
        this.lab = TestLab.open();
        this.effects = new FaultTrials(lab, TestLab.trialFolder(getClass()))
                .with("packet-delay")
                .with("dreq-stall")
                .with("irq-lost")
                .with("unplug-playing")
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
            unplug-playing=on   | afterwards HDMI 0 is disconnected           | set while it played
            dreq-stall=1ms      | status 0                                    | rule broken: mai0: mai-underrun
            irq-lost=2          | status 0                                    | 9 period interrupts
            """)
    void aFaultHasItsEffect(String fault, String guest, String emulator) {
        FaultEffect effect = Objects.requireNonNull(effects.get(fault), fault);
        assertThat(effect.guest()).contains(guest);
        assertThat(effect.emulator()).contains(emulator);
    }

    @Test
    void everyFaultHasAnEffect() {
        FaultEffect none = Objects.requireNonNull(effects.get(FaultTrials.NO_FAULT));
        assertThat(effects).hasSize(5);
        assertThat(effects.values()).containsOnlyOnce(none);
    }
}
