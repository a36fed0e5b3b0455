// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vc4lab.bisect.Sight.Kind;
import org.vc4lab.lab.Finding;
import org.vc4lab.lab.Judgement;
import org.vc4lab.lab.Phase;
import org.vc4lab.lab.SeenReport;
import org.vc4lab.lab.Verdict;

/**
 * What a judged trial means for a search.
 *
 * @param noBootIsBad whether a kernel that does not come to user space counts as one that shows the report
 * @param despiteOthers whether a trial with other reports, all of them from before the scenario, can prove that the
 *     wanted one is not there: the checks were on to its end, or it would have been judged otherwise
 */
public record SightRules(
        @JsonProperty("wanted") Wanted wanted,
        @JsonProperty("noBootIsBad") boolean noBootIsBad,
        @JsonProperty("despiteOthers") boolean despiteOthers) {
    /**
     * Reads a trial.
     *
     * @param found its reports
     * @throws IOException where it failed by our own fault
     */
    Sight sight(List<SeenReport> found, Judgement judgement) throws IOException {
        if (judgement.verdict() == Verdict.INFRA) {
            throw new IOException("the lab failed: " + reasons(judgement, Verdict.INFRA));
        }
        Optional<SeenReport> shown = found.stream().filter(wanted::is).findFirst();
        if (shown.isPresent()) {
            return new Sight(Kind.SHOWN, titles(found), trace(shown.get()));
        }
        String reasons = judgement.verdict() + ": " + reasons(judgement, judgement.verdict());
        return switch (judgement.verdict()) {
            case CLEAN -> new Sight(Kind.ABSENT, "");
            case LATENCY, REPRODUCED, OTHER_REPORT -> besideOthers(found, reasons);
            case NO_BOOT -> new Sight(noBootIsBad ? Kind.SHOWN : Kind.NO_BOOT, reasons);
            default -> new Sight(Kind.UNCLEAR, reasons);
        };
    }

    /**
     * From the function on that the title names: what it called are the kernel's own helpers. None where the title does
     * not tell, as these would be taken for the place of the fault.
     */
    private static List<String> trace(SeenReport report) {
        List<String> all = report.functions();
        int begin = IntStream.range(0, all.size())
                .filter(i -> report.title().endsWith(" " + all.get(i)))
                .findFirst()
                .orElse(all.size());
        return all.subList(begin, all.size());
    }

    private Sight besideOthers(List<SeenReport> found, String reasons) {
        if (found.isEmpty()) {
            return new Sight(Kind.ABSENT, reasons);
        }
        boolean proven = despiteOthers && found.stream().allMatch(SightRules::hidesNothing);
        return new Sight(proven ? Kind.ABSENT : Kind.OTHER_REPORT, titles(found));
    }

    private static String titles(List<SeenReport> found) {
        return found.stream()
                .map(report -> report.name().orElse(report.title()))
                .distinct()
                .limit(3)
                .collect(Collectors.joining(", "));
    }

    private static String reasons(Judgement judgement, Verdict verdict) {
        return judgement.findings().stream()
                .filter(finding -> finding.verdict() == verdict)
                .map(Finding::reason)
                .findFirst()
                .orElse("");
    }

    /**
     * Lockdep is silent after its first report, and the check for sleeps for a second: what came in the scenario may
     * have hidden the wanted one.
     */
    private static boolean hidesNothing(SeenReport report) {
        return report.phase() == Phase.BOOT && report.kind() != org.vc4lab.kernellog.Kind.LOCKDEP;
    }
}
