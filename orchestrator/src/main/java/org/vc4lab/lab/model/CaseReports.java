// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.util.List;
import java.util.Map;

/**
 * The reports and driver errors that a case names.
 *
 * @param bug names of the patterns that are the case's bug
 * @param known names of the patterns that occur in the kernel as released; they say nothing about a candidate
 * @param followOn by the hardware profile's name
 * @param driverErrorPatterns parts of lines in which drivers report errors
 */
public record CaseReports(
        List<ReportPattern> patterns,
        List<String> bug,
        List<String> known,
        Map<String, FollowOnReports> followOn,
        List<String> driverErrorPatterns) {
    public CaseReports {
        patterns = List.copyOf(patterns);
        bug = List.copyOf(bug);
        known = List.copyOf(known);
        followOn = Map.copyOf(followOn);
        driverErrorPatterns = List.copyOf(driverErrorPatterns);
    }

    CaseReports withKnown(List<String> newKnown) {
        return new CaseReports(patterns, bug, newKnown, followOn, driverErrorPatterns);
    }

    public FollowOnReports followOn(HardwareProfile profile) {
        return followOn.getOrDefault(profile.name(), FollowOnReports.NONE);
    }
}
