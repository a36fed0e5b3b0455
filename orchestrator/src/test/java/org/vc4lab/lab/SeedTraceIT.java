// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.kernellog.KernelLogParser;
import org.vc4lab.kernellog.Report;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.TrialReport;

/**
 * The traces of a live trial beside those of the mail of October 2020. What gcc inlined into other functions is put
 * back from the kernel's debug information, so every function that the mail names has to be there, in the mail's order.
 */
class SeedTraceIT {
    @Test
    void theBaseShowsEveryFunctionOfTheFirstTrace() throws Exception {
        LiveTrace liveTrace = liveTrace("base", "W1");

        TraceDifference difference =
                TraceDifference.between(mailTrace("seed-w1.log").functions(), liveTrace.functions());

        assertThat(difference.missing()).isEmpty();
        assertThat(liveTrace.signature()).isEqualTo(mailTrace("seed-w1.log").signature());
    }

    /**
     * The mail's kernel had no PROVE_LOCKING, which makes mutex_lock a macro over mutex_lock_nested; and the trace ends
     * in whatever the interrupted processor did, so it is compared as far as the interrupt's entry.
     */
    @Test
    void aNonatomicLinkShowsEveryFunctionOfTheSecondTrace() throws Exception {
        LiveTrace liveTrace = liveTrace("nonatomic-only", "W2");
        List<String> reference = untilInterrupted(mailTrace("seed-w2.log").functions());

        TraceDifference difference = TraceDifference.between(reference, untilInterrupted(liveTrace.functions()));

        assertThat(difference.missing()).containsExactly("mutex_lock");
        assertThat(difference.added()).contains("__mutex_lock", "mutex_lock_nested");
        assertThat(liveTrace.signature()).isEqualTo(mailTrace("seed-w2.log").signature());
    }

    private record LiveTrace(List<String> functions, String signature) {}

    private static LiveTrace liveTrace(String candidate, String name) throws Exception {
        try (TestLab lab = TestLab.open()) {
            Trial trial = lab.trial(lab.candidate(candidate), "prompt");
            TrialResult result = lab.run(
                    trial,
                    ClockMode.DETERMINISTIC,
                    TestLab.trialFolder(SeedTraceIT.class).resolve(candidate));
            assertThat(result.evidence().reportNames()).containsExactly(name);
            TrialReport trialReport = result.evidence().relevantReports().stream()
                    .filter(report -> report.name().filter(name::equals).isPresent())
                    .findFirst()
                    .orElseThrow();
            Command dmesg = Command.of(
                            "./vc4lab",
                            "dmesg",
                            "--format=jsonl",
                            "--symbols=" + lab.kernel(trial.candidate()).symbols(),
                            result.folder().resolve("console.log").toString())
                    .workingDirectory(TestLab.HOME);
            return new LiveTrace(
                    resolveFunctions(lab.processes().run(dmesg).orThrow(), trialReport), trialReport.signature());
        }
    }

    private static List<String> resolveFunctions(CommandResult dmesg, TrialReport trialReport) throws IOException {
        for (String line : dmesg.output()) {
            JsonNode report = new ObjectMapper().readTree(line);
            if (report.path("firstLine").asLong() == trialReport.occurrence().firstLine()) {
                List<String> functions = new ArrayList<>();
                report.path("frames").forEach(frame -> functions.addAll(functions(frame)));
                return functions;
            }
        }
        throw new IllegalStateException("dmesg does not find the report that the trial found: " + dmesg.describe());
    }

    /** The functions that the compiler put into the frame's one, innermost first, and that one. */
    private static List<String> functions(JsonNode frame) {
        List<String> inner = new ArrayList<>();
        frame.path("places").forEach(location -> {
            if (location.path("inlined").asBoolean()) {
                inner.add(location.path("function").asText());
            }
        });
        inner.add(withoutSuffix(frame.path("function").asText()));
        return inner;
    }

    private static String withoutSuffix(String function) {
        return function.contains(".") ? function.substring(0, function.indexOf('.')) : function;
    }

    private record MailTrace(List<String> functions, String signature) {}

    private static MailTrace mailTrace(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(SeedTraceIT.class.getResourceAsStream("/kernellog/" + resource))) {
            List<Report> reports = KernelLogParser.parse(new InputStreamReader(in, StandardCharsets.UTF_8));
            assertThat(reports).hasSize(1);
            Report report = reports.get(0);
            return new MailTrace(report.frames().stream().map(Frame::baseName).toList(), report.signature());
        }
    }

    private static List<String> untilInterrupted(List<String> functions) {
        return functions.subList(0, functions.indexOf("__irq_svc") + 1);
    }
}
