// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.Nightly;
import org.vc4lab.lab.TestReplay;

/** A place of a trial is the same however one comes there: by running on, by steps, forwards or backwards. */
class TimelineIT {
    private static final int PROCESSORS = 4;
    private static final long LATEST_NANOS = 500_000_000;

    private final Random random = new Random(1);
    private final Map<Long, String> places = new HashMap<>();

    @Test
    void aPlaceIsTheSameHoweverOneComesThere() throws Exception {
        wander("armv7l-lockdep", 12);
    }

    @Nightly
    @ParameterizedTest
    @ValueSource(strings = {"armv7l-lockdep", "arm64-lockdep"})
    void aPlaceIsTheSameAThousandTimes(String config) throws Exception {
        wander(config, 1000);
    }

    private void wander(String config, int moves) throws Exception {
        try (TestReplay trial = TestReplay.open(config);
                Timeline timeline = new Timeline(trial.replay())) {
            long begin = timeline.time();
            for (int i = 0; i < moves; i++) {
                move(timeline, begin);
                String state = stateOf(timeline);
                String before = places.putIfAbsent(timeline.time(), state);
                assertThat(before == null ? state : before)
                        .as("move " + i + ", at " + timeline.time() + " ns")
                        .isEqualTo(state);
            }
        }
    }

    private void move(Timeline timeline, long begin) throws IOException, InterruptedException {
        int processor = random.nextInt(PROCESSORS);
        switch (places.isEmpty() ? 0 : random.nextInt(4)) {
            case 0 -> timeline.goTo(begin + (long) (random.nextDouble() * LATEST_NANOS));
            case 1 -> {
                timeline.reverseStep(processor);
                places.put(timeline.time(), stateOf(timeline));
                timeline.run("vCont;s:" + StubChannel.threadOf(processor) + ";c", () -> false);
            }
            default -> {
                List<Long> known = new ArrayList<>(places.keySet());
                timeline.goTo(known.get(random.nextInt(known.size())));
            }
        }
    }

    /** The registers of all processors, and what is on their stacks. */
    private static String stateOf(Timeline timeline) throws IOException, InterruptedException {
        StringBuilder state = new StringBuilder();
        for (int processor = 1; processor <= PROCESSORS; processor++) {
            timeline.ask("Hgp01.0" + processor);
            String registers = timeline.ask("g");
            state.append(registers).append(timeline.ask("m" + stackPointer(registers) + ",200"));
        }
        return state.toString();
    }

    /** In hexadecimal; the registers are little-endian. */
    private static String stackPointer(String registers) {
        boolean is32 = registers.length() == 17 * 8;
        int bytes = is32 ? 4 : 8;
        int start = (is32 ? 13 : 31) * bytes * 2;
        StringBuilder address = new StringBuilder();
        for (int i = bytes - 1; i >= 0; i--) {
            address.append(registers, start + 2 * i, start + 2 * i + 2);
        }
        return address.toString();
    }
}
