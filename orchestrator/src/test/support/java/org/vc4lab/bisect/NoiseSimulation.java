// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.vc4lab.bisect.SearchSettings.ReproductionRate;

/**
 * Searches of histories that are made up, with a report that shows in a share of the runs only: how often ways to
 * search are right, and what they pay. No kernel is built or booted. {@code main} prints the table.
 */
public final class NoiseSimulation {
    static final int COMMITS = 128;
    static final int SEEDS = 200;
    static final double RATE = 0.3;

    private static final long SEED_STRIDE = 0x9E3779B97F4A7C15L;
    private static final int FIXED_REPEATS = 10;
    private static final int TRACED_COMMITS = 8;
    private static final SearchSettings KNOWN_RATE = new SearchSettings(ReproductionRate.fixed(RATE), 0.99, 100, 1.5);
    private static final SearchSettings UNKNOWN_RATE = new SearchSettings(ReproductionRate.UNKNOWN, 0.99, 100, 1.5);

    private NoiseSimulation() {}

    /** A search strategy. */
    enum SearchMethod {
        GIT_BISECT_RUN("git bisect run"),
        FIXED("each commit up to 10 times"),
        VC4LAB("vc4lab, share unknown"),
        VC4LAB_TOLD("vc4lab, share told"),
        VC4LAB_NAMED("vc4lab, named by the trace"),
        VC4LAB_MISLED("vc4lab, trace misleads");

        private final String text;

        SearchMethod(String text) {
            this.text = text;
        }

        private AccusedCommit search(SimulatedHistory history) {
            return switch (this) {
                case GIT_BISECT_RUN -> bisect(history, 1);
                case FIXED -> bisect(history, FIXED_REPEATS);
                case VC4LAB -> searchBayesian(history, UNKNOWN_RATE, List.of());
                case VC4LAB_TOLD -> searchBayesian(history, KNOWN_RATE, List.of());
                case VC4LAB_NAMED -> searchBayesian(history, UNKNOWN_RATE, history.tracedCommits(true));
                case VC4LAB_MISLED -> searchBayesian(history, UNKNOWN_RATE, history.tracedCommits(false));
            };
        }
    }

    /** The report occurs from the culprit on; never if {@code culprit} is COMMITS, always if it is -1. */
    private static final class SimulatedHistory {
        private final Random random;
        private final int culprit;
        private final Set<Revision> built = new HashSet<>();
        private int runs;

        SimulatedHistory(long seed, int culprit) {
            this.random = new Random(seed * SEED_STRIDE); // neighbouring seeds start with similar numbers
            this.culprit = culprit;
        }

        /** The commits that change files of the call trace: some innocent ones, and perhaps the culprit. */
        List<List<Integer>> tracedCommits(boolean withCulprit) {
            Set<Integer> traced = new HashSet<>();
            while (traced.size() < TRACED_COMMITS) {
                traced.add(random.nextInt(COMMITS));
            }
            traced.remove(culprit);
            if (withCulprit && culprit >= 0 && culprit < COMMITS) {
                traced.add(culprit);
            }
            return List.of(List.copyOf(traced));
        }

        boolean run(Revision revision) {
            runs++;
            built.add(revision);
            boolean isPresent = revision instanceof Revision.AtCommit commit
                    ? commit.index() >= culprit
                    : ((Revision.TipWithRevert) revision).change() != culprit && culprit < COMMITS;
            return isPresent && random.nextDouble() < RATE;
        }
    }

    /** @param index -1 for no commit */
    private record AccusedCommit(int index) {}

    /** Like git bisect: the ends are not tested. */
    private static AccusedCommit bisect(SimulatedHistory history, int repeats) {
        int good = -1;
        int bad = COMMITS - 1;
        while (bad - good > 1) {
            int middle = (good + bad) / 2;
            boolean reproduced = false;
            for (int i = 0; i < repeats && !reproduced; i++) {
                reproduced = history.run(new Revision.AtCommit(middle));
            }
            if (reproduced) {
                bad = middle;
            } else {
                good = middle;
            }
        }
        return new AccusedCommit(bad);
    }

    private static AccusedCommit searchBayesian(
            SimulatedHistory history, SearchSettings settings, List<List<Integer>> tracedCommits) {
        Search search = new Search(CommitGraph.linear(COMMITS), Direction.CAUSE, settings);
        search.rankByTrace(tracedCommits);
        while (search.next() instanceof Revision revision) {
            search.recordBuild(revision, revision.toString());
            search.recordTest(revision, history.run(revision));
        }
        return new AccusedCommit(search.next() instanceof BisectionResult.ChangeFound found ? found.change() : -1);
    }

    /**
     * The results of a method on all seeds.
     *
     * @param right on the histories with a culprit
     * @param accusedFalsely on the histories without one
     */
    record SimulationResult(
            SearchMethod method, int right, int wrong, double runs, double kernels, int accusedFalsely) {}

    static SimulationResult simulate(SearchMethod method) {
        int right = 0;
        int wrong = 0;
        int accusedFalsely = 0;
        double runs = 0;
        double kernels = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedHistory history = new SimulatedHistory(seed, (int) ((long) seed * COMMITS / SEEDS));
            int accused = method.search(history).index();
            right += accused == history.culprit ? 1 : 0;
            wrong += accused != history.culprit && accused >= 0 ? 1 : 0;
            runs += history.runs;
            kernels += history.built.size();
            SimulatedHistory historyWithoutCulprit = new SimulatedHistory(seed, seed % 2 == 0 ? COMMITS : -1);
            accusedFalsely += method.search(historyWithoutCulprit).index() >= 0 ? 1 : 0;
        }
        return new SimulationResult(method, right, wrong, runs / SEEDS, kernels / SEEDS, accusedFalsely);
    }

    static List<SimulationResult> simulateAll() {
        return IntStream.range(0, SearchMethod.values().length)
                .mapToObj(i -> simulate(SearchMethod.values()[i]))
                .toList();
    }

    private static void print(PrintStream out) {
        out.printf(
                "%d commits, a report that shows in %.0f %% of runs, %d seeds; as many histories without a culprit%n",
                COMMITS, 100 * RATE, SEEDS);
        out.printf("%-28s %8s %8s %8s %8s %18s%n", "", "right", "wrong", "runs", "kernels", "falsely accused");
        for (SimulationResult result : simulateAll()) {
            out.printf(
                    "%-28s %6.1f %% %6.1f %% %8.1f %8.1f %16.1f %%%n",
                    result.method().text,
                    100.0 * result.right() / SEEDS,
                    100.0 * result.wrong() / SEEDS,
                    result.runs(),
                    result.kernels(),
                    100.0 * result.accusedFalsely() / SEEDS);
        }
    }

    public static void main(String[] arguments) {
        print(System.out);
    }
}
