// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vc4lab.intake.CaseDraft.DraftCandidate;
import org.vc4lab.intake.CaseDraft.DraftReport;

/**
 * A draft as a case.yaml. In front of each guess are comments with its origin, and what could not be read off has one
 * that says so.
 */
final class DraftYaml {
    /** Of the guest, boot included. */
    private static final int SECONDS = 40;

    /** The scenario of the text's commands. */
    private static final String QUOTED = "quoted";

    private static final Pattern BARE =
            Pattern.compile("(?!(?i:y|n|yes|no|on|off|true|false|null)$)[A-Za-z_][\\w|-]*+");

    private final List<String> lines = new ArrayList<>();

    private DraftYaml() {}

    /**
     * @param fileName of the text
     * @param schema as the file names it
     */
    static String of(CaseDraft draft, String fileName, Optional<String> schema) {
        DraftYaml yaml = new DraftYaml();
        yaml.write(draft, fileName, schema);
        return String.join("\n", yaml.lines) + "\n";
    }

    private void write(CaseDraft draft, String fileName, Optional<String> schema) {
        lines.add("# SPDX-License-Identifier: Apache-2.0");
        schema.ifPresent(path -> lines.add("# yaml-language-server: $schema=" + path));
        lines.add("#");
        comment("", "Made by `vc4lab new-case` of " + SourceLine.printable(fileName));
        comment(
                "",
                "In front of each guess is the line that it was read off. Check each, and fill in what could not be");
        comment("", "read off.");
        lines.add("case: " + scalar(draft.name()));
        add("", draft.summary(), "summary: " + quote(draft.summary().value()));
        add("", draft.kernel(), "kernel: " + draft.kernel().value());
        add("", draft.config(), "config: " + draft.config().value());
        draft.baseOrigins().forEach(origin -> comment("", origin));
        lines.add(draft.base().isEmpty() ? "unpatched: pristine" : "base: base");
        writeScenarios(draft);
        writeReports(draft);
        writeCandidates(draft);
    }

    private void writeScenarios(CaseDraft draft) {
        lines.add("");
        draft.knownScenario().ifPresent(scenario -> lines.addAll(scenario.surroundings()));
        lines.add("scenarios:");
        draft.knownScenario().ifPresent(this::writeKnownScenario);
        draft.leftOut().forEach(reason -> comment("  ", "not taken: " + reason));
        if (draft.knownScenario().isEmpty() || !draft.commands().isEmpty()) {
            writeQuotedScenario(draft);
        } else if (draft.leftOut().isEmpty()) {
            comment("  ", "the text quotes no command");
        }
    }

    private void writeKnownScenario(KnownScenario scenario) {
        comment("  ", scenario.origin());
        lines.add("  " + scalar(scenario.name()) + ":");
        scenario.body().forEach(line -> lines.add("    " + line));
    }

    private void writeQuotedScenario(CaseDraft draft) {
        boolean isUsed = draft.knownScenario()
                .filter(scenario -> scenario.name().equals(QUOTED))
                .isPresent();
        lines.add("  " + (isUsed ? QUOTED + "-2" : QUOTED) + ":");
        if (draft.commands().isEmpty()) {
            comment(
                    "    ",
                    "no command could be read off: the guest only boots. Write what shows the bug, a shell line each");
            draft.task().ifPresent(line -> comment("    ", line));
            lines.add("    run: []");
        } else {
            lines.add("    run:");
        }
        List<String> lastOrigins = List.of();
        for (Guess<String> command : draft.commands()) {
            if (!command.origins().equals(lastOrigins)) {
                command.origins().forEach(origin -> comment("      ", origin));
            }
            lastOrigins = command.origins();
            lines.add("      - " + quote(command.value()));
        }
        comment("    ", "not in the text");
        lines.add("    guestSeconds: " + SECONDS);
    }

    private void writeReports(CaseDraft draft) {
        lines.add("");
        lines.add("reports:");
        for (DraftReport report : draft.reports()) {
            lines.add("  " + scalar(report.name()) + ":");
            add("    ", report.title(), "title: " + quote(report.title().value()));
            lines.add("    kind: " + report.kind());
            report.source().ifPresent(source -> lines.add("    in: " + quote(source)));
            if (!report.locks().isEmpty()) {
                lines.add("    locks: [" + scalars(report.locks()) + "]");
            }
            lines.add("    chain:");
            for (Guess<String> frame : report.chain()) {
                lines.add("      - " + scalar(frame.value())
                        + (frame.origins().isEmpty()
                                ? ""
                                : "  # " + frame.origins().get(0)));
            }
        }
        draft.otherReports().forEach(reason -> comment("  ", "left out: " + reason));
        lines.add("bug: [" + scalars(names(draft.reports())) + "]");
        if (!draft.followOns().isEmpty()) {
            comment(
                    "",
                    "not in the text: the lab's kernels check more than others, and may report the same function once more");
            lines.add("consequences:");
            lines.add("  default:");
            lines.add("    titles:");
            draft.followOns().forEach(title -> lines.add("      - " + quote(title)));
            lines.add("    warningsIn: []");
            lines.add("    hang: false");
        }
    }

    private void writeCandidates(CaseDraft draft) {
        lines.add("");
        lines.add("candidates:");
        addCandidate(draft, draft.bareCandidate(), "REPRODUCED");
        for (DraftCandidate candidate : draft.candidates()) {
            candidate.name().origins().forEach(origin -> comment("  ", origin));
            if (candidate.isFix()) {
                comment("  ", "whether it fixes the bug is what the lab finds out");
            }
            addCandidate(draft, candidate.name().value(), candidate.isFix() ? "CLEAN" : "REPRODUCED");
        }
        draft.noPatches().ifPresent(reason -> comment("  ", "no candidate was read off: " + reason));
    }

    /** Which reports a candidate has is said only if candidates differ in it. */
    private void addCandidate(CaseDraft draft, String name, String verdict) {
        List<DraftReport> shown = draft.reports().stream()
                .filter(report -> report.shownBy().equals(name))
                .toList();
        boolean isSplit = !shown.isEmpty() && shown.size() < draft.reports().size();
        lines.add("  - {name: " + scalar(name) + ", expect: " + verdict
                + (isSplit ? ", reports: {default: [" + scalars(names(shown)) + "]}}" : "}"));
    }

    private static List<String> names(List<DraftReport> reports) {
        return reports.stream().map(DraftReport::name).toList();
    }

    private void add(String indentation, Guess<?> guess, String line) {
        guess.origins().forEach(origin -> comment(indentation, origin));
        lines.add(indentation + line);
    }

    private void comment(String indentation, String text) {
        lines.add(indentation + "# " + text);
    }

    private static String scalars(List<String> texts) {
        return texts.stream().map(DraftYaml::scalar).collect(Collectors.joining(", "));
    }

    /** A text that may have a meaning in YAML, such as a number, is quoted. */
    private static String scalar(String text) {
        return BARE.matcher(text).matches() ? text : quote(text);
    }

    /** Any text in one line. */
    private static String quote(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
