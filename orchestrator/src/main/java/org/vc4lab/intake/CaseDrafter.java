// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vc4lab.build.kernel.KernelConfigRepository;
import org.vc4lab.intake.CaseDraft.DraftCandidate;
import org.vc4lab.intake.CaseDraft.DraftReport;
import org.vc4lab.intake.CommandHint.QuotedCommands;
import org.vc4lab.intake.PatchHint.PostedCandidate;
import org.vc4lab.kernellog.Report;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.CaseReports.FramePattern;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.patch.SeriesReader;

/**
 * Drafts a case of a posted text.
 *
 * @param home the folder of the project
 * @param knownCases of the lab, whose reports may be those of the text
 * @param onNote receives which of them are left out
 */
public record CaseDrafter(Path home, CaseRepository knownCases, SeriesReader reader, Consumer<String> onNote) {
    /** What a name of a case consists of. */
    public static final Pattern CASE_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,59}");

    private static final Pattern SOURCE = Pattern.compile(" at (?<file>[\\w.-]++(?:/[\\w.-]++)++):[0-9]");
    private static final Pattern FUNCTION = Pattern.compile("[A-Za-z_]\\w{0,127}");

    /** A report that the machine can show, as far as its parts say. */
    private record UsableReport(Report report, Optional<KnownReport> knownReport) {}

    /**
     * The draft.
     *
     * @param name of the case; empty for one of the text
     * @throws NoCaseException if the machine lacks what the reports need, or there is none
     */
    public CaseDraft draft(Path file, Optional<String> name)
            throws IOException, InterruptedException, NoCaseException, UnknownNameException {
        PostedText text = PostedText.read(file);
        MachineParts parts = MachineParts.read(home);
        List<String> otherReports = new ArrayList<>();
        List<UsableReport> usable = usableReports(text, parts, otherReports);
        Optional<UsableReport> firstKnown =
                usable.stream().filter(each -> each.knownReport().isPresent()).findFirst();
        Optional<KnownReport> knownReport = firstKnown.flatMap(UsableReport::knownReport);
        TargetHint target = new TargetHint(text, parts, new KernelConfigRepository(home), knownReport);
        Guess<String> kernel = target.kernel();
        List<DraftCandidate> candidates = new ArrayList<>();
        List<DraftReport> reports = draftReports(text, usable, knownReport, candidates);
        PostedCandidate posted = new PatchHint(file, text, reader).read();
        posted.candidate()
                .map(candidate -> candidate.withNameBeside(candidates))
                .ifPresent(candidates::add);
        QuotedCommands quoted = new CommandHint(text, parts).read();
        return new CaseDraft(
                name.orElseGet(() -> nameOf(usable.get(0).report())),
                reports.get(0).title(),
                kernel,
                target.config(kernel.value()),
                knownReport.map(KnownReport::patches).orElse(List.of()),
                List.of(firstKnown
                        .map(each -> each.knownReport().orElseThrow().describe() + ", is the report of line "
                                + each.report().firstLine())
                        .orElse("no case of the lab has this report: the kernel is taken as released")),
                knownReport.isPresent() ? Optional.of(KnownScenario.read(knownReport.get())) : Optional.empty(),
                quoted.lines(),
                quoted.leftOut(),
                text.findInReports(line -> line.contains("Comm: ")).map(SourceLine::quoted),
                reports,
                otherReports,
                candidates,
                posted.reason(),
                followOns(parts, reports));
    }

    /** The lab's kernels check more than others, so they may report the same function once more, in other words. */
    private static List<String> followOns(MachineParts parts, List<DraftReport> reports) {
        return reports.stream()
                .flatMap(report -> parts
                        .file()
                        .followOns()
                        .getOrDefault(report.kind().toString(), List.of())
                        .stream()
                        .map(beginning -> beginning + functionOf(report.title().value())))
                .distinct()
                .toList();
    }

    /** Titles end with it. */
    private static String functionOf(String title) {
        return title.substring(title.lastIndexOf(' ') + 1);
    }

    private List<Case> readKnownCases() throws IOException, UnknownNameException {
        List<Case> cases = new ArrayList<>();
        for (String caseName : knownCases.names()) {
            try {
                if (!caseName.startsWith(".")) {
                    cases.add(knownCases.read(caseName));
                }
            } catch (IOException unreadable) {
                onNote.accept("left out of the known cases: " + unreadable.getMessage());
            }
        }
        return cases;
    }

    private List<UsableReport> usableReports(PostedText text, MachineParts parts, List<String> otherReports)
            throws IOException, NoCaseException, UnknownNameException {
        MissingParts missingParts = new MissingParts(text, parts);
        List<Case> cases = readKnownCases();
        List<String> missing = new ArrayList<>(missingParts.ofMachine());
        Map<String, UsableReport> usable = new LinkedHashMap<>();
        for (Report report : text.reports()) {
            Optional<KnownReport> knownReport =
                    KnownReport.find(text, report, cases).filter(candidate -> isOfSameCase(candidate, usable.values()));
            List<String> ofReport = MissingParts.hasChain(report) || knownReport.isPresent()
                    ? missingParts.ofChain(report)
                    : List.of(missingParts.needsChain(report));
            if (ofReport.isEmpty()) {
                usable.putIfAbsent(
                        knownReport.map(KnownReport::name).orElse(report.signature()),
                        new UsableReport(report, knownReport));
            } else {
                otherReports.add(text.firstLineOf(report).quoted());
                otherReports.addAll(ofReport);
                missing.addAll(ofReport);
            }
        }
        if (text.reports().isEmpty()) {
            missing.add("needs a kernel report: there is none in the text");
        }
        if (usable.isEmpty() || !missingParts.ofMachine().isEmpty()) {
            throw new NoCaseException(missing.stream().distinct().toList());
        }
        return List.copyOf(usable.values());
    }

    /** All reports of a case are shown on one kernel, that of the first. */
    private static boolean isOfSameCase(KnownReport knownReport, Collection<UsableReport> before) {
        return before.stream().flatMap(usable -> usable.knownReport().stream()).allMatch(other -> other.ofCase()
                .name()
                .equals(knownReport.ofCase().name()));
    }

    /**
     * Each is expected of the kernel that shows the first known one, or of a known candidate upon it, which becomes one
     * of the case.
     */
    private static List<DraftReport> draftReports(
            PostedText text, List<UsableReport> usable, Optional<KnownReport> base, List<DraftCandidate> candidates) {
        String bare = CaseDraft.bareCandidate(base.map(KnownReport::patches).orElse(List.of()));
        Set<String> names = usable.stream()
                .flatMap(each -> each.knownReport().stream())
                .map(KnownReport::name)
                .collect(Collectors.toCollection(HashSet::new));
        List<DraftReport> reports = new ArrayList<>();
        Map<String, DraftCandidate> byName = new LinkedHashMap<>();
        for (UsableReport each : usable) {
            Optional<KnownReport> upon = each.knownReport()
                    .filter(knownReport ->
                            base.filter(knownReport::extendsKernelOf).isPresent());
            upon.ifPresent(knownReport -> byName.putIfAbsent(
                    knownReport.shownBy().name(),
                    new DraftCandidate(
                            Guess.of(knownReport.shownBy().name(), knownReport.describe()),
                            knownReport.shownBy().patches(),
                            List.of())));
            String shownBy =
                    upon.map(knownReport -> knownReport.shownBy().name()).orElse(bare);
            String name = each.knownReport().map(KnownReport::name).orElseGet(() -> unusedName("R", names));
            reports.add(draftReport(text, each, name, shownBy));
        }
        candidates.addAll(byName.values());
        return reports;
    }

    /** The first number that no name has yet; the name is used from then on. */
    private static String unusedName(String beginning, Set<String> used) {
        return IntStream.iterate(1, number -> number + 1)
                .mapToObj(number -> beginning + number)
                .filter(used::add)
                .findFirst()
                .orElseThrow();
    }

    private static DraftReport draftReport(PostedText text, UsableReport usable, String name, String shownBy) {
        Report report = usable.report();
        SourceLine firstLine = text.firstLineOf(report);
        Matcher source = SOURCE.matcher(firstLine.text());
        return new DraftReport(
                name,
                Guess.of(SourceLine.oneLine(report.title()), firstLine.quoted()),
                report.kind(),
                source.find() ? Optional.of(source.group("file")) : Optional.empty(),
                chainOf(text, usable),
                usable.knownReport()
                        .map(knownReport -> knownReport.pattern().locks())
                        .orElse(List.of()),
                shownBy);
    }

    /** A known report has the links that its case asks for: what else a trace has differs between kernels. */
    private static List<Guess<String>> chainOf(PostedText text, UsableReport usable) {
        List<FramePattern> links = usable.knownReport()
                .map(knownReport -> knownReport.pattern().chain())
                .orElseGet(() -> usable.report().chain().stream()
                        .filter(function -> FUNCTION.matcher(function).matches())
                        .map(FramePattern::of)
                        .toList());
        List<SourceLine> lines = text.linesOf(usable.report());
        return links.stream()
                .map(link -> new Guess<>(
                        link.toString(),
                        link.functions().stream()
                                .flatMap(function -> FrameLines.find(lines, function).stream())
                                .limit(1)
                                .map(line -> "line " + line.number())
                                .toList()))
                .toList();
    }

    private static String nameOf(Report report) {
        String words = functionOf(report.title()) + "-" + report.kind();
        String name =
                words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceFirst("^-", "");
        return name.substring(0, Math.min(name.length(), 60)).replaceFirst("-$", "");
    }
}
