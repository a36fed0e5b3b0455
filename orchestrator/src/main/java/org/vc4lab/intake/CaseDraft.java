// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.patch.Patch;

/**
 * A case as far as it can be read off a posted text.
 *
 * @param base series below all candidates, in order, each a folder of a case of the lab
 * @param baseOrigins why that is the base, or why there is none
 * @param knownScenario that shows a report of the lab's; empty if no report is known
 * @param commands of the text
 * @param leftOut commands that are not taken, and why
 * @param task the line that names the task of a report
 * @param otherReports that are not part of the case, and why
 * @param noPatches why the text has no candidate of its own; empty if it has
 * @param followOns titles of further reports of the same functions, which a kernel with more checks may print
 */
public record CaseDraft(
        String name,
        Guess<String> summary,
        Guess<String> kernel,
        Guess<String> config,
        List<Path> base,
        List<String> baseOrigins,
        Optional<KnownScenario> knownScenario,
        List<Guess<String>> commands,
        List<String> leftOut,
        Optional<String> task,
        List<DraftReport> reports,
        List<String> otherReports,
        List<DraftCandidate> candidates,
        Optional<String> noPatches,
        List<String> followOns) {
    public CaseDraft {
        followOns = List.copyOf(followOns);
        base = List.copyOf(base);
        baseOrigins = List.copyOf(baseOrigins);
        commands = List.copyOf(commands);
        leftOut = List.copyOf(leftOut);
        reports = List.copyOf(reports);
        otherReports = List.copyOf(otherReports);
        candidates = List.copyOf(candidates);
    }

    /**
     * A report that is the bug.
     *
     * @param source the file in its first line
     * @param locks the only ones that may be held; empty allows any
     * @param shownBy the candidate that is expected to show it
     */
    record DraftReport(
            String name,
            Guess<String> title,
            ReportKind kind,
            Optional<String> source,
            List<Guess<String>> chain,
            List<String> locks,
            String shownBy) {
        DraftReport {
            locks = List.copyOf(locks);
            chain = List.copyOf(chain);
        }
    }

    /**
     * A candidate beside the one without patches.
     *
     * @param folder of a case of the lab that it is copied from; empty if the text has the patches
     */
    record DraftCandidate(Guess<String> name, Optional<Path> folder, List<Patch> patches) {
        DraftCandidate {
            patches = List.copyOf(patches);
        }

        /** The same with a number behind its name, if another candidate has that name. */
        DraftCandidate withNameBeside(List<DraftCandidate> others) {
            Set<String> used =
                    others.stream().map(other -> other.name().value()).collect(Collectors.toUnmodifiableSet());
            String unused = Stream.concat(
                            Stream.of(name.value()),
                            IntStream.iterate(2, number -> number + 1).mapToObj(number -> name.value() + "-" + number))
                    .filter(candidate -> !used.contains(candidate))
                    .findFirst()
                    .orElseThrow();
            return new DraftCandidate(name.map(value -> unused), folder, patches);
        }

        /** Whether it claims to fix the bug, instead of showing another report of it. */
        boolean isFix() {
            return folder.isEmpty();
        }
    }

    /** Names of the candidates whose patches are the text's, so that anybody may have written them. */
    public Set<String> foreignCandidates() {
        return candidates.stream()
                .filter(DraftCandidate::isFix)
                .map(candidate -> candidate.name().value())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The candidate without patches of its own. */
    String bareCandidate() {
        return bareCandidate(base);
    }

    static String bareCandidate(List<Path> base) {
        return base.isEmpty() ? "pristine" : "base";
    }
}
