// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.evidence.EvidenceBuilder;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** CLEAN needs each piece of evidence that the case names. */
final class RequiredEvidenceRulesTest {
    private static final Trial ASKING = TestCase.silentTrial(
            "fix",
            "{command: cat /sys/state, output: is on}",
            "{command: cat /none, status: 1}",
            "{output: squeak}",
            "{output: squawk, atMost: 0}",
            "{log: enabled, atLeast: 2}",
            "{counter: hvs.frames, atLeast: 3, atMost: 5}");

    private static final String[] ALL = {
        "a squeak",
        "evidence 1: it is on",
        "evidence 1 ended with status 0",
        "evidence 2: no such file",
        "evidence 2 ended with status 1"
    };

    @Test
    void isCleanIfAllIsThere() {
        assertThat(findings(builder -> builder)).isEmpty();
    }

    @Test
    void eachPieceThatIsMissingIsAFinding() {
        assertThat(withOutput(0, "silence"))
                .containsExactly("0 lines of the scenario's output with 'squeak', and there have to be at least 1");
        assertThat(withOutput(0, "squeak and squawk"))
                .containsExactly("1 lines of the scenario's output with 'squawk', and there have to be at most 0");
        assertThat(withOutput(1, "evidence 1: it is off")).containsExactly("'cat /sys/state' did not print 'is on'");
        assertThat(withOutput(2, "evidence 1 ended with status 5"))
                .containsExactly("'cat /sys/state' ended with status 5, not 0; its last line: it is on");
        assertThat(withOutput(2, "")).containsExactly("'cat /sys/state' did not end");
        assertThat(withOutput(4, "evidence 2 ended with status 0"))
                .containsExactly("'cat /none' ended with status 0, not 1; its last line: no such file");
        assertThat(findings(builder -> builder.withLogLines("enabled", 1)))
                .containsExactly("1 lines of the kernel's log with 'enabled', and there have to be at least 2");
        assertThat(findings(builder -> builder.withCounter("hvs.frames", 6)))
                .containsExactly("hvs.frames is 6, and has to be at least 3 and at most 5");
    }

    /** A file of the kernel's that a command prints could hold such a line. */
    @Test
    void anEndThatIsPrintedTwiceIsNone() {
        assertThat(withOutput(0, "squeak", "evidence 1 ended with status 0"))
                .containsExactly("'cat /sys/state' ended more than once");
    }

    /** What a command prints is not what the scenario prints. */
    @Test
    void aCommandsLineIsNoneOfTheScenario() {
        assertThat(withOutput(0, "evidence 1: squeak"))
                .containsExactly("0 lines of the scenario's output with 'squeak', and there have to be at least 1");
    }

    /** Only the script's own marks are a command's. */
    @ParameterizedTest
    @ValueSource(strings = {"evidence of a squeak", "evidence 1 squeaks", "evidence 1:squeak", "evidence : squeak"})
    void aLineOfTheScenarioMayBeginAlike(String line) {
        assertThat(withOutput(0, line)).isEmpty();
    }

    @Test
    void aCounterThatWasNotReadIsAnInfrastructureError() {
        assertThat(Judge.judge(ASKING, builder().withLogLines("enabled", 2).build(ASKING))
                        .findings())
                .containsExactly(new Finding(Verdict.INFRA, "hvs.frames was not read"));
    }

    @Test
    void aScenarioThatDidNotEndHasNotFailedToShowIt() {
        assertThat(findings(builder -> builder.withSilenceFrom(Phase.SCENARIO)))
                .noneMatch(reason -> reason.contains("cat /sys/state"));
    }

    private static List<String> withOutput(int line, String... replacement) {
        List<String> output = new ArrayList<>(List.of(ALL));
        output.remove(line);
        output.addAll(line, List.of(replacement));
        return findings(builder -> builder.withOutput(output.toArray(String[]::new)));
    }

    private static List<String> findings(UnaryOperator<EvidenceBuilder> spoil) {
        EvidenceBuilder good = builder().withLogLines("enabled", 2).withCounter("hvs.frames", 3);
        return Judge.judge(ASKING, spoil.apply(good).build(ASKING)).findings().stream()
                .map(Finding::reason)
                .toList();
    }

    private static EvidenceBuilder builder() {
        return new EvidenceBuilder().withoutOutputs().withOutput(ALL);
    }
}
