// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Searches of histories that are made up, with a report that shows in a share of the runs only: how often ways to
 * search are right, and what they pay. No kernel is built or booted. {@code main} prints the table.
 */
public final class NoiseSimulation {
    static final int COMMITS = 128;
    static final int SEEDS = 200;
    static final double SHARE = 0.3;

    private static final long FAR_APART = 0x9E3779B97F4A7C15L;
    private static final int FIXED_REPEATS = 10;
    private static final int NAMED = 8;
    private static final Settings TOLD = new Settings(Noise.known(SHARE), 0.99, 100, 1.5);
    private static final Settings LEARNING = new Settings(Noise.unknown(), 0.99, 100, 1.5);

    private NoiseSimulation() {}

    /** A way to search. */
    enum Method {
        GIT_BISECT_RUN("git bisect run"),
        FIXED("each commit up to 10 times"),
        VC4LAB("vc4lab, share unknown"),
        VC4LAB_TOLD("vc4lab, share told"),
        VC4LAB_NAMED("vc4lab, named by the trace"),
        VC4LAB_MISLED("vc4lab, trace misleads");

        private final String text;

        Method(String text) {
            this.text = text;
        }

        private Verdict search(World world) {
            return switch (this) {
                case GIT_BISECT_RUN -> bisect(world, 1);
                case FIXED -> bisect(world, FIXED_REPEATS);
                case VC4LAB -> bayes(world, LEARNING, List.of());
                case VC4LAB_TOLD -> bayes(world, TOLD, List.of());
                case VC4LAB_NAMED -> bayes(world, LEARNING, world.named(true));
                case VC4LAB_MISLED -> bayes(world, LEARNING, world.named(false));
            };
        }
    }

    /** Where the report is: from a commit on, nowhere ({@code culprit} is COMMITS), or everywhere (-1). */
    private static final class World {
        private final Random random;
        private final int culprit;
        private final Set<Subject> built = new HashSet<>();
        private int runs;

        World(long seed, int culprit) {
            this.random = new Random(seed * FAR_APART); // neighbours begin alike
            this.culprit = culprit;
        }

        /** The commits that change what the call trace names: some of the innocent, and perhaps the culprit. */
        List<List<Integer>> named(boolean culpritToo) {
            Set<Integer> named = new HashSet<>();
            while (named.size() < NAMED) {
                named.add(random.nextInt(COMMITS));
            }
            named.remove(culprit);
            if (culpritToo && culprit >= 0 && culprit < COMMITS) {
                named.add(culprit);
            }
            return List.of(List.copyOf(named));
        }

        boolean run(Subject subject) {
            runs++;
            built.add(subject);
            boolean present = subject instanceof Subject.Point point
                    ? point.number() >= culprit
                    : ((Subject.Without) subject).suspect() != culprit && culprit < COMMITS;
            return present && random.nextDouble() < SHARE;
        }
    }

    /** @param accused -1 where nobody is */
    private record Verdict(int accused) {}

    /** As git bisect does it: the ends are taken on trust. */
    private static Verdict bisect(World world, int repeats) {
        int good = -1;
        int bad = COMMITS - 1;
        while (bad - good > 1) {
            int middle = (good + bad) / 2;
            boolean shown = false;
            for (int i = 0; i < repeats && !shown; i++) {
                shown = world.run(new Subject.Point(middle));
            }
            if (shown) {
                bad = middle;
            } else {
                good = middle;
            }
        }
        return new Verdict(bad);
    }

    private static Verdict bayes(World world, Settings settings, List<List<Integer>> named) {
        Search search = new Search(Lineage.linear(COMMITS), Change.APPEARS, settings);
        search.named(named);
        while (search.next() instanceof Plan.Run run) {
            search.built(run.subject(), run.subject().toString());
            search.ran(run.subject(), world.run(run.subject()));
        }
        Answer answer = ((Plan.Over) search.next()).answer();
        return new Verdict(answer instanceof Answer.Found found ? found.suspect() : -1);
    }

    /**
     * What a method did on all seeds.
     *
     * @param right on the histories with a culprit
     * @param accusedFalsely on the histories without one
     */
    record Result(Method method, int right, int wrong, double runs, double kernels, int accusedFalsely) {}

    static Result simulate(Method method) {
        int right = 0;
        int wrong = 0;
        int accusedFalsely = 0;
        double runs = 0;
        double kernels = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            World world = new World(seed, (int) ((long) seed * COMMITS / SEEDS));
            int accused = method.search(world).accused();
            right += accused == world.culprit ? 1 : 0;
            wrong += accused != world.culprit && accused >= 0 ? 1 : 0;
            runs += world.runs;
            kernels += world.built.size();
            World innocent = new World(seed, seed % 2 == 0 ? COMMITS : -1);
            accusedFalsely += method.search(innocent).accused() >= 0 ? 1 : 0;
        }
        return new Result(method, right, wrong, runs / SEEDS, kernels / SEEDS, accusedFalsely);
    }

    static List<Result> simulateAll() {
        return IntStream.range(0, Method.values().length)
                .mapToObj(i -> simulate(Method.values()[i]))
                .toList();
    }

    private static void print(PrintStream out) {
        out.printf(
                "%d commits, a report that shows in %.0f %% of runs, %d seeds; as many histories without a culprit%n",
                COMMITS, 100 * SHARE, SEEDS);
        out.printf("%-28s %8s %8s %8s %8s %18s%n", "", "right", "wrong", "runs", "kernels", "falsely accused");
        for (Result result : simulateAll()) {
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
