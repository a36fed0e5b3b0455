// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.regex.Pattern;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.ReportPattern;
import org.vc4lab.lab.model.TrialReport;

/**
 * The report to search for.
 *
 * @param names names that the case gives to reports, or signatures; one match is enough
 */
public record TargetReport(@JsonProperty("names") List<String> names) {
    private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{16}");

    public TargetReport {
        names = List.copyOf(names);
    }

    /** The reports that are the case's bug. */
    public static TargetReport bugReportsOf(Case ofCase) {
        return new TargetReport(ofCase.reports().bug());
    }

    /** Whether the case has a report of this name, or it is a signature. */
    public static boolean isValidName(String name, Case ofCase) {
        return SIGNATURE.matcher(name).matches()
                || ofCase.reports().patterns().stream().map(ReportPattern::name).anyMatch(name::equals);
    }

    boolean matches(TrialReport report) {
        return names.contains(report.signature())
                || report.name().filter(names::contains).isPresent();
    }

    @Override
    public String toString() {
        return String.join(" or ", names);
    }
}
