// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One host's part of a plan.
 *
 * @param number from 1 to {@code count}
 */
public record Shard(@JsonProperty("shard") int number, @JsonProperty("of") int count) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})/(\\d{1,4})");
    /** Cost of building a kernel, in the unit of {@link PlannedTrial#cost}. */
    private static final long COST_OF_KERNEL = 12;

    /** Parses {@code I/N}. */
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

    /** The trials of this shard; they depend on the plan alone, so all hosts agree. */
    public MatrixPlan partOf(MatrixPlan plan) {
        Map<String, Integer> numbers = assignShards(plan, count);
        return plan.filter(plannedTrial -> Integer.valueOf(number).equals(numbers.get(plannedTrial.id())));
    }

    /**
     * Shard numbers by trial id. Trials of one kernel stay together. Kernels go to the shard with the least work so
     * far, the most expensive first.
     */
    static Map<String, Integer> assignShards(MatrixPlan plan, int shardCount) {
        List<List<PlannedTrial>> kernels = new ArrayList<>(groupByKernel(plan.plannedTrials()));
        kernels.sort(Comparator.comparing(Shard::costOf).reversed());
        long[] loads = new long[shardCount];
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (List<PlannedTrial> kernel : kernels) {
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

    static Collection<List<PlannedTrial>> groupByKernel(List<PlannedTrial> plannedTrials) {
        return plannedTrials.stream()
                .collect(Collectors.groupingBy(PlannedTrial::kernelName, LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    static long costOf(List<PlannedTrial> kernel) {
        return COST_OF_KERNEL + kernel.stream().mapToLong(PlannedTrial::cost).sum();
    }

    /** "the whole plan" or "shard 1/2". */
    String describe() {
        return count == 1 ? "the whole plan" : "shard " + this;
    }

    @Override
    public String toString() {
        return number + "/" + count;
    }
}
