// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.Golden;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.patch.SeriesReader;

final class CaseDrafterTest {
    private static final String MAIL_WITH_PATCH =
            """
            From: A Developer <dev@example.org>
            Date: Thu, 22 Oct 2020 05:50:49 +0000
            Subject: [PATCH] drm/vc4: hdmi: Do not sleep

            This fixes:

            %s
            ---
            diff --git a/drivers/gpu/drm/vc4/vc4_hdmi.c b/drivers/gpu/drm/vc4/vc4_hdmi.c
            --- a/drivers/gpu/drm/vc4/vc4_hdmi.c
            +++ b/drivers/gpu/drm/vc4/vc4_hdmi.c
            @@ -1 +1 @@
            -old
            +new
            """
                    .formatted(PostedLogs.seed("seed-w1.log"));

    @TempDir
    Path folder;

    /** The case of each, byte for byte, and the patches in its folder. */
    @ParameterizedTest
    @ValueSource(strings = {"mail", "w1", "w2"})
    void theSeedBecomesACase(String name) throws Exception {
        String text = name.equals("mail") ? PostedLogs.mail() : PostedLogs.seed("seed-" + name + ".log");
        CaseDraft draft = PostedLogs.draft(folder, text);

        Path written = PostedLogs.cases(folder).write(draft, name + ".txt");

        Golden.check("new-case/" + name + ".yaml", Files.readString(written.resolve("case.yaml")));
        try (Stream<Path> files = Files.walk(written)) {
            Golden.check(
                    "new-case/" + name + ".files",
                    String.join(
                            "\n",
                            files.filter(Files::isRegularFile)
                                    .map(file -> written.relativize(file).toString())
                                    .sorted()
                                    .toList()));
        }
    }

    /** What is read back is a case with the seed's chain. */
    @Test
    void theLabReadsTheCaseBack() throws Exception {
        Case ofCase = PostedLogs.writeAndRead(folder, PostedLogs.mail());

        assertThat(ofCase.reports().bug()).containsExactly("W1", "W2");
        assertThat(ofCase.kernel()).isEqualTo("5.10.223");
        assertThat(ofCase.scenarios().get(0).run())
                .containsExactly("aplay --channels=2 -D 'iec958:CARD=vc4hdmi0,DEV=0' /root/test-tone.wav");
        assertThat(ofCase.reports().patterns().get(0).chain().toString()).contains("vc4_hdmi_audio_trigger");
    }

    /** Of each checked-in log its kernel, configuration and first frame, or what is missing. */
    @Test
    void logsOfManyKindsHaveTheseAnswers() throws Exception {
        List<Path> logs;
        try (Stream<Path> entries =
                Files.list(PostedLogs.HOME.resolve("orchestrator/src/test/resources/kernellog/fixtures"))) {
            logs = entries.sorted().toList();
        }
        StringBuilder answers = new StringBuilder();
        for (Path log : logs) {
            String text = Files.readString(log);
            answers.append(log.getFileName())
                    .append(": ")
                    .append(answer(text.substring(text.indexOf("\n\n") + 2)))
                    .append('\n');
        }

        Golden.check("new-case/fixtures.txt", answers.toString());
    }

    private String answer(String log) throws Exception {
        try {
            CaseDraft draft = PostedLogs.draft(folder, log);
            Guess<String> frame = draft.reports().get(0).chain().get(0);
            return String.join(
                    ", ",
                    draft.kernel().value(),
                    draft.config().value(),
                    frame.value() + " " + String.join(", ", frame.origins()));
        } catch (NoCaseException none) {
            return none.missing().get(0);
        }
    }

    /** Comments are bounded; a value that is cut would be another one. */
    @Test
    void aLongTitleIsNotCut() throws Exception {
        String function = "vc4_hdmi_audio_" + "x".repeat(45);

        CaseDraft draft =
                PostedLogs.draft(folder, PostedLogs.seed("seed-w1.log").replace("vc4_hdmi_stop_packet", function));

        assertThat(draft.reports().get(0).title().value()).endsWith(" in " + function);
        assertThat(draft.followOns()).allSatisfy(title -> assertThat(title).endsWith(" in " + function));
    }

    /** However the first trace arrives, it is the known one, and each line's number is that in the file. */
    @ParameterizedTest
    @ValueSource(strings = {"wrapped", "quoted-printable", "reversed", "returns", "reversed returns"})
    void aMangledTraceIsStillKnown(String form) throws Exception {
        String posted = mangled(PostedLogs.seed("seed-w1.log"), form);

        CaseDraft draft = PostedLogs.draft(folder, posted);

        assertThat(draft.bareCandidate()).isEqualTo("base");
        CaseDraft.DraftReport report = draft.reports().get(0);
        assertThat(report.name()).isEqualTo("W1");
        assertThat(report.source()).contains("drivers/gpu/drm/vc4/vc4_hdmi.c");
        String[] lines = posted.split("\n", -1);
        for (Guess<String> frame : report.chain().subList(0, 4)) {
            int number = Integer.parseInt(frame.origins().get(0).substring("line ".length()));
            String twoLines = lines[number - 1].replaceFirst("=?\r*$", "") + lines[number];
            assertThat(twoLines).contains(frame.value());
        }
    }

    private static String mangled(String log, String form) {
        List<String> lines = new ArrayList<>(log.lines().toList());
        if (form.startsWith("reversed")) {
            Collections.reverse(lines);
        }
        return switch (form) {
            case "wrapped" ->
                lines.stream()
                        .map(line -> line.replaceFirst("^(.{40,76}) (?=.)", "$1\n"))
                        .collect(Collectors.joining("\n"));
            case "quoted-printable" ->
                "Content-Transfer-Encoding: quoted-printable\n\n"
                        + lines.stream()
                                .map(line -> line.replace("=", "=3D").replaceFirst("^(.{70})(?=.)", "$1=\n"))
                                .collect(Collectors.joining("\n"));
            case "reversed" -> String.join("\n", lines);
            default -> String.join("\r\r\n", lines);
        };
    }

    /** Neither the kernel nor what shows it is known. */
    @Test
    void aReportThatNoCaseHasIsTriedOnTheNearestKernelAsReleased() throws Exception {
        CaseDraft draft = PostedLogs.draft(folder, PostedLogs.OOPS);

        assertThat(draft.kernel())
                .isEqualTo(Guess.of(
                        "5.10.223",
                        "line 3: CPU: 1 PID: 1572 Comm: pulseaudio Not tainted 5.15.0-rc1 #1",
                        "of the pinned kernels the nearest to 5.15.0-rc1"));
        assertThat(draft.config().value()).isEqualTo("arm64-preempt");
        assertThat(draft.bareCandidate()).isEqualTo("pristine");
        assertThat(draft.reports().get(0).chain())
                .containsExactly(
                        Guess.of("vc4_hdmi_audio_prepare", "line 6"),
                        Guess.of("hdmi_codec_prepare", "line 9"),
                        Guess.of("soc_pcm_prepare", "line 10"));
        assertThat(draft.commands()).isEmpty();
        assertThat(DraftYaml.of(draft, "oops.txt", Optional.empty()))
                .contains("no command could be read off", "# line 3: CPU: 1 PID: 1572 Comm: pulseaudio", "run: []");
    }

    /** Another command of the text, such as one that only looks, does not replace what shows the report. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "# aplay --channels=2 -D hw:0 /root/test-tone.wav",
                "# cat /proc/asound/cards",
                "# make -j4",
                "# modetest -M vc4"
            })
    void theScenarioOfTheKnownCaseIsTheDefaultAndWhole(String command) throws Exception {
        String log = PostedLogs.seed("seed-w1.log");
        Case ofCase = PostedLogs.writeAndRead(folder, command + log.substring(log.indexOf('\n')));

        Scenario known = PostedLogs.repository(PostedLogs.HOME.resolve("patches"))
                .read("vc4-hdmi-atomic-sleep")
                .defaultScenario();
        assertThat(ofCase.defaultScenario()).isEqualTo(known);
        assertThat(ofCase.scenarios().stream().skip(1).flatMap(scenario -> scenario.run().stream()))
                .isEqualTo(command.matches("# (aplay|cat) .*") ? List.of(command.substring(2)) : List.of());
        String yaml = Files.readString(folder.resolve("cases/drafted/case.yaml"));
        assertThat(yaml.contains("quotes no command")).isEqualTo(command.contains("make"));
        assertThat(yaml.contains("not taken: line 1: # modetest")).isEqualTo(command.contains("modetest"));
    }

    /** Its evidence has a device that the known case gives a name to. */
    @Test
    void theDevicesOfAKnownScenarioComeWithIt() throws Exception {
        CaseRepository cases = PostedLogs.repository(PostedLogs.HOME.resolve("patches"));
        Case known = cases.read("vc4-hvs-srcu-leak");
        KnownReport report = new KnownReport(
                known, known.reports().patterns().get(0), known.candidates().get(0));

        KnownScenario scenario = KnownScenario.read(report);

        assertThat(scenario.surroundings()).startsWith("devices:").anyMatch(line -> line.startsWith("  engine: "));
        assertThat(scenario.body()).contains("run:", "evidence:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RIP: 0010:vc4_hdmi_audio_prepare+0x1/0x2 | needs the architecture x86: the machine is a Raspberry Pi 4",
                "Hardware name: Raspberry Pi 5 Model B | needs \"Raspberry Pi 5 Model B\": the machine is",
            })
    void anotherMachineIsRefused(String line, String missing) {
        String text = PostedLogs.OOPS.replace("pstate: 60400005", line).replaceFirst("Hardware name: .*", line);

        assertThatThrownBy(() -> PostedLogs.draft(folder, text))
                .isInstanceOf(NoCaseException.class)
                .hasMessageContaining(missing)
                .hasMessageContaining("line 4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ac108_set_clock+0x1/0x2 [snd_soc_ac108] | needs I2C codec ac108: not emulated (line 9)",
                "pl330_issue_pending+0x60/0x84 | needs DMA controller pl330: not emulated (line 9)",
                "squeak_prepare+0x1/0x2 [snd_soc_squeak] | needs the module snd_soc_squeak: the lab's kernels",
                "squeak_prepare+0x1/0x2 | needs squeak_prepare: the lab's kernels have no such function (line 9)",
            })
    void aDriverThatTheMachineLacksIsRefused(String frame, String missing) {
        String text = PostedLogs.OOPS.replaceFirst("hdmi_codec_prepare.*", frame);

        assertThatThrownBy(() -> PostedLogs.draft(folder, text))
                .isInstanceOf(NoCaseException.class)
                .hasMessageContaining(missing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Hello,\nmy Pi is slow.\n"})
    void proseIsRefused(String text) {
        assertThatThrownBy(() -> PostedLogs.draft(folder, text))
                .isInstanceOf(NoCaseException.class)
                .hasMessage("needs a kernel report: there is none in the text");
    }

    @Test
    void aReportWithoutACallTraceIsRefused() {
        String text = String.join("\n", PostedLogs.OOPS.lines().limit(6).toList());

        assertThatThrownBy(() -> PostedLogs.draft(folder, text))
                .isInstanceOf(NoCaseException.class)
                .hasMessageContaining("needs a call trace with names: line 1: Unable to handle");
    }

    /** The patches of a thread become a candidate that claims to fix the bug. */
    @Test
    void thePatchOfAMailBecomesACandidate() throws Exception {
        CaseDraft draft = PostedLogs.draft(folder, MAIL_WITH_PATCH);

        Path written = PostedLogs.cases(folder).write(draft, "mail");

        assertThat(Files.readString(written.resolve("posted/0001-drm-vc4-hdmi-Do-not-sleep.patch")))
                .contains("From: A Developer <dev@example.org>\n", "\n-old\n+new\n");
        assertThat(Files.readString(written.resolve("case.yaml")))
                .contains("# line 3: Subject: [PATCH] drm/vc4: hdmi: Do not sleep", "{name: posted, expect: CLEAN}");
        assertThat(PostedLogs.repository(folder.resolve("cases"))
                        .read("drafted")
                        .candidates())
                .hasSize(2);
    }

    /** Its makefiles would run in the shared object folder, and its kernel go to the share. */
    @Test
    void thePatchOfAMailIsForeignAndTheBaseIsNot() throws Exception {
        CaseDraft draft = PostedLogs.draft(folder, MAIL_WITH_PATCH);
        Case ofCase = PostedLogs.writeAndRead(folder, MAIL_WITH_PATCH);

        KernelResolver resolver =
                KernelResolver.forCase(new SeriesReader(new ProcessRunner()), draft.foreignCandidates());

        KernelSpec posted = resolver.resolve(ofCase, ofCase.candidate("posted"));
        KernelSpec base = resolver.resolve(ofCase, ofCase.candidate("base"));
        assertThat(posted.foreign()).hasSize(1);
        assertThat(posted.withOnlyForeign(List.of())).isEqualTo(base.withOnlyForeign(List.of()));
        assertThat(base.foreign()).isEmpty();
    }

    /** The draft of one text is a known case of the next: its R1, and what it calls its candidates, stay apart. */
    @Test
    void namesOfAKnownCaseAreNotUsedTwice() throws Exception {
        PostedLogs.writeAndRead(folder, PostedLogs.OOPS);
        String both = PostedLogs.OOPS.replace("vc4_hdmi_audio_prepare", "vc4_hdmi_audio_startup") + PostedLogs.OOPS;
        Path text = Files.writeString(folder.resolve("both.txt"), both);
        CaseDraft draft =
                PostedLogs.drafter(folder.resolve("cases"), note -> {}).draft(text, Optional.of("second"));

        PostedLogs.cases(folder).write(draft, "both.txt");

        assertThat(PostedLogs.repository(folder.resolve("cases"))
                        .read("second")
                        .reports()
                        .bug())
                .containsExactly("R2", "R1");
    }

    @Test
    void aKnownCandidateCalledPostedStaysApart() throws Exception {
        CaseDraft.DraftCandidate posted =
                new CaseDraft.DraftCandidate(Guess.of("posted", "line 1"), Optional.empty(), List.of());

        assertThat(posted.withNameBeside(List.of(posted)).name().value()).isEqualTo("posted-2");
        assertThat(posted.withNameBeside(List.of()).name().value()).isEqualTo("posted");
    }

    @Test
    void anUnreadableKnownCaseIsLeftOutWithANote() throws Exception {
        Files.writeString(Files.createDirectory(folder.resolve("broken")).resolve("case.yaml"), "case: [");
        Files.writeString(Files.createDirectory(folder.resolve(".left-over")).resolve("case.yaml"), "case: [");
        Path text = Files.writeString(folder.resolve("posted.txt"), PostedLogs.OOPS);
        List<String> notes = new ArrayList<>();

        PostedLogs.drafter(folder, notes::add).draft(text, Optional.of("drafted"));

        assertThat(notes).singleElement().asString().contains("broken/case.yaml");
    }

    /** Each log of a folder becomes a case whose guesses have lines, or is refused with what is missing. */
    @Test
    void logsOfTheFieldBecomeCasesOrAreRefused() throws Exception {
        Optional<String> logs = Optional.ofNullable(System.getProperty("VC4LAB_LOGS"))
                .or(() -> Optional.ofNullable(System.getenv("VC4LAB_LOGS")));
        assumeTrue(logs.isPresent(), "no logs: set VC4LAB_LOGS to a folder of posted logs, *.txt");
        List<Path> files;
        try (Stream<Path> entries = Files.list(Path.of(logs.orElseThrow()))) {
            files = entries.filter(file -> file.toString().endsWith(".txt")).toList();
        }

        assertThat(files).isNotEmpty();
        for (Path file : files) {
            try {
                CaseDraft draft = PostedLogs.draft(file);
                assertThat(draft.reports()).as(file.toString()).allSatisfy(report -> {
                    assertThat(report.chain()).hasSizeGreaterThan(1);
                    assertThat(report.chain().get(0).origins()).isNotEmpty();
                });
            } catch (NoCaseException none) {
                assertThat(none.missing()).as(file.toString()).isNotEmpty().allSatisfy(missing -> assertThat(missing)
                        .startsWith("needs "));
            }
        }
    }
}
