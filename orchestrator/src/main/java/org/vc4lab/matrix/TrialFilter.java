// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.vc4lab.exec.ValidValues;

/**
 * Selects trials of a plan by patterns with {@code *} and {@code ?}. A pattern applies to an axis or, without one, to
 * any part of the id. One pattern of each axis has to match.
 */
public final class TrialFilter implements Predicate<PlannedTrial> {
    private static final String ANY = "";

    private final Map<String, List<Pattern>> patterns;

    private TrialFilter(Map<String, List<Pattern>> patterns) {
        this.patterns = patterns;
    }

    /**
     * Parses filters.
     *
     * @param texts {@code AXIS=PATTERN}, {@code AXIS=PATTERN,PATTERN} or {@code PATTERN}
     */
    public static TrialFilter of(List<String> texts) throws PlanException {
        Map<String, List<Pattern>> patterns = new LinkedHashMap<>();
        for (String text : texts) {
            String[] parts = text.split("=", 2);
            String axis = parts.length == 2 ? parts[0] : ANY;
            if (parts.length == 2 && !TrialAxes.NAMES.contains(axis)) {
                throw new PlanException(ValidValues.describe("no axis '" + axis + "'", TrialAxes.NAMES));
            }
            for (String glob : parts[parts.length - 1].split(",", -1)) {
                patterns.computeIfAbsent(axis, name -> new ArrayList<>())
                        .add(toPattern(axis.equals(ANY) ? "*" + glob + "*" : glob));
            }
        }
        return new TrialFilter(patterns);
    }

    private static Pattern toPattern(String glob) {
        return Pattern.compile(Pattern.quote(glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"));
    }

    @Override
    public boolean test(PlannedTrial plannedTrial) {
        return patterns.entrySet().stream().allMatch(axis -> {
            String value = axis.getKey().equals(ANY)
                    ? plannedTrial.id()
                    : plannedTrial.axes().byName().getOrDefault(axis.getKey(), "");
            return axis.getValue().stream()
                    .anyMatch(pattern -> pattern.matcher(value).matches());
        });
    }
}
