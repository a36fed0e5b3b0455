// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.vc4lab.explore.ScheduleExplorer.ReplayedSchedule;
import org.vc4lab.explore.ShrunkSchedule;
import org.vc4lab.lab.model.Verdict;

/**
 * The result of {@code replay}, in the shape of its JSON document.
 *
 * @param verdict when the schedule was kept
 * @param differences whether emulator, kernel or userland are others than then
 * @param repeated whether verdict and named reports are the same as then
 */
public record ReplayDocument(
        @JsonProperty("kept") Verdict verdict,
        @JsonProperty("differences") List<String> differences,
        @JsonProperty("repeated") boolean repeated,
        @JsonProperty("result") ExploreDocument result) {
    public static ReplayDocument of(ShrunkSchedule kept, ReplayedSchedule replayed) {
        return new ReplayDocument(
                kept.verdict(),
                kept.keys().differences(replayed.keys()),
                replayed.exploration().results().stream()
                        .allMatch(result -> result.verdict() == kept.verdict()
                                && result.reports().equals(kept.reports())),
                ExploreDocument.of(replayed.exploration()));
    }
}
