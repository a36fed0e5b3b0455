// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.Golden;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.exec.Json;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.Series;

/** A bisection's journal and the document that bisect prints, byte for byte. */
final class BisectFormatsTest {
    private static final List<BisectionResult> ANSWERS = List.of(
            new BisectionResult.ChangeFound(1, 0.995),
            new BisectionResult.NeverReproduced(0.75),
            new BisectionResult.AlwaysReproduced(0.5),
            new BisectionResult.EndsSwapped(),
            new BisectionResult.Inconclusive(
                    "nothing is left to run",
                    List.of(new BisectionResult.RankedChange(0, 0.25), new BisectionResult.RankedChange(1, 0.75))));

    private static final List<Event> EVENTS = events();

    @TempDir
    Path folder;

    private static List<Event> events() {
        List<Event> events = new ArrayList<>(List.of(
                new Event.Started("0123456789ab"),
                new Event.Imported(new Revision.AtCommit(1), new TestOutcome(TestOutcome.TestStatus.REPRODUCED, "")),
                new Event.NoOp(List.of(0, 2)),
                new Event.TraceRanked(List.of(List.of(1), List.of(0, 1))),
                new Event.KernelBuilt(
                        new Revision.AtCommit(Revision.START), new BuildOutcome.Image("0011223344556677"), 1234),
                new Event.KernelBuilt(
                        new Revision.AtCommit(0), new BuildOutcome.Unbuildable("does not build: a.c:1"), 99),
                new Event.KernelBuilt(
                        new Revision.TipWithRevert(1),
                        new BuildOutcome.Unbuildable("does not apply", List.of(0, 1)),
                        9),
                new Event.Tested(
                        new Revision.AtCommit(1),
                        new TestOutcome(
                                TestOutcome.TestStatus.REPRODUCED,
                                "W1",
                                List.of("vc4_hdmi_stop_packet", "vc4_hdmi_audio_trigger")),
                        "point-1",
                        6400)));
        for (TestOutcome.TestStatus testStatus : TestOutcome.TestStatus.values()) {
            events.add(new Event.Tested(
                    new Revision.TipWithRevert(1), new TestOutcome(testStatus, "because"), "without-1", 5));
        }
        ANSWERS.forEach(bisectionResult -> events.add(new Event.Finished(bisectionResult)));
        return List.copyOf(events);
    }

    private static SearchSpace territory() {
        Series series = new Series(
                "series",
                List.of(Patch.of("0001-one.patch", "one", "diff"), Patch.of("0002-two.patch", "two", "diff")));
        KernelSource source = new KernelSource.PatchedRelease("5.10.223");
        return new SeriesSearchSpace(new KernelSpec(source, "armv7l-lockdep", List.of()), series);
    }

    @Test
    void journalKeepsItsBytes() throws Exception {
        try (Journal journal = Journal.open(folder)) {
            for (Event event : EVENTS) {
                journal.add(event);
            }
        }
        Golden.check("journal/journal.jsonl", Files.readString(folder.resolve("journal.jsonl")));
    }

    @Test
    void journalOfBeforeIsReadBackAndKept() throws Exception {
        byte[] before = Files.readAllBytes(Golden.file("journal/journal.jsonl"));
        Files.write(folder.resolve("journal.jsonl"), before);
        try (Journal journal = Journal.open(folder)) {
            assertThat(journal.events()).isEqualTo(EVENTS);
        }
        assertThat(folder.resolve("journal.jsonl")).hasBinaryContent(before);
    }

    @Test
    void documentKeepsItsBytes() throws Exception {
        StringWriter out = new StringWriter();
        for (BisectionResult bisectionResult : ANSWERS) {
            BisectDocument.of(
                            territory(),
                            new TestOutcomeClassifier.TargetReport(List.of("W1", "0011223344556677")),
                            bisectionResult instanceof BisectionResult.ChangeFound ? Direction.FIX : Direction.CAUSE,
                            bisectionResult,
                            EVENTS,
                            Path.of("/runs/bisect-1"))
                    .write(out);
        }
        Golden.check("bisect.json", out.toString());
    }

    /** A bisection resumes only if its identity is unchanged. */
    @Test
    void identityKeepsItsBytes() throws Exception {
        List<Object> parts = List.of(
                territory().identity(),
                new SearchSpace.SingleCommit(new KernelSource.GitRevision(Path.of("/linux"), "0123"), "arm64-lockdep")
                        .identity(),
                SearchSettings.deterministic(),
                new TestOutcomeClassifier(new TestOutcomeClassifier.TargetReport(List.of("W1")), true, false),
                List.of(EVENTS.get(1)));
        Golden.check("bisect-identity.json", Json.mapper().writeValueAsString(parts) + "\n");
    }

    @Test
    void logOfGitKeepsItsBytes() throws Exception {
        List<String> lines = new GitBisectLog(territory(), Direction.CAUSE, GitBisectLog.Terms.DEFAULT)
                .write(EVENTS, atCommit -> true);
        Golden.check("git-bisect.log", String.join("\n", lines) + "\n");
    }
}
