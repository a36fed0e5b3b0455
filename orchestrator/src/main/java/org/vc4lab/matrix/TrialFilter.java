// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.vc4lab.exec.ValidValues;
import org.vc4lab.matrix.PlannedTrial.TrialAxes;

/**
 * Selects trials of a plan by patterns with {@code *} and {@code ?}. A pattern applies to an axis or, without one, to
 * any part of the id. One pattern of each axis has to match.
 */
public record TrialFilter(Map<String, Predicate<String>> conditions) implements Predicate<PlannedTrial> {
    private static final String ANY = "";

    public TrialFilter {
        conditions = Map.copyOf(conditions);
    }

    /**
     * Parses filters.
     *
     * @param texts {@code AXIS=PATTERN}, {@code AXIS=PATTERN,PATTERN} or {@code PATTERN}
     */
    public static TrialFilter of(List<String> texts) throws PlanException {
        Map<String, Predicate<String>> conditions = new HashMap<>();
        for (String text : texts) {
            String[] parts = text.split("=", 2);
            String axis = parts.length == 2 ? parts[0] : ANY;
            if (parts.length == 2 && !TrialAxes.NAMES.contains(axis)) {
                throw new PlanException(ValidValues.describe("no axis '" + axis + "'", TrialAxes.NAMES));
            }
            for (String glob : parts[parts.length - 1].split(",", -1)) {
                conditions.merge(axis, matcherOf(axis.equals(ANY) ? "*" + glob + "*" : glob), Predicate::or);
            }
        }
        return new TrialFilter(conditions);
    }

    private static Predicate<String> matcherOf(String glob) {
        String regex = Pattern.quote(glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return Pattern.compile(regex).asMatchPredicate();
    }

    @Override
    public boolean test(PlannedTrial plannedTrial) {
        Map<String, String> values = new HashMap<>(plannedTrial.axes().byName());
        values.put(TrialAxes.CASE, plannedTrial.trial().ofCase().name());
        values.put(ANY, plannedTrial.id());
        return conditions.entrySet().stream()
                .allMatch(axis -> axis.getValue().test(values.getOrDefault(axis.getKey(), "")));
    }
}
