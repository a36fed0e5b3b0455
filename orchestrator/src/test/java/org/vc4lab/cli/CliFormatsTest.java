// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.Golden;
import org.vc4lab.build.kernel.KernelDebugInfo.SourceLocation;
import org.vc4lab.cli.dmesg.DmesgFormat;
import org.vc4lab.cli.dmesg.DmesgOutput;
import org.vc4lab.cli.dmesg.Symbolizer;
import org.vc4lab.cli.matrix.NightSummary;
import org.vc4lab.exec.Json;
import org.vc4lab.guest.LaunchMode;
import org.vc4lab.kernellog.KernelLogParser;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.ObserverSummary;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.MatrixFixtures;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.report.CheckDocument;
import org.vc4lab.report.VerifyDocument;

/** What the commands print, byte for byte. */
final class CliFormatsTest {
    /** Of each frame the line of a source, as symbols would give it. */
    private static final Symbolizer SYMBOLS = frames -> frames.stream()
            .map(frame -> List.of(new SourceLocation(frame.function(), "a.c", 7, frame.unreliable())))
            .toList();

    @TempDir
    Path folder;

    private static String dmesg(DmesgFormat format, Symbolizer symbolizer) throws IOException {
        StringWriter text = new StringWriter();
        DmesgOutput output = format.newOutput(new PrintWriter(text), symbolizer);
        for (String name : List.of("seed-w1.log", "seed-w2.log")) {
            try (InputStream log =
                    Objects.requireNonNull(CliFormatsTest.class.getResourceAsStream("/kernellog/" + name))) {
                KernelLogParser.parse(log, report -> output.report(name, report));
            }
        }
        output.finish();
        return text.toString();
    }

    @Test
    void dmesgKeepsItsBytes() throws Exception {
        for (DmesgFormat format : DmesgFormat.values()) {
            Golden.check("dmesg." + format, dmesg(format, Symbolizer.NONE));
            Golden.check("dmesg-symbols." + format, dmesg(format, SYMBOLS));
        }
    }

    @Test
    void notesOnKernelsArePrintedOnceHoweverManyCandidatesHaveThem() throws Exception {
        List<VerifyDocument.CandidateEntry> candidates = Stream.of("first", "second")
                .map(name -> new VerifyDocument.CandidateEntry(
                        name,
                        "play",
                        Verdict.CLEAN,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of("compiled by another gcc"),
                        List.of()))
                .toList();
        StringWriter text = new StringWriter();
        VerdictTable.print(new VerifyDocument("squeak", candidates), false, false, new PrintWriter(text, true));

        assertThat(text.toString()).containsOnlyOnce("Kernel: compiled by another gcc");
        assertThat(Json.document(candidates.get(0))).contains("\"kernelNotes\"");
    }

    /** Of each verdict a trial; the last candidate has none. */
    @Test
    void tableOfVerifyKeepsItsBytes() throws Exception {
        List<VerifyDocument.TrialEntry> trials = Stream.of(Verdict.values())
                .map(verdict -> new VerifyDocument.TrialEntry(
                        verdict.compareTo(Verdict.BROKEN) < 0 ? "play" : "storm",
                        "prompt" + List.of(Verdict.values()).indexOf(verdict),
                        List.of("irq-late=5ms"),
                        verdict,
                        Optional.of(Verdict.CLEAN),
                        List.of(new VerifyDocument.ReportEntry(Optional.empty(), "KASAN", "it squeaks", "00112233")),
                        List.of(),
                        OptionalLong.of(4700),
                        OptionalLong.empty(),
                        176_400,
                        List.of(),
                        6400,
                        "/runs/1/base/prompt",
                        List.of(new Finding(verdict, "why")),
                        new ObserverSummary(
                                List.of("W1: it squeaks", "it hurts"),
                                List.of("the canary's sleep"),
                                List.of("a sleep in atomic context: reported"),
                                List.of("176400 of 176400 samples unchanged")),
                        Optional.empty()))
                .toList();
        VerifyDocument document = new VerifyDocument(
                "squeak",
                List.of(
                        new VerifyDocument.CandidateEntry(
                                "base",
                                "play",
                                Verdict.INFRA,
                                Optional.of(Verdict.CLEAN),
                                Optional.of(false),
                                Optional.empty(),
                                List.of(),
                                trials),
                        new VerifyDocument.CandidateEntry(
                                "mine",
                                "play",
                                Verdict.PATCH_FAILED,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("it does not apply"),
                                List.of(),
                                List.of())));
        StringWriter text = new StringWriter();
        VerdictTable.print(document, true, false, new PrintWriter(text, true));
        Golden.check("verify.table", text.toString());
        StringWriter explained = new StringWriter();
        VerdictTable.print(document, true, true, new PrintWriter(explained, true));
        Golden.check("verify-explain.table", explained.toString());
        StringWriter silent = new StringWriter();
        VerdictTable.print(document, false, false, new PrintWriter(silent, true));
        assertThat(silent.toString()).contains("irqs off").doesNotContain("infoframe  ", "samples  ");
    }

    @Test
    void tableOfCheckKeepsItsBytes() throws Exception {
        List<CheckDocument.BootEntry> boots = Stream.of(Verdict.values())
                .map(verdict -> new CheckDocument.BootEntry(
                        "play",
                        "prompt" + List.of(Verdict.values()).indexOf(verdict),
                        List.of(),
                        verdict,
                        List.of(new Finding(verdict, "why")),
                        6400,
                        "/runs/1/1-mine/prompt"))
                .toList();
        CheckDocument document =
                new CheckDocument("squeak", "series", List.of(step(1, boots), step(2, boots.subList(3, 4))), List.of());
        StringWriter text = new StringWriter();
        CheckTable.print(document, new PrintWriter(text, true));
        Golden.check("check.table", text.toString());
    }

    private static CheckDocument.StepEntry step(int number, List<CheckDocument.BootEntry> boots) {
        return new CheckDocument.StepEntry(
                number,
                "patch",
                Optional.of(true),
                List.of(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.of(true),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(boots.get(0).verdict()),
                boots,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void summaryOfANightKeepsItsBytes() throws Exception {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text, true);
        NightSummary.print(MatrixFixtures.secondNight(folder.resolve("history.sqlite")), Path.of("/index.html"), out);
        NightSummary.print(
                NightlyComparison.withoutHistory(MatrixFixtures.documentWithAllKinds("why")),
                Path.of("/index.html"),
                out);
        Golden.check("night.txt", text.toString());
    }

    @Test
    void optionsKeepTheirValues() {
        assertThat(DmesgFormat.values()).extracting(String::valueOf).containsExactly("table", "json", "jsonl");
        assertThat(LaunchMode.values())
                .extracting(String::valueOf)
                .containsExactly("local", "sandbox", "container", "auto");
        assertThat(help("bisect")).contains("text, json (default: text)").contains("local, sandbox, container, auto");
        assertThat(help("verify")).contains("table, json (default: table)");
        assertThat(help("dmesg")).contains("table, json, jsonl");
    }

    private String help(String command) {
        StringWriter out = new StringWriter();
        CliContext here = new CliContext(folder, Map.of(), Clock.systemUTC(), false);
        Main.run(here, new PrintWriter(out, true), new PrintWriter(out, true), command, "--help");
        return out.toString().replaceAll("\\s+", " ");
    }
}
