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
import org.vc4lab.build.KernelSource;
import org.vc4lab.build.KernelSpec;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.Series;

/** A bisection's journal and the document that bisect prints, byte for byte. */
final class BisectFormatsTest {
    private static final List<Answer> ANSWERS = List.of(
            new Answer.Found(1, 0.995),
            new Answer.Nowhere(0.75),
            new Answer.Everywhere(0.5),
            new Answer.Swapped(),
            new Answer.Inconclusive(
                    "nothing is left to run", List.of(new Answer.Suspicion(0, 0.25), new Answer.Suspicion(1, 0.75))));

    private static final List<Event> EVENTS = events();

    @TempDir
    Path folder;

    private static List<Event> events() {
        List<Event> events = new ArrayList<>(List.of(
                new Event.Begun("0123456789ab"),
                new Event.Told(new Subject.Point(1), new Sight(Sight.Kind.SHOWN, "")),
                new Event.Alike(List.of(0, 2)),
                new Event.Named(List.of(List.of(1), List.of(0, 1))),
                new Event.Built(new Subject.Point(Subject.START), new Made.Image("0011223344556677"), 1234),
                new Event.Built(new Subject.Point(0), new Made.Nothing("does not build: a.c:1"), 99),
                new Event.Built(new Subject.Without(1), new Made.Nothing("does not apply", List.of(0, 1)), 9),
                new Event.Looked(
                        new Subject.Point(1),
                        new Sight(Sight.Kind.SHOWN, "W1", List.of("vc4_hdmi_stop_packet", "vc4_hdmi_audio_trigger")),
                        "point-1",
                        6400)));
        for (Sight.Kind kind : Sight.Kind.values()) {
            events.add(new Event.Looked(new Subject.Without(1), new Sight(kind, "because"), "without-1", 5));
        }
        ANSWERS.forEach(answer -> events.add(new Event.Ended(answer)));
        return List.copyOf(events);
    }

    private static Territory territory() {
        Series series = new Series(
                "series",
                List.of(Patch.of("0001-one.patch", "one", "diff"), Patch.of("0002-two.patch", "two", "diff")));
        KernelSource source = new KernelSource.Release("5.10.223");
        return new SeriesTerritory(new KernelSpec(source, "armv7l-lockdep", List.of()), series);
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
        for (Answer answer : ANSWERS) {
            BisectDocument.of(
                            territory(),
                            new Wanted(List.of("W1", "0011223344556677")),
                            answer instanceof Answer.Found ? Change.VANISHES : Change.APPEARS,
                            answer,
                            EVENTS,
                            Path.of("/runs/bisect-1"))
                    .write(out);
        }
        Golden.check("bisect.json", out.toString());
    }

    /** A journal is continued only as long as they stay. */
    @Test
    void identityKeepsItsBytes() throws Exception {
        List<Object> parts = List.of(
                territory().identity(),
                new SingleCommit(new KernelSource.Revision(Path.of("/linux"), "0123"), "arm64-lockdep").identity(),
                Settings.deterministic(),
                new SightRules(new Wanted(List.of("W1")), true, false),
                List.of(EVENTS.get(1)));
        Golden.check("bisect-identity.json", Journal.JSON.writeValueAsString(parts) + "\n");
    }

    @Test
    void logOfGitKeepsItsBytes() throws Exception {
        List<String> lines =
                GitBisectLog.write(territory(), Change.APPEARS, GitBisectLog.Terms.DEFAULT, EVENTS, point -> true);
        Golden.check("git-bisect.log", String.join("\n", lines) + "\n");
    }
}
