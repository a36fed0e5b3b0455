// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/** {@code ci/witness} counts false alarms and misses. */
class WitnessTableTest {
    private static final String W1 =
            """
            {"phase": "RUN", "name": "W1", "function": "usleep_range"}, {"phase": "AFTER_SLEEP", "name": null, "function": "schedule"}""";
    private static final String UNKNOWN = """
            {"phase": "RUN", "name": null, "function": "msleep"}""";
    private static final String CANARY = """
            {"phase": "CANARY", "name": null, "function": "schedule"}""";

    @TempDir
    Path folder;

    private final List<String> records = new ArrayList<>();

    private void addTrial(String candidate, String profile, String witness) throws IOException {
        String id = "5.10.223/armv7l-plain/" + candidate + "/play/" + profile;
        records.add(
                """
                {"id": "%s", "kernel": "5.10.223", "config": "armv7l-plain", "candidate": "%s", "verdict": "CLEAN"}"""
                        .formatted(id, candidate));
        Path trial = Files.createDirectories(folder.resolve("trials").resolve(TrialFiles.nameOf(id)));
        Files.writeString(
                trial.resolve("evidence.json"),
                "{\"witness\": %s, \"console\": {\"measures\": {\"irqsoff_max_us\": 400}}}".formatted(witness));
    }

    private static String saw(String sleeps) {
        return """
            {"absent": null, "incomplete": null, "sleeps": [%s], "irqsOffNanos": 390400}"""
                .formatted(sleeps);
    }

    private CommandResult table() throws Exception {
        Files.writeString(folder.resolve("results.json"), "{\"results\": [" + String.join(",", records) + "]}");
        return new ProcessRunner().run(Command.of("python3", "../ci/witness", "--read", folder.toString()));
    }

    @Test
    void whatIsExpectedIsNoMistake() throws Exception {
        addTrial("base", "slow-packet", saw(W1));
        addTrial("hw-params", "prompt", saw(CANARY));

        CommandResult table = table();

        assertThat(table.text())
                .contains("| 5.10.223 armv7l-plain | base | 1 | W1 in 1 | 0 | 0 | 0 | 1 CLEAN |")
                .contains("| 5.10.223 armv7l-plain | hw-params | 1 | nothing | 0 | 0 | 0 | 1 CLEAN |")
                .contains("2 trials, in us: least -10, tenth -10, median -10")
                .contains("2 trials: 0 false alarms, 0 misses, 0 without the witness");
        assertThat(table.status()).isZero();
    }

    @Test
    void aSleepOfAGoodCandidateIsAFalseAlarm() throws Exception {
        addTrial("hw-params", "prompt", saw(UNKNOWN));

        CommandResult table = table();

        assertThat(table.text()).contains("hw-params/play/prompt: false alarm: msleep");
        assertThat(table.status()).isOne();
    }

    @Test
    void theBugUnseenIsAMiss() throws Exception {
        addTrial("base", "slow-packet", saw(CANARY));
        addTrial("nonatomic-only", "prompt", saw(UNKNOWN));

        CommandResult table = table();

        assertThat(table.text())
                .contains("base/play/slow-packet: miss: W1")
                .contains("nonatomic-only/play/prompt: miss: W2")
                .contains("2 trials: 1 false alarms, 2 misses");
        assertThat(table.status()).isOne();
    }

    @Test
    void aTrialWithoutTheWitnessIsCounted() throws Exception {
        addTrial("base", "slow-packet", "{\"absent\": \"no schedule\", \"incomplete\": null, \"irqsOffNanos\": null}");

        CommandResult table = table();

        assertThat(table.text())
                .contains("no witness: no schedule")
                .contains("1 trials: 0 false alarms, 0 misses, 1 without the witness");
        assertThat(table.status()).isEqualTo(129);
    }
}
