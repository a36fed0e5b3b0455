// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vc4lab.exec.Command;
import org.vc4lab.explore.ExplorationSummary;
import org.vc4lab.explore.ShrunkSchedule;
import org.vc4lab.lab.audio.Waveform;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.matrix.PlannedTrial.TrialAxes;
import org.vc4lab.matrix.TrialFiles;
import org.vc4lab.matrix.TrialRecord;
import org.vc4lab.trace.CallsBeforeReport;

/**
 * The self-contained pages of a night: the matrix as a grid, and a page for each trial. FreeMarker escapes all values
 * in templates that end in {@code .ftlh}, as they come from kernels and patches. This is the model of
 * {@code index.ftlh}.
 *
 * @param pages the folder of the trials' pages
 */
public record HtmlReport(NightlyComparison comparison, Path pages) {
    private static final Configuration TEMPLATES = templates();

    private static Configuration templates() {
        Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
        templates.setClassForTemplateLoading(HtmlReport.class, "");
        templates.setDefaultEncoding(StandardCharsets.UTF_8.name());
        templates.setLocale(Locale.ROOT);
        templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        templates.setLogTemplateExceptions(false);
        return templates;
    }

    public List<KernelSection> sections() {
        return comparison.document().resultsByKernel().values().stream()
                .map(KernelSection::of)
                .toList();
    }

    public String href(TrialRecord trial) {
        return "trials/" + TrialFiles.nameOf(trial.id()) + ".html";
    }

    /** The file beside a trial's page that {@code replay} runs. */
    public static String scheduleFile(TrialRecord trial) {
        return TrialFiles.nameOf(trial.id()) + ShrunkSchedule.FILE_SUFFIX;
    }

    /** What was explored, and how to run what it shows again; empty for a trial. */
    static List<String> exploredLines(TrialRecord trial, Path pages) {
        List<String> lines = new ArrayList<>();
        trial.explored().ifPresent(explored -> lines.addAll(explored.lines()));
        shrunkScheduleFile(trial, pages)
                .ifPresent(file -> lines.add("Run it again: " + Command.of("./vc4lab", "replay", file.toString())));
        return lines;
    }

    private static Optional<Path> shrunkScheduleFile(TrialRecord trial, Path pages) {
        return trial.explored().flatMap(ExplorationSummary::shrunk).map(shrunk -> pages.resolve(scheduleFile(trial))
                .toAbsolutePath()
                .normalize());
    }

    /** The case's names of the reports, separated by blanks. */
    public String reports(TrialRecord trial) {
        return trial.observations().reports().stream()
                .flatMap(report -> report.name().stream())
                .distinct()
                .collect(Collectors.joining(" "));
    }

    /**
     * A kernel in a configuration, with a column for each candidate.
     *
     * @param rows trials by candidate; a row for each scenario with a hardware profile and faults
     */
    public record KernelSection(List<String> candidates, List<Map<String, TrialRecord>> rows) {
        static KernelSection of(List<TrialRecord> trials) {
            Map<List<Object>, Map<String, TrialRecord>> rows = new LinkedHashMap<>();
            for (TrialRecord trial : trials) {
                TrialAxes axes = trial.axes();
                List<Object> row = List.of(axes.scenario(), axes.profile(), axes.faults(), axes.schedules());
                rows.computeIfAbsent(row, key -> new LinkedHashMap<>()).put(axes.candidate(), trial);
            }
            List<String> candidates = trials.stream()
                    .map(trial -> trial.axes().candidate())
                    .distinct()
                    .toList();
            return new KernelSection(candidates, new ArrayList<>(rows.values()));
        }
    }

    /**
     * Files of a trial that its page shows.
     *
     * @param console lines of the console log
     * @param sound waveforms of the test tone and of the capture
     * @param screenshot URL relative to the page
     * @param calls before the first report
     */
    public record TrialArtifacts(
            List<String> console,
            Optional<Waveform.SoundComparison> sound,
            Optional<String> screenshot,
            Optional<CallsBeforeReport> calls) {
        public TrialArtifacts {
            console = List.copyOf(console);
        }
    }

    /** The model of {@code trial.ftlh}. */
    public record TrialPage(
            NightlyComparison comparison,
            TrialRecord trial,
            TrialArtifacts artifacts,
            BitSet reportLines,
            List<String> explored,
            Optional<Path> shrunkScheduleFile) {
        public TrialPage {
            explored = List.copyOf(explored);
        }

        /** What opens a report in gdb; empty if it cannot be opened there. */
        public Optional<String> gdbCommand(TrialReport report) {
            return GdbCommandLine.of(comparison.document().plan().caseName(), trial, report, shrunkScheduleFile);
        }

        public Optional<CallsPicture> calls() {
            return artifacts.calls().map(CallsPicture::of);
        }

        public boolean isInReport(int line) {
            return reportLines.get(line);
        }

        public String schedule() {
            return scheduleFile(trial);
        }
    }

    public void writeIndex(Writer out) throws IOException {
        write("index.ftlh", this, out);
    }

    public void writeTrial(TrialRecord trial, TrialArtifacts artifacts, Writer out) throws IOException {
        BitSet reportLines = TrialReport.linesOf(trial.observations().reports());
        TrialPage page = new TrialPage(
                comparison,
                trial,
                artifacts,
                reportLines,
                exploredLines(trial, pages),
                shrunkScheduleFile(trial, pages));
        write("trial.ftlh", page, out);
    }

    private static void write(String template, Object page, Writer out) throws IOException {
        try {
            TEMPLATES.getTemplate(template).process(Map.of("page", page, "format", new DisplayFormats()), out);
        } catch (TemplateException broken) {
            throw new IllegalStateException(template, broken);
        }
    }
}
