// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.vc4lab.exec.Json;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.model.ConsoleTranscript.GuestMetric;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.witness.TracedFunctions;
import org.vc4lab.trace.CallContext;
import org.vc4lab.trace.CallLog;
import org.vc4lab.trace.ChromeTrace;
import org.vc4lab.trace.ChromeTraceFormat;
import org.vc4lab.trace.FunctionCall;
import org.vc4lab.trace.TraceList;
import org.vc4lab.trace.TrialTracer;
import org.vc4lab.trace.TrialTracer.TracedTrial;

/** The trace of a trial has what the guest and the devices count, and the trial is the same without it. */
class TraceIT {
    private static final String INTERRUPT = "bcm2835_dma_callback";
    private static final String PERIOD = "snd_pcm_period_elapsed";
    /** The witness counts what is in the call chains of the case's bug. */
    private static final List<String> COUNTED = List.of(
            PERIOD,
            "vchan_complete",
            "dmaengine_pcm_dma_complete",
            "snd_pcm_do_start",
            "soc_pcm_trigger",
            "snd_soc_pcm_dai_trigger",
            "vc4_hdmi_audio_trigger");

    private static final List<String> FILES = List.of("console.log", "transcript.log", "witness.jsonl");

    private final Path folder = TestLab.trialFolder(getClass());

    @Test
    void everyInterruptPeriodAndTriggerIsNamed() throws Exception {
        TracedTrial traced;
        TrialResult plain;
        try (TestLab lab = TestLab.open("armv7l-lockdep")) {
            Trial trial = lab.trial(lab.candidate("base"), "prompt");
            TrialTracer tracer =
                    TrialTracer.of(lab.runner(ClockMode.DETERMINISTIC), trial, lab.artifacts(trial.candidate()));
            TracedFunctions functions =
                    new TracedFunctions(TraceList.read(TestLab.HOME).functions(), 0, Long.MAX_VALUE);
            traced = tracer.run(functions, folder.resolve("traced"));
            plain = lab.run(trial, ClockMode.DETERMINISTIC, folder.resolve("plain"));
        }
        for (String file : FILES) {
            assertThat(traced.result().folder().resolve(file))
                    .as(file)
                    .hasSameBinaryContentAs(plain.folder().resolve(file));
        }
        assertCounts(traced.log(), plain.evidence());
        assertContexts(traced.log());
        JsonNode document = Json.mapper().readTree(Json.line(ChromeTrace.of(traced.log(), "play")));
        assertThat(ChromeTraceFormat.violations(document)).isEmpty();
    }

    /** Of the same trial without the trace. */
    private static void assertCounts(CallLog log, Evidence evidence) {
        Map<String, Long> calls = log.calls().stream()
                .collect(Collectors.groupingBy(FunctionCall::function, TreeMap::new, Collectors.counting()));
        assertThat(log.dropped()).isZero();
        assertThat(log.total()).hasValue(log.calls().size());
        assertThat(calls.get(INTERRUPT))
                .as("interrupts, by the guest's /proc/interrupts")
                .isEqualTo(evidence.log()
                        .console()
                        .metric(GuestMetric.DMA_INTERRUPTS)
                        .orElseThrow());
        assertThat(calls.get("snd_pcm_do_start"))
                .as("started streams, by the MAI's count")
                .isEqualTo(evidence.hardware().devices().orElseThrow().fifo().streams());
        Map<String, Long> witnessed = evidence.witness().orElseThrow().chainCounts();
        assertThat(COUNTED).allSatisfy(function -> assertThat(calls.get(function))
                .as(function + ", by the witness's count")
                .isPositive()
                .isEqualTo(witnessed.get(function)));
    }

    private static void assertContexts(CallLog log) {
        assertThat(contextsOf(INTERRUPT, log)).containsExactly(CallContext.HARDIRQ);
        assertThat(contextsOf(PERIOD, log)).containsExactly(CallContext.SOFTIRQ);
        assertThat(log.calls())
                .filteredOn(call -> call.function().equals("vc4_hdmi_audio_hw_params"))
                .isNotEmpty()
                .allSatisfy(call -> {
                    assertThat(call.task()).isEqualTo("aplay");
                    assertThat(call.pid().orElseThrow()).isPositive();
                    assertThat(call.caller()).startsWith("snd_soc_");
                });
        assertThat(log.calls()).allSatisfy(call -> assertThat(call.returned()).isPresent());
        assertThat(log.calls()).isSortedAccordingTo(Comparator.comparingLong(FunctionCall::atNanos));
    }

    private static List<CallContext> contextsOf(String function, CallLog log) {
        return log.calls().stream()
                .filter(call -> call.function().equals(function))
                .map(FunctionCall::context)
                .distinct()
                .toList();
    }
}
