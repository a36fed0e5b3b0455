// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/** By which clock the guest runs. */
public enum ClockMode {
    /**
     * QEMU counts instructions, 4 ns each, and jumps over idle time: a trial is the same to the byte each time, and
     * does not depend on the host's speed.
     */
    DETERMINISTIC("DETERMINISTIC", "-icount", "shift=2,sleep=off"),
    /** The same with 1 ns for an instruction, for kernels that execute several times as many to do the same. */
    DETERMINISTIC_FAST("DETERMINISTIC_FAST", "-icount", "shift=0,sleep=off"),
    /** A host thread per processor, by the host's clock: races as on hardware. */
    FREE_RUNNING("FREE_RUNNING", "-accel", "tcg,thread=multi");

    private final String text;
    private final String option;
    private final String value;

    ClockMode(String text, String option, String value) {
        this.text = text;
        this.option = option;
        this.value = value;
    }

    /** The same with faster processors, where it is not the host that says how fast they are. */
    public ClockMode withFasterProcessors() {
        return this == DETERMINISTIC ? DETERMINISTIC_FAST : this;
    }

    List<String> arguments() {
        return List.of(option, value);
    }

    /** As files and tables have it. */
    @JsonValue
    @Override
    public String toString() {
        return text;
    }
}
