// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vc4lab.trace.CallFixtures.call;
import static org.vc4lab.trace.CallFixtures.callOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.lab.WitnessedMoment;

/** What is kept of a trace, and read again from a file that anybody may have written. */
class CallsBeforeReportTest {
    private static final WitnessedMoment REPORT = new WitnessedMoment(10_000, 1, "___might_sleep");
    private static final String STREAM_LOCK = "0xc2be3604";
    private static final String OTHER_LOCK = "0xc2be0000";

    @TempDir
    Path folder;

    private static CallsBeforeReport before(boolean withSpinlocks, FunctionCall... calls) {
        return CallsBeforeReport.of(new CallLog(List.of(calls), OptionalLong.empty()), REPORT, withSpinlocks);
    }

    @Test
    void theNewestCallsAreKeptAndNoneBehindTheReport() {
        List<FunctionCall> calls = new ArrayList<>();
        for (int i = 1; i <= 300; i++) {
            calls.add(call(i % 4, "function" + i, 100 + i, 0));
        }
        calls.add(call(0, "later", 10_001, 0));
        CallsBeforeReport kept = before(false, calls.toArray(FunctionCall[]::new));
        assertThat(kept.calls()).isEqualTo(calls.subList(100, 300));
        assertThat(kept.spinlocks()).isEmpty();
    }

    @Test
    void aSpinlockIsHeldFromTheReturnOfItsTakerToItsRelease() {
        CallsBeforeReport kept = before(
                true,
                callOf(call(1, "_raw_spin_lock_irq", 100, 200), STREAM_LOCK),
                callOf(call(2, "_raw_spin_lock_irqsave", 110, 210), OTHER_LOCK),
                call(1, "snd_pcm_action", 300, 0),
                call(2, "try_to_wake_up", 310, 320),
                callOf(call(2, "_raw_spin_unlock_irqrestore", 400, 410), OTHER_LOCK));
        assertThat(kept.calls()).extracting(FunctionCall::function).containsExactly("snd_pcm_action", "try_to_wake_up");
        assertThat(kept.spinlocks().orElseThrow())
                .containsExactly(
                        new HeldSpinlock(1, STREAM_LOCK, "caller_of__raw_spin_lock_irq+0x10", 200, 10_000),
                        new HeldSpinlock(2, OTHER_LOCK, "caller_of__raw_spin_lock_irqsave+0x10", 210, 400));
    }

    @Test
    void onlySpinlocksThatACallCanDependOnAreKept() {
        CallsBeforeReport kept = before(
                true,
                callOf(call(1, "_raw_spin_lock", 100, 200), OTHER_LOCK), // released before any call
                callOf(call(1, "_raw_spin_unlock", 210, 220), OTHER_LOCK),
                callOf(call(3, "_raw_spin_lock", 230, 0), STREAM_LOCK), // still waits
                callOf(fails(call(1, "_raw_spin_trylock", 250, 260)), STREAM_LOCK),
                call(1, "snd_pcm_action", 300, 0),
                callOf(call(1, "_raw_spin_trylock", 350, 360), OTHER_LOCK));
        assertThat(kept.spinlocks().orElseThrow())
                .extracting(HeldSpinlock::address, HeldSpinlock::fromNanos)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(OTHER_LOCK, 360L));
    }

    @Test
    void aReadLockThatIsTakenTwiceIsReleasedTwice() {
        CallsBeforeReport kept = before(
                true,
                callOf(call(1, "_raw_read_lock", 100, 110), OTHER_LOCK),
                callOf(call(1, "_raw_read_lock", 120, 130), OTHER_LOCK),
                call(1, "snd_pcm_action", 140, 150),
                callOf(call(1, "_raw_read_unlock", 160, 170), OTHER_LOCK),
                callOf(call(1, "_raw_read_unlock", 180, 190), OTHER_LOCK));
        assertThat(kept.spinlocks().orElseThrow())
                .extracting(HeldSpinlock::fromNanos, HeldSpinlock::untilNanos)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(110L, 180L),
                        org.assertj.core.groups.Tuple.tuple(130L, 160L));
    }

    private static FunctionCall fails(FunctionCall trylock) {
        return trylock.returning(new FunctionCall.CallReturn(260, 1, "0x00000000"));
    }

    @Test
    void aKernelWithInlineFunctionsShowsNoReleases() {
        Set<String> all = Set.of("_raw_spin_unlock", "_raw_spin_unlock_irq", "_raw_spin_unlock_irqrestore");
        assertThat(HeldSpinlock.areVisible(all::contains)).isTrue();
        assertThat(all).allSatisfy(inline -> assertThat(
                        HeldSpinlock.areVisible(name -> all.contains(name) && !name.equals(inline)))
                .as(inline)
                .isFalse());
    }

    @Test
    void aFileOfItIsTheSame() throws Exception {
        CallsBeforeReport calls = CallFixtures.beforeReport("vc4_hdmi_stop_packet");
        Path file = folder.resolve("calls.json");
        calls.write(file);
        assertThat(CallsBeforeReport.read(file)).isEqualTo(calls);
        CallsBeforeReport inline = new CallsBeforeReport(1, 0, "__warn", calls.calls(), java.util.Optional.empty());
        inline.write(file);
        assertThat(CallsBeforeReport.read(file)).isEqualTo(inline);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"cpu\":1 | \"cpu\":64",
                "\"cpu\":1 | \"cpu\":-1",
                "\"function\":\"sys_ioctl\", | ''",
                "\"task\":\"aplay\" | \"task\":null",
                "\"spinlocks\":[ | \"spinlocks\":[null,",
                "\"calls\":[ | \"calls\":7,\"other\":["
            })
    void aFileThatIsDamagedIsAnError(String part, String replacement) throws Exception {
        Path file = folder.resolve("calls.json");
        CallFixtures.beforeReport("vc4_hdmi_stop_packet").write(file);
        String text = Files.readString(file);
        assertThat(text).contains(part);
        Files.writeString(file, text.replace(part, replacement));
        assertThatThrownBy(() -> CallsBeforeReport.read(file)).isInstanceOf(IOException.class);
    }

    @Test
    void aFileWithANullIsAnError() throws Exception {
        Path file = Files.writeString(folder.resolve("calls.json"), "null");
        assertThatThrownBy(() -> CallsBeforeReport.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has no calls");
    }

    @Test
    void aFileWithMoreCallsThanAPictureHasRoomForIsAnError() throws Exception {
        String call = "{\"atNanos\":1,\"cpu\":0,\"function\":\"f\",\"arguments\":[],\"caller\":\"c\",\"task\":\"t\","
                + "\"pid\":null,\"irqsMasked\":false,\"preemptCount\":0,\"locks\":0,\"returned\":null}";
        String calls = String.join(",", Stream.generate(() -> call).limit(201).toList());
        Path file = Files.writeString(
                folder.resolve("calls.json"),
                "{\"atNanos\":1,\"cpu\":0,\"function\":\"f\",\"spinlocks\":null,\"calls\":[" + calls + "]}");
        assertThatThrownBy(() -> CallsBeforeReport.read(file)).hasMessageContaining("201 calls");
    }
}
