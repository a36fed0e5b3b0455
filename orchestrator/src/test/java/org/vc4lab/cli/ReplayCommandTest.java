// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.Golden;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.Json;
import org.vc4lab.explore.Exploration;
import org.vc4lab.explore.ExplorationPlan;
import org.vc4lab.explore.ScheduleExplorer.ReplayedSchedule;
import org.vc4lab.explore.ScheduleResult;
import org.vc4lab.explore.ShrunkSchedule;
import org.vc4lab.explore.ShrunkSchedule.ForcedSwitch;
import org.vc4lab.explore.ShrunkSchedule.StoreKeys;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.report.ReplayDocument;

/** What replay prints, byte for byte, and which files it refuses before anything is built. */
class ReplayCommandTest {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final StoreKeys KEYS = new StoreKeys("e1", "k1", "u1");
    private static final TimeWindow WINDOW = new TimeWindow(1_534_000_000, 1_584_000_000);
    private static final ShrunkSchedule KEPT = new ShrunkSchedule(
            "vc4-hdmi-atomic-sleep",
            "5.10.223",
            "armv7l-lockdep",
            "hw-params",
            "play",
            "prompt",
            List.of("unplug=on"),
            KEYS,
            SchedulePolicy.RANDOM,
            17,
            Optional.of(WINDOW),
            false,
            List.of(new ForcedSwitch(1_540_000_000, 1, "CPU0 in user space → CPU1 at squeak.c:7 squeak")),
            Verdict.REPRODUCED,
            List.of("W1"),
            "REPRODUCED (W1: it squeaks) if CPU0 stops in user space and CPU1 goes on at squeak.c:7 squeak.",
            23,
            true);

    @TempDir
    Path folder;

    private String errorOf(String... arguments) {
        StringWriter err = new StringWriter();
        Map<String, String> environment =
                Map.of("VC4LAB_CACHE", folder.resolve("store").toString());
        int status = Main.run(
                new CliContext(HOME, environment, Clock.systemUTC(), false),
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                arguments);
        assertThat(status).as(err::toString).isEqualTo(ExitCode.USAGE);
        return err.toString().replaceAll("\\s+", " ");
    }

    private String write(String text, String replacement) throws Exception {
        String document = Json.document(KEPT);
        assertThat(document).contains(text);
        return Files.writeString(folder.resolve("kept.json"), document.replace(text, replacement))
                .toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"case\" : \"vc4-hdmi-atomic-sleep\" | \"case\" : \"../patches\" | 2:12: case: no case '../patches'",
                "\"kernel\" : \"5.10.223\" | \"kernel\" : \"2.6.32\" | 3:14: kernel: ",
                "armv7l-lockdep | nope | 4:14: config: ",
                "\"scenario\" : \"play\" | \"scenario\" : \"plya\" | 6:16: scenario: ",
                "\"profile\" : \"prompt\" | \"profile\" : \"slow\" | 7:15: profile: ",
                "unplug=on | plug | 8:14: faults: ",
                "\"seed\" : 17 | \"seed\" : true | seed: has to be a whole number",
                "\"switches\" | \"points\" | points: unknown key"
            })
    void namesTheLineOfWhatThisLabDoesNotHave(String text, String replacement, String message) throws Exception {
        assertThat(errorOf("replay", write(text, replacement))).contains("kept.json:", message);
    }

    /** Whoever wrote the file could name any of the user's. */
    @Test
    void theFileDoesNotNameTheUsersPatches() throws Exception {
        Path patches = HOME.resolve("orchestrator/src/test/patches/panics");
        assertThat(errorOf("replay", write("\"hw-params\"", "\"" + patches + "\"")))
                .contains("5:17: candidate: '" + patches + "' is no candidate of", "--candidate");
        assertThat(errorOf("replay", write("\"hw-params\"", "\"mine.mbox\""), "--candidate", "nope"))
                .contains("nope");
    }

    @Test
    void aFileThatIsNoneIsRefused() throws Exception {
        assertThat(errorOf("replay", folder.resolve("none.json").toString())).contains("none.json");
        assertThat(errorOf("replay", folder.toString())).contains("not a regular file");
        assertThat(errorOf("replay", write("{", "%"))).contains("kept.json:1:1");
        assertThat(errorOf("replay", write("{", "{"), "--rev", "v5.10")).contains("--rev belongs to --tree");
    }

    private static ReplayedSchedule replayed(long seed, Verdict verdict, StoreKeys keys) {
        ExplorationPlan plan = new ExplorationPlan(
                SchedulePolicy.LIST, 0, Optional.empty(), List.of(WINDOW), seed, 1, Optional.empty(), false);
        ScheduleResult result = verdict == Verdict.CLEAN
                ? new ScheduleResult(seed, verdict, List.of(), List.of(), Optional.empty())
                : new ScheduleResult(
                        seed,
                        verdict,
                        List.of("W1"),
                        List.of(new Finding(verdict, "W1: it squeaks")),
                        Optional.of("/runs/1/fix/prompt-list-1-points-1534ms"));
        return new ReplayedSchedule(new Exploration(TestCase.trial("fix", "prompt"), plan, List.of(result)), keys);
    }

    @Test
    void theAnswerKeepsItsBytes() throws Exception {
        StringWriter text = new StringWriter();
        StringWriter json = new StringWriter();
        for (ReplayedSchedule replayed : List.of(
                replayed(17, Verdict.REPRODUCED, KEYS), replayed(17, Verdict.CLEAN, new StoreKeys("e1", "k2", "u2")))) {
            ReplayDocument document = ReplayDocument.of(KEPT, replayed);
            ReplayCommand.print(document, new PrintWriter(text, true));
            text.write("\n");
            Json.writeDocument(document, json);
        }
        Golden.check("replay.txt", text.toString());
        Golden.check("replay.json", json.toString());
    }

    @Test
    void aListWithoutASeedIsShownWithNone() {
        StringWriter text = new StringWriter();
        ReplayDocument document = ReplayDocument.of(KEPT, replayed(0, Verdict.REPRODUCED, KEYS));
        ReplayCommand.print(document, new PrintWriter(text, true));
        assertThat(text.toString())
                .startsWith(
                        """
                        fix, twice, prompt: REPRODUCED in 1 of 1 schedule, expected CLEAN
                        Policy list, 1534 to 1584 ms

                        The kept schedule: REPRODUCED
                        """);
    }
}
