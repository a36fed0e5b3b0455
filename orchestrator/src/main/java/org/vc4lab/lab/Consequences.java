// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What may follow in the same boot once a report of the bug has come, and is then part of it.
 *
 * @param titles beginnings of reports' titles
 * @param warningsIn beginnings of the source files whose warnings may follow, such as {@code kernel/rcu/}
 * @param hang whether the guest may hang, and so leave what it plays unfinished
 */
public record Consequences(
        @JsonProperty("titles") List<String> titles,
        @JsonProperty("warningsIn") List<String> warningsIn,
        @JsonProperty("hang") boolean hang) {
    static final Consequences NONE = new Consequences(List.of(), List.of(), false);

    public Consequences {
        titles = List.copyOf(titles);
        warningsIn = List.copyOf(warningsIn);
    }

    boolean cover(SeenReport report) {
        return titles.stream().anyMatch(report.title()::startsWith)
                || report.source().filter(this::mayWarn).isPresent();
    }

    private boolean mayWarn(String source) {
        return warningsIn.stream().anyMatch(source::startsWith);
    }
}
