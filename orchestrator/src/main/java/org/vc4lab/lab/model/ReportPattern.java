// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.vc4lab.kernellog.ReportKind;

/**
 * A report that the case names, independent of line numbers.
 *
 * @param source the file that its first line names; "" matches any
 * @param locks the only locks that may be held; empty allows any
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

    /** True for {@code held} locks as lockdep prints them: {@code (lock){....}-{0:0}, at: function+0x10/0x20}. */
    public boolean allowsLocks(List<String> held) {
        return locks.isEmpty()
                || (!held.isEmpty()
                        && held.stream().allMatch(heldLock -> locks.stream()
                                .anyMatch(lock -> heldLock.startsWith("(" + lock + ")"))));
    }
}
