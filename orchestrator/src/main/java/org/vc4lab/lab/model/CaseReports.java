// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.vc4lab.kernellog.ReportKind;

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

    /** The functions of all call chains, without the kernel's own check. */
    public Set<String> chainFunctions() {
        return patterns.stream()
                .flatMap(pattern -> pattern.withoutCheck().chain().stream())
                .flatMap(frame -> frame.functions().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    CaseReports withKnown(List<String> newKnown) {
        return new CaseReports(patterns, bug, newKnown, followOn, driverErrorPatterns);
    }

    public FollowOnReports followOn(Case.HardwareProfile profile) {
        return followOn.getOrDefault(profile.name(), FollowOnReports.NONE);
    }

    /**
     * A report that the case names, independent of line numbers.
     *
     * @param source the file that its first line names; "" matches any
     * @param locks the only locks that may be held; empty allows any
     */
    public record ReportPattern(
            @JsonProperty("name") String name,
            @JsonProperty("title") String title,
            @JsonProperty("kind") ReportKind kind,
            @JsonProperty("source") String source,
            @JsonProperty("chain") List<FramePattern> chain,
            @JsonProperty("locks") List<String> locks) {
        public ReportPattern {
            chain = List.copyOf(chain);
            locks = List.copyOf(locks);
        }

        /** Without the kernel's own check, which other kernels lack, in its chain. */
        public ReportPattern withoutCheck() {
            List<FramePattern> rest = chain.stream()
                    .filter(frame -> !frame.functions().stream().allMatch(function -> function.contains("__might_")))
                    .toList();
            return new ReportPattern(name, title, kind, source, rest, locks);
        }

        /** Whether a call trace, innermost first, has a function for each link, in order; others may be between. */
        public boolean matchesChain(List<String> trace) {
            int link = 0;
            for (String function : trace) {
                if (link < chain.size() && chain.get(link).matches(function)) {
                    link++;
                }
            }
            return link == chain.size();
        }

        /** True for {@code held} locks as lockdep prints them: {@code (lock){....}-{0:0}, at: function+0x10/0x20}. */
        public boolean allowsLocks(List<String> held) {
            return locks.isEmpty()
                    || (!held.isEmpty()
                            && held.stream().allMatch(heldLock -> locks.stream()
                                    .anyMatch(lock -> heldLock.startsWith("(" + lock + ")"))));
        }
    }

    /**
     * One frame of a call chain.
     *
     * @param functions any of these matches
     */
    public record FramePattern(@JsonProperty("functions") List<String> functions) {
        public FramePattern {
            functions = List.copyOf(functions);
        }

        /** Reads {@code a|b}. */
        public static FramePattern of(String text) {
            return new FramePattern(List.of(text.split("\\|", -1)));
        }

        public boolean matches(String function) {
            return functions.contains(function);
        }

        @Override
        public String toString() {
            return String.join("|", functions);
        }
    }

    /**
     * What may follow a report of the bug in the same boot and is then part of it.
     *
     * @param titles beginnings of reports' titles
     * @param warningsIn beginnings of the source files whose warnings may follow, such as {@code kernel/rcu/}
     * @param mayHang true if the guest may hang and leave its playback unfinished
     */
    public record FollowOnReports(
            @JsonProperty("titles") List<String> titles,
            @JsonProperty("warningsIn") List<String> warningsIn,
            @JsonProperty("hang") boolean mayHang) {
        public static final FollowOnReports NONE = new FollowOnReports(List.of(), List.of(), false);

        public FollowOnReports {
            titles = List.copyOf(titles);
            warningsIn = List.copyOf(warningsIn);
        }

        public boolean covers(TrialReport report) {
            return titles.stream().anyMatch(report.title()::startsWith)
                    || report.source()
                            .filter(source -> warningsIn.stream().anyMatch(source::startsWith))
                            .isPresent();
        }
    }
}
