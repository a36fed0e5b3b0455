// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.vc4lab.kernellog.ReportKind;

/**
 * A report that the case knows by name, whatever its line numbers.
 *
 * @param source the source file that its first line names, or "" for any
 * @param locks the only locks that it says are held; where none are named, it may hold any
 */
public record ReportPattern(
        @JsonProperty("name") String name,
        @JsonProperty("title") String title,
        @JsonProperty("kind") ReportKind kind,
        @JsonProperty("source") String source,
        @JsonProperty("chain") List<FramePattern> chain,
        @JsonProperty("locks") List<String> locks) {
    public ReportPattern {
        chain = List.copyOf(chain);
        locks = List.copyOf(locks);
    }

    /**
     * Whether a report may hold these locks.
     *
     * @param held as lockdep writes it: {@code (lock){....}-{0:0}, at: function+0x10/0x20}
     */
    public boolean allowsLocks(List<String> held) {
        return locks.isEmpty()
                || (!held.isEmpty()
                        && held.stream().allMatch(heldLock -> locks.stream()
                                .anyMatch(lock -> heldLock.startsWith("(" + lock + ")"))));
    }
}
