// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The result of a trial or a candidate, from best to worst: the worst finding is the verdict. */
public enum Verdict {
    /** No report, and proof that the kernel's checks were on. */
    CLEAN("CLEAN"),
    /** Only the reports that are the case's bug. */
    REPRODUCED("REPRODUCED"),
    /** A report that is not the case's bug. */
    OTHER_REPORT("OTHER_REPORT"),
    /** The scenario did not do what the case asks for, such as playing sound, or a hardware rule was broken. */
    BROKEN("BROKEN"),
    /** Interrupts were off for too long. */
    LATENCY("LATENCY"),
    /** The kernel's checks were off: silence proves nothing. */
    MASKED("MASKED"),
    PANIC("PANIC"),
    HUNG("HUNG"),
    NO_BOOT("NO_BOOT"),
    BUILD_FAILED("BUILD_FAILED"),
    PATCH_FAILED("PATCH_FAILED"),
    /** Infrastructure error: the emulator died, the disk was full, … */
    INFRA("INFRA");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    @JsonValue
    @Override
    public String toString() {
        return text;
    }

    public static Verdict of(String text) {
        return Stream.of(values())
                .filter(verdict -> verdict.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not one of "
                        + Stream.of(values()).map(Verdict::toString).collect(Collectors.joining(", "))));
    }
}
