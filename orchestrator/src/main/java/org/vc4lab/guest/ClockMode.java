// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/** The clock that the guest runs by. */
public enum ClockMode {
    /**
     * QEMU counts instructions, 4 ns each, skips idle time, and lets another processor run every 50 us: equal trials
     * leave equal bytes, whatever the host's speed.
     */
    DETERMINISTIC("DETERMINISTIC", "-icount shift=2,sleep=off,slot-ns=50000"),
    /** The same with 1 ns for an instruction, for kernels that execute several times as many to do the same. */
    DETERMINISTIC_FAST("DETERMINISTIC_FAST", "-icount shift=0,sleep=off,slot-ns=50000"),
    /** A host thread per processor, by the host's clock: races as on hardware. */
    FREE_RUNNING("FREE_RUNNING", "-accel tcg,thread=multi");

    private final String text;
    private final String arguments;

    ClockMode(String text, String arguments) {
        this.text = text;
        this.arguments = arguments;
    }

    /** The same with faster processors, unless their speed depends on the host. */
    public ClockMode withFasterProcessors() {
        return this == DETERMINISTIC ? DETERMINISTIC_FAST : this;
    }

    /** Of the guest's clock, for each instruction; only if it is deterministic. */
    public long instructionNanos() {
        return this == DETERMINISTIC_FAST ? 1 : 4;
    }

    List<String> arguments(Schedule schedule) {
        return List.of((arguments + schedule.icountOptions()).split(" "));
    }

    /** As files and tables have it. */
    @JsonValue
    @Override
    public String toString() {
        return text;
    }
}
