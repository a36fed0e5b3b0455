// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;

class QtestResultTest {
    private static List<QtestResult> parse(int status, String... lines) {
        return QtestResult.parse(
                "tests/qtest/x-test",
                new CommandResult(Command.of("x-test"), status, Optional.empty(), List.of(lines), Duration.ZERO));
    }

    @Test
    void readsEachTest() {
        assertThat(parse(
                        0,
                        "TAP version 13",
                        "# random seed: R02S",
                        "ok 1 /aarch64/x/one",
                        "ok 2 /aarch64/x/two",
                        "1..2"))
                .extracting(QtestResult::name, QtestResult::passed)
                .containsExactly(tuple("/aarch64/x/one", true), tuple("/aarch64/x/two", true));
    }

    @Test
    void aFailureHasTheOutputOfTheProgram() {
        QtestResult failed =
                parse(1, "# ERROR: assertion failed", "not ok 1 /aarch64/x/one").get(0);
        assertThat(failed.passed()).isFalse();
        assertThat(failed.detail()).contains("assertion failed");
    }

    @Test
    void aProgramThatDiesFails() {
        assertThat(parse(134, "ok 1 /aarch64/x/one")).last().satisfies(died -> {
            assertThat(died.passed()).isFalse();
            assertThat(died.detail()).contains("exit status 134");
        });
    }

    @Test
    void aProgramWithoutTestsFails() {
        assertThat(parse(0)).singleElement().returns(false, QtestResult::passed);
    }
}
