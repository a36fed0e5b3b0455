// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.exec.Json;

/** The calls that the witness wrote, read and shown; a hostile guest may have written anything. */
class CallLogTest {
    private static final String CALL =
            """
            {"type":"call","atNanos":1500000001,"cpu":2,"function":"soc_pcm_trigger","arguments":["0xc1a2b000","0x1"],\
            "caller":"0xc0331234","task":"aplay","pid":123,"irqsMasked":true,"preemptCount":1,"locks":1}
            """;
    private static final String INTERRUPT =
            """
            {"type":"call","atNanos":1500000900,"cpu":0,"function":"bcm2835_dma_callback","arguments":["0x1f"],\
            "caller":"0xc0070000","task":"swapper/0","pid":-1,"irqsMasked":true,"preemptCount":65536,"locks":0}
            """;

    @TempDir
    Path folder;

    private static String callAt(long nanos, int processor) {
        return CALL.replace("1500000001", Long.toString(nanos)).replace("\"cpu\":2", "\"cpu\":" + processor);
    }

    private static String returnOf(int call, long nanos, int processor) {
        return "{\"type\":\"return\",\"call\":" + call + ",\"atNanos\":" + nanos + ",\"cpu\":" + processor
                + ",\"value\":\"0xffffffea\"}\n";
    }

    private CallLog read(String text) throws IOException {
        return CallLog.read(Files.writeString(folder.resolve("calls.jsonl"), text), address -> "at " + address);
    }

    private static String end(long calls) {
        return "{\"type\":\"end\",\"atNanos\":1600000000,\"calls\":" + calls + "}\n";
    }

    private static String text(CallLog log) {
        StringWriter out = new StringWriter();
        CallText.print(log, new PrintWriter(out, true));
        return out.toString();
    }

    @Test
    void theTextHasALineForEachCall() throws Exception {
        assertThat(text(read(CALL + INTERRUPT + end(2))))
                .isEqualTo(
                        """
                          1.500000001  CPU2  irqs-off  aplay-123               soc_pcm_trigger(0xc1a2b000, 0x1) from at 3224572468
                          1.500000900  CPU0  hardirq   swapper/0               bcm2835_dma_callback(0x1f) from at 3221684224
                        2 calls
                        """);
    }

    @Test
    void aReturnHasItsValueAndTheTimeThatTheCallTook() throws Exception {
        assertThat(text(read(CALL + INTERRUPT + returnOf(2, 1500001000, 0) + returnOf(1, 1500012346, 3))))
                .contains(
                        "soc_pcm_trigger(0xc1a2b000, 0x1) = 0xffffffea after 12.345 us on CPU3, from",
                        "bcm2835_dma_callback(0x1f) = 0xffffffea after 0.100 us, from");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, -1})
    void aReturnOfNoCallIsAnError(int call) {
        assertThatThrownBy(() -> read(CALL + returnOf(call, 1500001000, 0))).hasMessageContaining("line 2 of");
    }

    /** The slices of a lane are within each other; other calls are marks. */
    @Test
    void whatReturnsWithinItsLaneIsASlice() throws Exception {
        String calls = callAt(100, 0)
                + callAt(200, 0)
                + callAt(300, 0)
                + callAt(350, 1)
                + callAt(400, 0)
                + callAt(600, 0)
                + callAt(700, 0);
        String returns = returnOf(1, 500, 0) // a slice
                + returnOf(2, 450, 0) // within it
                + returnOf(3, 500, 0) // behind the end of the second one
                + returnOf(4, 360, 2) // on another processor
                + returnOf(5, 450, 0) // within the second one, to its end
                + returnOf(6, 650, 0); // behind all
        JsonNode trace = Json.mapper().readTree(Json.line(ChromeTrace.of(read(calls + returns), "t")));
        assertThat(ChromeTraceFormat.violations(trace)).isEmpty();
        assertThat(trace.path("traceEvents").findValuesAsText("ph"))
                .containsExactly("M", "M", "M", "X", "X", "i", "i", "X", "X", "i");
        assertThat(trace.at("/traceEvents/3/dur").decimalValue()).isEqualByComparingTo("0.4");
        assertThat(trace.at("/traceEvents/3/args/returned").asText()).isEqualTo("0xffffffea");
    }

    @Test
    void callsBeyondTheLimitAreCounted() throws Exception {
        CallLog log = read(CALL + end(100_007));
        assertThat(log.dropped()).isEqualTo(100_006);
        assertThat(text(log)).contains("1 calls; 100006 more are not shown: the limit is 100000");
        assertThat(Json.mapper()
                        .valueToTree(ChromeTrace.of(log, "t"))
                        .at("/otherData/droppedCalls")
                        .asText())
                .isEqualTo("100006");
    }

    @Test
    void aMissingEndIsNamed() throws Exception {
        assertThat(text(read(CALL))).contains("the emulator ended before the trial did");
    }

    @ParameterizedTest(name = "preempt count {0}, masked {1}: {2}")
    @CsvSource({
        "0x0, false, task",
        "0x1, false, task",
        "0x200, false, task",
        "0x0, true, irqs-off",
        "0x100, false, softirq",
        "0x301, true, softirq",
        "0x10100, true, hardirq",
        "0x100000, true, hardirq"
    })
    void theContextIsTheKernelsOwn(String preemptCount, boolean masked, String context) {
        assertThat(CallContext.of(Long.decode(preemptCount), masked)).hasToString(context);
    }

    @Test
    void aTraceIsInChromesFormat() throws Exception {
        JsonNode trace =
                Json.mapper().readTree(Json.line(ChromeTrace.of(read(CALL + INTERRUPT + end(2)), "base, play")));
        assertThat(ChromeTraceFormat.violations(trace)).isEmpty();
        assertThat(trace.path("traceEvents").findValuesAsText("name"))
                .contains("base, play", "CPU 0", "CPU 2", "soc_pcm_trigger", "bcm2835_dma_callback")
                .doesNotContain("CPU 1");
        JsonNode call = trace.path("traceEvents").get(3);
        assertThat(call.path("ts").decimalValue()).isEqualByComparingTo("1500000.001");
        assertThat(call.path("tid").asInt()).isEqualTo(3);
        assertThat(call.path("cat").asText()).isEqualTo("irqs-off");
        assertThat(call.at("/args/task").asText()).isEqualTo("aplay-123");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "ph", "ts", "pid", "tid", "s", "cat"})
    void theSchemaRefusesAnEventThatLacksSomething(String missing) throws Exception {
        JsonNode trace = Json.mapper().valueToTree(ChromeTrace.of(read(CALL), "t"));
        ((ObjectNode) trace.path("traceEvents").get(2)).remove(missing);
        assertThat(ChromeTraceFormat.violations(trace)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1500000001, later",
        "\"cpu\":2, \"cpu\":64",
        "\"cpu\":2, \"cpu\":-1",
        "0xc0331234, 1",
        "0x1\", 0x1\\u001b\"",
        "type, other"
    })
    void aDamagedLineIsAnError(String part, String replacement) {
        assertThatThrownBy(() -> read(CALL.replace(part, replacement) + end(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 1 of");
    }

    @Test
    void aGuestsTextControlsNoTerminal() throws Exception {
        assertThat(text(read(CALL.replace("aplay", "a\\u001b[2J\\u202ey"))))
                .contains("a?[2J?y-123")
                .doesNotContain("\u001b");
        assertThatThrownBy(() -> read(CALL.replace("aplay", "a".repeat(200)))).isInstanceOf(IOException.class);
    }

    @Test
    void aLinkIsNotFollowed() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.writeString(folder.resolve("x"), CALL));
        assertThatThrownBy(() -> CallLog.read(link, Long::toHexString)).hasMessageContaining("is no plain file");
    }
}
