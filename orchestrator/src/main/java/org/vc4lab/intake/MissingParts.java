// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.kernellog.Report;

/** What reports need and the machine does not have; each says which line shows it. */
record MissingParts(PostedText text, MachineParts parts) {
    private static final String HARDWARE = "Hardware name: ";
    /** Parts that are named of a report. */
    private static final int MOST = 8;

    /** The machine itself: another architecture, or another board. */
    List<String> ofMachine() {
        List<String> missing = new ArrayList<>();
        new ArchitectureHint(text, parts)
                .read()
                .filter(guess -> guess.value().config().isEmpty())
                .ifPresent(guess -> missing.add("needs the architecture "
                        + guess.value().name() + ": the machine is "
                        + parts.file().machine() + " (" + guess.origins().get(0) + ")"));
        text.findInReports(line -> line.startsWith(HARDWARE)
                        && parts.file().names().stream().noneMatch(line::contains))
                .ifPresent(line -> missing.add("needs \""
                        + SourceLine.printable(line.text().substring(HARDWARE.length())) + "\": the machine is "
                        + parts.file().machine() + " (line " + line.number() + ")"));
        return missing;
    }

    /** What a report's call chain runs through, each once. */
    List<String> ofChain(Report report) {
        List<String> chain = report.chain();
        Map<String, String> linesByPart = new LinkedHashMap<>();
        for (Frame frame : report.frames()) {
            if (chain.contains(frame.baseName())) {
                findMissing(frame).ifPresent(part -> linesByPart.putIfAbsent(part, lineOf(report, frame)));
            }
        }
        return linesByPart.entrySet().stream()
                .limit(MOST)
                .map(part -> part.getKey() + " (" + part.getValue() + ")")
                .toList();
    }

    /** Whether the report has a call chain; one function is none. */
    static boolean hasChain(Report report) {
        return report.chain().size() > 1;
    }

    String needsChain(Report report) {
        return "needs a call trace with names: " + text.firstLineOf(report).quoted()
                + (report.corrupted() ? ", " + SourceLine.printable(report.corruptedReason()) : "");
    }

    private Optional<String> findMissing(Frame frame) {
        boolean inForeignModule = !frame.module().isEmpty() && !parts.hasModule(frame.module());
        if (!inForeignModule && parts.hasFunction(frame.baseName())) {
            return Optional.empty();
        }
        Optional<String> name = parts.nameOfAbsent(frame.baseName()).or(() -> parts.nameOfAbsent(frame.module()));
        String module = SourceLine.printable(frame.module());
        return Optional.of(name.map(part -> "needs " + part + ": not emulated")
                .orElseGet(() -> inForeignModule
                        ? "needs the module " + module + ": the lab's kernels do not have it"
                        : "needs " + SourceLine.printable(frame.baseName())
                                + ": the lab's kernels have no such function"));
    }

    private String lineOf(Report report, Frame frame) {
        return FrameLines.find(text.linesOf(report), frame.function())
                .map(line -> "line " + line.number())
                .orElseGet(() -> "line " + report.firstLine());
    }
}
