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
 * @param of how many there are
 */
public record Shard(int number, int of) {
    /** All of it. */
    public static final Shard WHOLE = new Shard(1, 1);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})/(\\d{1,4})");
    /** What a kernel costs beside its trials, in the unit of {@link Slot#cost}. */
    private static final long COST_OF_KERNEL = 12;

    /** Reads {@code I/N}. */
    public static Shard of(String text) throws PlanException {
        Matcher match = TEXT.matcher(text);
        if (match.matches()) {
            Shard shard = new Shard(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)));
            if (shard.number >= 1 && shard.number <= shard.of) {
                return shard;
            }
        }
        throw new PlanException("a shard is I/N with I from 1 to N, not '" + text + "'");
    }

    /** The trials of this shard: the same on every machine, as they depend on the plan alone. */
    public MatrixPlan part(MatrixPlan plan) {
        Map<String, Integer> numbers = numbers(plan, of);
        return plan.only(slot -> Integer.valueOf(number).equals(numbers.get(slot.id())));
    }

    /**
     * Which shard has which trial, by its id. Trials of one kernel stay together; kernels go, the most expensive first,
     * to the shard that has least to do.
     */
    static Map<String, Integer> numbers(MatrixPlan plan, int shards) {
        Map<String, List<Slot>> kernels = new LinkedHashMap<>();
        plan.slots().forEach(slot -> kernels.computeIfAbsent(slot.kernelName(), name -> new ArrayList<>())
                .add(slot));
        List<List<Slot>> byCost = new ArrayList<>(kernels.values());
        byCost.sort(Comparator.comparing(Shard::cost).reversed());
        long[] loads = new long[shards];
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (List<Slot> kernel : byCost) {
            int least = 0;
            for (int i = 1; i < shards; i++) {
                least = loads[i] < loads[least] ? i : least;
            }
            loads[least] += cost(kernel);
            for (Slot slot : kernel) {
                numbers.put(slot.id(), least + 1);
            }
        }
        return numbers;
    }

    private static long cost(List<Slot> kernel) {
        return COST_OF_KERNEL + kernel.stream().mapToLong(Slot::cost).sum();
    }

    @Override
    public String toString() {
        return number + "/" + of;
    }
}
