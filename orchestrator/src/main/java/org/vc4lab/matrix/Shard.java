// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One machine's part of a plan.
 *
 * @param number from 1
 * @param count how many there are
 */
public record Shard(int number, int count) {
    /** All of it. */
    public static final Shard WHOLE = new Shard(1, 1);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})/(\\d{1,4})");
    /** What a kernel costs beside its trials, in the unit of {@link PlannedTrial#cost}. */
    private static final long COST_OF_KERNEL = 12;

    /** Reads {@code I/N}. */
    public static Shard of(String text) throws PlanException {
        Matcher match = TEXT.matcher(text);
        if (match.matches()) {
            Shard shard = new Shard(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)));
            if (shard.number >= 1 && shard.number <= shard.count) {
                return shard;
            }
        }
        throw new PlanException("a shard is I/N with I from 1 to N, not '" + text + "'");
    }

    /** The trials of this shard: the same on every machine, as they depend on the plan alone. */
    public MatrixPlan partOf(MatrixPlan plan) {
        Map<String, Integer> numbers = assignShards(plan, count);
        return plan.filter(plannedTrial -> Integer.valueOf(number).equals(numbers.get(plannedTrial.id())));
    }

    /**
     * Which shard has which trial, by its id. Trials of one kernel stay together; kernels go, the most expensive first,
     * to the shard that has least to do.
     */
    static Map<String, Integer> assignShards(MatrixPlan plan, int shardCount) {
        Map<String, List<PlannedTrial>> kernels = new LinkedHashMap<>();
        plan.plannedTrials()
                .forEach(plannedTrial -> kernels.computeIfAbsent(plannedTrial.kernelName(), name -> new ArrayList<>())
                        .add(plannedTrial));
        List<List<PlannedTrial>> byCost = new ArrayList<>(kernels.values());
        byCost.sort(Comparator.comparing(Shard::costOf).reversed());
        long[] loads = new long[shardCount];
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (List<PlannedTrial> kernel : byCost) {
            int leastLoaded = 0;
            for (int i = 1; i < shardCount; i++) {
                leastLoaded = loads[i] < loads[leastLoaded] ? i : leastLoaded;
            }
            loads[leastLoaded] += costOf(kernel);
            for (PlannedTrial plannedTrial : kernel) {
                numbers.put(plannedTrial.id(), leastLoaded + 1);
            }
        }
        return numbers;
    }

    private static long costOf(List<PlannedTrial> kernel) {
        return COST_OF_KERNEL + kernel.stream().mapToLong(PlannedTrial::cost).sum();
    }

    @Override
    public String toString() {
        return number + "/" + count;
    }
}
