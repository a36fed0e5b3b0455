// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vc4lab.Nightly;
import org.vc4lab.explore.Exploration;
import org.vc4lab.explore.ExplorationPlan;
import org.vc4lab.explore.ScheduleResult;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialSelection;
import org.vc4lab.lab.model.Verdict;

/**
 * Bugs that the fixed order of events does not show, however often it runs. A measurement, ci/bench orders, which
 * prints a table. {@link ExploredOrderIT} is the test that exploring finds one.
 */
@Nightly
@EnabledIfSystemProperty(named = OrderingBugsIT.MINUTES, matches = "[1-9][0-9]*")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderingBugsIT {
    private final TestLab lab;
    private final Path folder;
    private final Map<OrderingBug, Candidate> candidates = new EnumMap<>(OrderingBug.class);
    private final VerifiedCandidates inFixedOrder;

    OrderingBugsIT() throws Exception {
        this.lab = TestLab.open();
        this.folder = Files.createDirectories(TestLab.trialFolder(getClass()));
        Path mailboxes = Files.createDirectory(folder.resolve("mailboxes"));
        for (OrderingBug bug : bugs()) {
            candidates.put(bug, lab.orderingBug(bug, mailboxes));
        }
        this.inFixedOrder =
                VerifiedCandidates.of(lab, List.copyOf(candidates.values()), TrialSelection.OWN_SCENARIO, folder);
        System.out.println("| patch | profile | policy | verdict | searches that found it | median of schedules |\n"
                + "|---|---|---|---|---:|---:|");
    }

    @AfterAll
    void close() {
        lab.close();
    }

    /** How long each search may take. */
    static final String MINUTES = "vc4lab.orders.minutes";

    /** The names of some bugs' patches, separated by commas; by default all are searched for. */
    private static final String BUGS = System.getProperty("vc4lab.orders.bugs", "");

    /** How often to search for each bug with each policy. */
    private static final int SEARCHES = Integer.getInteger("vc4lab.orders.searches", 3);

    private static final long SEEDS_OF_A_SEARCH = 1_000_000;

    /** A stream is stopped within 3 ms of its last sample. */
    private static final Duration WINDOW = Duration.ofMillis(12);

    private record ComparedPolicy(SchedulePolicy policy, int changePoints) {
        static final List<ComparedPolicy> ALL = List.of(
                new ComparedPolicy(SchedulePolicy.PLACES, 0),
                new ComparedPolicy(SchedulePolicy.RANDOM, 0),
                new ComparedPolicy(SchedulePolicy.PCT, 1),
                new ComparedPolicy(SchedulePolicy.STARVE, 0));

        ExplorationPlan plan(int search) {
            return new ExplorationPlan(
                    policy,
                    changePoints,
                    Optional.of(WINDOW),
                    List.of(),
                    1 + search * SEEDS_OF_A_SEARCH,
                    SEEDS_OF_A_SEARCH,
                    Optional.of(Duration.ofMinutes(Long.getLong(MINUTES))),
                    false);
        }

        @Override
        public String toString() {
            return policy == SchedulePolicy.PCT ? "`pct`, change points: " + changePoints : "`" + policy + "`";
        }
    }

    private static List<OrderingBug> bugs() {
        return BUGS.isEmpty()
                ? List.of(OrderingBug.values())
                : Stream.of(BUGS.split(",")).map(OrderingBug::ofPatches).toList();
    }

    private Candidate candidate(OrderingBug bug) {
        return Optional.ofNullable(candidates.get(bug)).orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void theFixedOrderDoesNotShowIt(OrderingBug bug) {
        String candidate = candidate(bug).name();
        assertThat(inFixedOrder.result(candidate).verdict())
                .as(() -> inFixedOrder.findings(candidate))
                .isEqualTo(Verdict.CLEAN);
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void anotherOrderShowsIt(OrderingBug bug) throws Exception {
        Trial trial = bug.trial(lab.ofCase(), candidate(bug));
        EnumSet<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
        for (ComparedPolicy policy : ComparedPolicy.ALL) {
            List<Exploration> searches = new ArrayList<>();
            for (int search = 0; search < SEARCHES && !areMostInVain(searches); search++) {
                searches.add(lab.explore(trial, policy.plan(search), folder));
            }
            EnumSet<Verdict> shown = EnumSet.noneOf(Verdict.class);
            searches.stream()
                    .flatMap(search -> search.findings().stream())
                    .map(ScheduleResult::verdict)
                    .forEach(shown::add);
            verdicts.addAll(shown);
            System.out.println(row(bug, policy, shown, searches));
        }

        assertThat(verdicts).containsAnyElementsOf(bug.verdicts());
    }

    private static String row(
            OrderingBug bug, ComparedPolicy policy, EnumSet<Verdict> shown, List<Exploration> searches) {
        return String.format(
                Locale.ROOT,
                "| `%s` | %s | %s | %s | %d of %d | %s |",
                bug.patches(),
                bug.profile(),
                policy,
                shown.isEmpty() ? "-" : shown.stream().map(Verdict::toString).collect(Collectors.joining(", ")),
                searches.size() - searchesInVain(searches),
                searches.size(),
                median(searches));
    }

    private static int searchesInVain(List<Exploration> searches) {
        return (int)
                searches.stream().filter(search -> search.findings().isEmpty()).count();
    }

    /** Then the median is one in vain. */
    private static boolean areMostInVain(List<Exploration> searches) {
        return searchesInVain(searches) >= SEARCHES - SEARCHES / 2;
    }

    /** A search in vain takes more schedules than any that found the bug; if most are in vain, it is one of those. */
    private static String median(List<Exploration> searches) {
        boolean isFound = !areMostInVain(searches);
        int[] schedules = searches.stream()
                .filter(search -> search.findings().isEmpty() != isFound)
                .mapToInt(search -> search.results().size())
                .sorted()
                .toArray();
        return isFound ? Integer.toString(schedules[SEARCHES / 2]) : "more than " + schedules[0];
    }
}
