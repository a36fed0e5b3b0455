// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.vc4lab.explore.Exploration;
import org.vc4lab.explore.Exploration.KeptSchedule;
import org.vc4lab.explore.ExplorationSummary;
import org.vc4lab.explore.ExplorationSummary.BoundEntry;
import org.vc4lab.explore.PlaceCoverage;
import org.vc4lab.explore.ScheduleResult;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.model.Fault.FaultInjection;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * The result of {@code explore}, in the shape of its JSON document.
 *
 * @param caseFolder of a case that is elsewhere, as the user knows it; empty for one of the lab's own
 * @param runsOnlyWindows whether clean schedules were run, and judged, in the windows only
 * @param fixed the verdict of the fixed schedule; empty if it was not needed
 * @param schedules how many others were tried
 * @param orders of {@link ExplorationSummary}
 * @param verdict the worst of all; empty if none was tried
 * @param bound empty if nothing can be derived, or a schedule is not clean
 * @param places of the policy {@code places}
 * @param findings the schedules that are not clean
 * @param shrunk the first of them; empty if it was not shrunk
 */
public record ExploreDocument(
        @JsonProperty("case") String caseName,
        @JsonProperty("caseFolder") @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> caseFolder,
        @JsonProperty("kernel") String kernel,
        @JsonProperty("config") String config,
        @JsonProperty("candidate") String candidate,
        @JsonProperty("scenario") String scenario,
        @JsonProperty("profile") String profile,
        @JsonProperty("faults") List<String> faults,
        @JsonProperty("policy") SchedulePolicy policy,
        @JsonProperty("changePoints") int changePoints,
        @JsonProperty("onlyWindows") boolean runsOnlyWindows,
        @JsonProperty("windows") List<TimeWindow> windows,
        @JsonProperty("firstSeed") long firstSeed,
        @JsonProperty("fixed") @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Verdict> fixed,
        @JsonProperty("fixedInterruptsOn") @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalInt fixedInterruptsOn,
        @JsonProperty("schedules") int schedules,
        @JsonProperty("orders") @JsonInclude(JsonInclude.Include.NON_DEFAULT) int orders,
        @JsonProperty("verdict") Optional<Verdict> verdict,
        @JsonProperty("expected") Optional<Verdict> expected,
        @JsonProperty("asExpected") Optional<Boolean> asExpected,
        @JsonProperty("bound") Optional<BoundEntry> bound,
        @JsonProperty("places") @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<PlaceCoverage> places,
        @JsonProperty("findings") List<ScheduleResult> findings,
        @JsonProperty("shrunk") Optional<KeptSchedule> shrunk) {
    public static ExploreDocument of(Exploration exploration) {
        Trial trial = exploration.trial();
        ExplorationSummary summary = ExplorationSummary.of(exploration);
        return new ExploreDocument(
                trial.ofCase().name(),
                trial.ofCase().folder().original().map(Path::toString),
                trial.ofCase().kernel(),
                trial.ofCase().config(),
                trial.candidate().name(),
                trial.scenario().name(),
                trial.profile().name(),
                trial.faults().stream().map(FaultInjection::describe).toList(),
                summary.policy(),
                summary.changePoints(),
                summary.runsOnlyWindows(),
                summary.windows(),
                summary.firstSeed(),
                summary.fixed(),
                summary.fixedInterruptsOn(),
                summary.schedules(),
                summary.orders(),
                summary.verdict(),
                exploration.expected(),
                exploration.asExpected(),
                summary.bound(),
                summary.places(),
                exploration.findings(),
                exploration.shrunk());
    }

    public ExplorationSummary summary() {
        return new ExplorationSummary(
                policy,
                changePoints,
                runsOnlyWindows,
                windows,
                firstSeed,
                fixed,
                fixedInterruptsOn,
                schedules,
                verdict,
                findings.size()
                        - (fixed.filter(result -> result != Verdict.CLEAN).isPresent() ? 1 : 0),
                orders,
                bound,
                places,
                shrunk.map(KeptSchedule::schedule));
    }
}
