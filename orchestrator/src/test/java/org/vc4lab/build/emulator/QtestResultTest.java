// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vc4lab.build.emulator.QtestResult.TestOutcome;
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

    /** As GLib writes it. */
    @Test
    void aTestThatIsSkippedHasNotPassed() {
        List<QtestResult> results = parse(
                0, "ok 1 /aarch64/x/one", "ok 2 /aarch64/x/two # SKIP no such device", "ok 3 - x/three # skip", "1..3");
        assertThat(results)
                .extracting(QtestResult::name, QtestResult::outcome, QtestResult::detail)
                .containsExactly(
                        tuple("/aarch64/x/one", TestOutcome.PASSED, ""),
                        tuple("/aarch64/x/two", TestOutcome.SKIPPED, "SKIP no such device"),
                        tuple("x/three", TestOutcome.SKIPPED, "skip"));
        assertThat(QtestResult.summary(results)).isEqualTo("1 passed, 2 skipped, 0 failed");
        assertThat(results).noneMatch(QtestResult::failed);
    }

    @Test
    void aProgramThatSkipsEachTestFails() {
        List<QtestResult> results = parse(0, "ok 1 /aarch64/x/one # SKIP no such machine", "1..1");
        assertThat(results).last().satisfies(failed -> {
            assertThat(failed.failed()).isTrue();
            assertThat(failed.detail()).contains("x-test", "each test was skipped");
        });
        assertThat(QtestResult.summary(results)).isEqualTo("0 passed, 1 skipped, 1 failed");
    }

    @Test
    void aFailureIsNoSkip() {
        assertThat(parse(1, "not ok 1 /aarch64/x/one # SKIP it failed"))
                .singleElement()
                .matches(QtestResult::failed);
    }

    @Test
    void aProgramWithoutTestsFails() {
        assertThat(parse(0)).singleElement().returns(false, QtestResult::passed);
    }
}
