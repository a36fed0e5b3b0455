// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vc4lab.trace.CallFixtures.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.vc4lab.lab.WitnessedMoment;

/** How long a part of a trial is traced. */
class ReportTracerTest {
    private static final WitnessedMoment REPORT = new WitnessedMoment(10_000, 1, "___might_sleep");

    private final List<Duration> spans = new ArrayList<>();

    private static CallLog log(int calls, long dropped) {
        List<FunctionCall> written = new ArrayList<>();
        for (int i = 1; i <= calls; i++) {
            written.add(call(0, "function" + i, i, 0));
        }
        return new CallLog(written, OptionalLong.of(calls + dropped));
    }

    private List<Integer> callsOf(CallLog... logs) throws Exception {
        Iterator<CallLog> next = List.of(logs).iterator();
        return ReportTracer.lastCalls(REPORT, false, span -> {
                    spans.add(span);
                    return next.next();
                })
                .stream()
                .map(calls -> calls.calls().size())
                .toList();
    }

    @Test
    void theTrialRunsOnceIfThereAreEnoughCalls() throws Exception {
        assertThat(callsOf(log(300, 0))).containsExactly(200);
        assertThat(spans).containsExactly(Duration.ofMillis(50));
    }

    @Test
    void fewCallsAreThoseOfALongerTime() throws Exception {
        assertThat(callsOf(log(3, 0), log(30, 0))).containsExactly(30);
        assertThat(spans).containsExactly(Duration.ofMillis(50), Duration.ofSeconds(2));
        assertThat(callsOf(log(3, 0), log(300, 1))).containsExactly(3);
    }

    @Test
    void ofTooManyCallsOnlyTheNewestAreTraced() throws Exception {
        assertThat(callsOf(log(300, 1), log(30, 0))).containsExactly(30);
        assertThat(spans).containsExactly(Duration.ofMillis(50), Duration.ofMillis(2));
        assertThat(callsOf(log(300, 1), log(300, 1))).isEmpty();
    }
}
