// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.lab.TestLab;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.ConsoleTranscript;

/** Names reports of real consoles, whose kernels are taken to have more functions inlined than they have. */
final class ReportMatcherTest {
    static final InlinedFunctions AS_BUILT = inlining("", "");

    @TempDir
    Path folder;

    /** As the kernels of the logs are built, and with one more inlined function. */
    private static InlinedFunctions inlining(String caller, String callee) {
        return frames -> frames.stream()
                .map(frame -> Stream.of(
                                Map.entry(caller, callee),
                                Map.entry("vc4_hdmi_audio_trigger", "vc4_hdmi_set_audio_infoframe"))
                        .filter(inlined -> inlined.getKey().equals(frame.baseName()))
                        .map(Map.Entry::getValue)
                        .toList())
                .toList();
    }

    /** A function that the compiler inlined into another has no frame of its own. */
    @ParameterizedTest
    @CsvSource({
        "base-prompt.log, W1, snd_pcm_action_single, snd_pcm_action",
        "arm64-base-prompt.log, W1, snd_pcm_action_single, snd_pcm_action",
        "base-prompt.log, W1, vc4_hdmi_write_infoframe, vc4_hdmi_audio_trigger",
        "base-prompt.log, W1, snd_pcm_action, snd_pcm_action_lock_irq",
        "nonatomic-only-prompt.log, W2, tasklet_action_common, tasklet_action",
        "nonatomic-only-prompt.log, W2, snd_pcm_period_elapsed, dmaengine_pcm_dma_complete"
    })
    void aFunctionOfTheChainMayBeInlined(String log, String name, String callee, String caller) throws Exception {
        String console = EvidenceReaderTest.resource(log).replaceAll("\\b" + callee + "\\b", "unrelated");

        assertThat(namesIn(console, AS_BUILT)).doesNotContain(name);
        assertThat(namesIn(console, inlining("unrelated", callee))).containsExactly(name);
        assertThat(namesIn(console, inlining(caller, callee))).containsExactly(name);
        assertThat(namesIn(console, inlining("show_stack", callee))).doesNotContain(name);
    }

    @ParameterizedTest
    @CsvSource({"hw-params-prompt.log", "nonatomic-only-prompt.log"})
    void inlinedFunctionsAreLookedUpOnlyIfNeeded(String log) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        namesIn(EvidenceReaderTest.resource(log), frames -> {
            calls.incrementAndGet();
            return AS_BUILT.find(frames);
        });
        assertThat(calls).hasValue(0);
    }

    @Test
    void allReportsOfATrialNeedOneLookup() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        assertThat(namesIn(EvidenceReaderTest.resource("base-slow-packet.log"), frames -> {
                    calls.incrementAndGet();
                    assertThat(frames).doesNotHaveDuplicates();
                    return AS_BUILT.find(frames);
                }))
                .containsExactly("W1");
        assertThat(calls).hasValue(1);
    }

    private List<String> namesIn(String console, InlinedFunctions inlinedFunctions) throws Exception {
        Path file = Files.writeString(folder.resolve("console.log"), console);
        ConsoleLog log = ConsoleLog.read(file);
        ConsoleTranscript transcript = TranscriptParser.parse(
                log.lines(), ConsoleLog.read(TestTranscript.write(file)).lines());
        Case vc4 = new CaseRepository(TestLab.HOME.resolve("patches"), Faults.read(TestLab.HOME)).read(TestLab.CASE);
        return new ReportMatcher(vc4.reports().patterns(), log.lines(), transcript)
                .toTrialReports(log.parseReports(1), inlinedFunctions).stream()
                        .flatMap(report -> report.name().stream())
                        .distinct()
                        .toList();
    }
}
