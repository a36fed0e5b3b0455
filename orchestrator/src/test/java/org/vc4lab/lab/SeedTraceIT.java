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
import org.vc4lab.exec.Outcome;
import org.vc4lab.guest.RunProfile;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.kernellog.KernelLogParser;
import org.vc4lab.kernellog.Report;

/**
 * The traces of a live trial beside those of the mail of October 2020. What gcc inlined into other functions is put
 * back from the kernel's debug information, so every function that the mail names has to be there, in the mail's order.
 */
class SeedTraceIT {
    @Test
    void theBaseShowsEveryFunctionOfTheFirstTrace() throws Exception {
        Live live = live("base", "W1");

        TraceDifference difference = TraceDifference.between(seed("seed-w1.log").functions(), live.functions());

        assertThat(difference.missing()).isEmpty();
        assertThat(live.signature()).isEqualTo(seed("seed-w1.log").signature());
    }

    /**
     * The mail's kernel had no PROVE_LOCKING, which makes mutex_lock a macro over mutex_lock_nested; and the trace ends
     * in whatever the interrupted processor did, so it is compared as far as the interrupt's entry.
     */
    @Test
    void aNonatomicLinkShowsEveryFunctionOfTheSecondTrace() throws Exception {
        Live live = live("nonatomic-only", "W2");
        List<String> reference = untilInterrupted(seed("seed-w2.log").functions());

        TraceDifference difference = TraceDifference.between(reference, untilInterrupted(live.functions()));

        assertThat(difference.missing()).containsExactly("mutex_lock");
        assertThat(difference.added()).contains("__mutex_lock", "mutex_lock_nested");
        assertThat(live.signature()).isEqualTo(seed("seed-w2.log").signature());
    }

    private record Live(List<String> functions, String signature) {}

    private static Live live(String candidate, String name) throws Exception {
        try (TestLab lab = TestLab.open()) {
            Trial trial = lab.trial(lab.candidate(candidate), "prompt");
            TrialResult result = lab.run(
                    trial,
                    RunProfile.DETERMINISTIC,
                    TestLab.trialFolder(SeedTraceIT.class).resolve(candidate));
            assertThat(result.evidence().namedReports()).containsExactly(name);
            SeenReport seen = result.evidence().found().stream()
                    .filter(report -> report.name().filter(name::equals).isPresent())
                    .findFirst()
                    .orElseThrow();
            Command dmesg = Command.of(
                            "./vc4lab",
                            "dmesg",
                            "--format=jsonl",
                            "--symbols=" + lab.kernel(trial.candidate()).symbols(),
                            result.folder().resolve("console.log").toString())
                    .in(TestLab.HOME);
            return new Live(resolved(lab.processes().run(dmesg).orThrow(), seen), seen.signature());
        }
    }

    private static List<String> resolved(Outcome dmesg, SeenReport seen) throws IOException {
        for (String line : dmesg.output()) {
            JsonNode report = new ObjectMapper().readTree(line);
            if (report.path("firstLine").asLong() == seen.firstLine()) {
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
        frame.path("places").forEach(place -> {
            if (place.path("inlined").asBoolean()) {
                inner.add(place.path("function").asText());
            }
        });
        inner.add(withoutSuffix(frame.path("function").asText()));
        return inner;
    }

    private static String withoutSuffix(String function) {
        return function.contains(".") ? function.substring(0, function.indexOf('.')) : function;
    }

    private record Seed(List<String> functions, String signature) {}

    private static Seed seed(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(SeedTraceIT.class.getResourceAsStream("/kernellog/" + resource))) {
            List<Report> reports = KernelLogParser.parse(new InputStreamReader(in, StandardCharsets.UTF_8));
            assertThat(reports).hasSize(1);
            Report report = reports.get(0);
            return new Seed(report.frames().stream().map(Frame::baseName).toList(), report.signature());
        }
    }

    private static List<String> untilInterrupted(List<String> functions) {
        return functions.subList(0, functions.indexOf("__irq_svc") + 1);
    }
}
