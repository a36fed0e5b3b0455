// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.kernel.KernelDebugInfo.SourceLocation;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.lab.model.ClaimTrial.LocatedSleep;

/**
 * What a reviewer says about a kernel: a function may sleep at this line, in a context in which it must not.
 *
 * @param file the end of its path, such as {@code drivers/dma/virt-dma.c}
 * @param lock the function that takes the spinlock which is held
 */
public record Claim(
        @JsonProperty("file") String file,
        @JsonProperty("line") int line,
        @JsonProperty("function") String function,
        @JsonProperty("context") ClaimContext context,
        @JsonProperty("lock") Optional<String> lock) {
    /** Where sleeping is forbidden. */
    public enum ClaimContext {
        /** Any of the others, or with preemption disabled. */
        ATOMIC("atomic", "in atomic context"),
        INTERRUPTS_OFF("interrupts-off", "while interrupts are off"),
        /** Also a tasklet or a timer. */
        SOFTIRQ("softirq", "in a softirq");

        /** The lowest bit of the preempt count's part for softirqs: set while one is served. */
        private static final int SERVING_SOFTIRQ = 0x100;

        private final String text;
        private final String phrase;

        ClaimContext(String text, String phrase) {
            this.text = text;
            this.phrase = phrase;
        }

        boolean holds(LocatedSleep sleep) {
            return switch (this) {
                case ATOMIC -> true; // the witness writes no other sleeps
                case INTERRUPTS_OFF -> sleep.irqsMasked();
                case SOFTIRQ -> (sleep.preemptCount() & SERVING_SOFTIRQ) != 0;
            };
        }

        @JsonValue
        @Override
        public String toString() {
            return text;
        }
    }

    /** Whether the code is of the claim's line, or inlined there. */
    public boolean includes(List<SourceLocation> chain) {
        return chain.stream().anyMatch(location -> location.line() == line && isInFunction(location));
    }

    /** Whether it is a line of the claim's function. */
    public boolean isInFunction(SourceLocation location) {
        return isInFile(location.file()) && Frame.baseName(location.function()).equals(function);
    }

    /** Whether a path, as the compiler was given it, is the claim's file. */
    public boolean isInFile(String path) {
        return ("/" + path).endsWith("/" + file);
    }

    /** Whether the sleep was in the context that is meant. */
    public boolean holds(LocatedSleep sleep) {
        return (lock.isEmpty() || sleep.locks() > 0) && context.holds(sleep);
    }

    @Override
    public String toString() {
        return "in " + file + ":" + line + " " + function + " sleeps "
                + lock.map(taker -> "while a spinlock that " + taker + " takes is held")
                        .orElse(context.phrase)
                + (lock.isPresent() && context != ClaimContext.ATOMIC ? ", " + context.phrase : "");
    }
}
