// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What may follow a report of the bug in the same boot and is then part of it.
 *
 * @param titles beginnings of reports' titles
 * @param warningsIn beginnings of the source files whose warnings may follow, such as {@code kernel/rcu/}
 * @param mayHang true if the guest may hang and leave its playback unfinished
 */
public record FollowOnReports(
        @JsonProperty("titles") List<String> titles,
        @JsonProperty("warningsIn") List<String> warningsIn,
        @JsonProperty("hang") boolean mayHang) {
    public static final FollowOnReports NONE = new FollowOnReports(List.of(), List.of(), false);

    public FollowOnReports {
        titles = List.copyOf(titles);
        warningsIn = List.copyOf(warningsIn);
    }

    public boolean covers(TrialReport report) {
        return titles.stream().anyMatch(report.title()::startsWith)
                || report.source().filter(this::mayWarnIn).isPresent();
    }

    private boolean mayWarnIn(String source) {
        return warningsIn.stream().anyMatch(source::startsWith);
    }
}
