// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.kernel.KernelDebugInfo.SourceLocation;

/**
 * What the witness saw in a trial that a claim was tried in.
 *
 * @param executions of the claim's line: of that of its instructions that was executed most often
 * @param uncounted why the executions are unknown
 * @param unseen why a sleep may have escaped the witness
 * @param sleeps of the kernel in atomic context, with the claim's line among the callers, in the order of time
 */
public record ClaimTrial(
        @JsonProperty("scenario") String scenario,
        @JsonProperty("profile") String profile,
        @JsonProperty("folder") String folder,
        @JsonProperty("executions") long executions,
        @JsonProperty("uncounted") Optional<String> uncounted,
        @JsonProperty("unseen") Optional<String> unseen,
        @JsonProperty("sleeps") List<LocatedSleep> sleeps) {
    public ClaimTrial {
        sleeps = List.copyOf(sleeps);
    }

    /** Scenario and profile. */
    public String name() {
        return scenario + ", " + profile;
    }

    /** Whether the line was executed, and nothing can have escaped the witness. */
    public boolean isConclusive() {
        return uncounted.isEmpty() && unseen.isEmpty() && executions > 0;
    }

    /**
     * A call of a function that may sleep, in atomic context.
     *
     * @param function that may sleep
     * @param chain its callers' lines, innermost first, with the functions that the compiler inlined
     * @param locks spinlocks held; of those that the claim is about, if it is about one
     */
    public record LocatedSleep(
            @JsonProperty("function") String function,
            @JsonProperty("chain") List<SourceLocation> chain,
            @JsonProperty("task") String task,
            @JsonProperty("atNanos") long atNanos,
            @JsonProperty("irqsMasked") boolean irqsMasked,
            @JsonProperty("preemptCount") long preemptCount,
            @JsonProperty("locks") int locks) {
        public LocatedSleep {
            chain = List.copyOf(chain);
        }

        @Override
        public String toString() {
            return "at " + atNanos / 1e9 + " s task " + task + " entered " + function
                    + (irqsMasked ? ", interrupts masked" : "") + ", preempt count 0x" + Long.toHexString(preemptCount)
                    + ", spinlocks held: " + locks;
        }
    }
}
