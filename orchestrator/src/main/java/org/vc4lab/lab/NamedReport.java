// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.vc4lab.kernellog.Kind;

/**
 * A report that the case knows by name, whatever its line numbers.
 *
 * @param source the source file that its first line names, or "" for any
 * @param locks the only locks that it says are held; where none are named, it may hold any
 */
public record NamedReport(
        @JsonProperty("name") String name,
        @JsonProperty("title") String title,
        @JsonProperty("kind") Kind kind,
        @JsonProperty("source") String source,
        @JsonProperty("chain") List<ChainLink> chain,
        @JsonProperty("locks") List<String> locks) {
    public NamedReport {
        chain = List.copyOf(chain);
        locks = List.copyOf(locks);
    }

    /** @param held as lockdep writes it: {@code (lock){....}-{0:0}, at: function+0x10/0x20} */
    boolean allows(List<String> held) {
        return locks.isEmpty()
                || (!held.isEmpty()
                        && held.stream()
                                .allMatch(one -> locks.stream().anyMatch(lock -> one.startsWith("(" + lock + ")"))));
    }
}
