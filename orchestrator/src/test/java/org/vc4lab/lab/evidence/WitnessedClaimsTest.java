// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.build.kernel.KernelDebugInfo.SourceLocation;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Claim;
import org.vc4lab.lab.model.Claim.ClaimContext;
import org.vc4lab.lab.model.ClaimTrial;
import org.vc4lab.lab.model.ClaimTrial.LocatedSleep;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.witness.ElfBuilder;
import org.vc4lab.lab.witness.Vmlinux;
import org.vc4lab.lab.witness.WatchedKernel;
import org.vc4lab.lab.witness.WatchedKernel.AddressRange;

/** What a witness's log says about a claim. */
final class WitnessedClaimsTest {
    private static final Claim CLAIM =
            new Claim("drivers/squeak.c", 7, "squeak_write", ClaimContext.ATOMIC, Optional.empty());
    private static final List<SourceLocation> WRITE = List.of(
            new SourceLocation("squeak_wait", "/linux/drivers/squeak.c", 3, true),
            new SourceLocation("squeak_write", "/linux/drivers/squeak.c", 7, false));
    private static final List<SourceLocation> START =
            List.of(new SourceLocation("do_start", "/linux/sound/core.c", 9, false));
    private static final String CANARY = sleep("msleep", 1, "0xbf000010");
    private static final String END =
            "{\"type\":\"end\",\"sleeps\":2,\"counts\":{\"at_c0008200\":4,\"at_c0008204\":5}}\n";

    @TempDir
    Path folder;

    private static String sleep(String function, long nanos, String... callers) {
        return "{\"type\":\"sleep\",\"function\":\"" + function + "\",\"task\":\"aplay\",\"irqsMasked\":true,"
                + "\"preemptCount\":257,\"locks\":2,\"atNanos\":" + nanos + ",\"callers\":[\""
                + String.join("\",\"", callers) + "\"]}\n";
    }

    private ClaimTrial read(String log) throws Exception {
        Vmlinux symbols = Vmlinux.read(Files.write(
                folder.resolve("vmlinux"),
                ElfBuilder.arm()
                        .function("squeak_write", 0x8200)
                        .function("do_start", 0x8300)
                        .function("__irq_svc", 0x8400)
                        .build()));
        WatchedKernel kernel = new WatchedKernel(symbols, new AddressRange(0xbf000000L, 0xc0000000L), Set.of(), "");
        Case ofCase = TestCase.get();
        Trial trial = ofCase.trials(ofCase.candidates().get(0)).get(0);
        Path file = Files.writeString(folder.resolve("witness.jsonl"), log);
        return new WitnessedClaims(
                        trial,
                        new TrialFolder(folder),
                        new WitnessLog(
                                        kernel,
                                        ofCase.reports(),
                                        frames -> Collections.nCopies(frames.size(), List.of()))
                                .readRun(file),
                        Map.of(0xc0008200L, WRITE, 0xc0008300L, START))
                .of(CLAIM, Set.of(0xc0008200L, 0xc0008204L, 0xc0008208L));
    }

    @Test
    void aSleepHasTheLinesOfItsCallers() throws Exception {
        ClaimTrial trial = read(sleep("msleep", 5, "0xc0008201", "0xc0008301", "0xc0009000") + CANARY + END);

        assertThat(trial)
                .isEqualTo(new ClaimTrial(
                        "play",
                        "prompt",
                        folder.toString(),
                        5,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new LocatedSleep(
                                "msleep",
                                List.of(WRITE.get(0), WRITE.get(1), START.get(0)),
                                "aplay",
                                5,
                                true,
                                257,
                                2))));
        assertThat(trial.isConclusive()).isTrue();
    }

    @Test
    void aSleepElsewhereOrOfTheCanaryIsNone() throws Exception {
        assertThat(read(sleep("msleep", 5, "0xc0008301") + CANARY + END).sleeps())
                .isEmpty();
        assertThat(read(CANARY + sleep("msleep", 5, "0xc0008201") + END).sleeps())
                .isEmpty();
        assertThat(read(sleep("schedule", 4, "0xc0008301") + sleep("msleep", 5, "0xc0008201") + END)
                        .sleeps())
                .isEmpty();
    }

    /** A tasklet runs on the stack of what it interrupts. */
    @Test
    void whatWasInterruptedIsNoCaller() throws Exception {
        String inTasklet = sleep("msleep", 5, "0xc0008301", "0xc0008401", "0xc0008201");

        assertThat(read(inTasklet + CANARY + END).sleeps()).isEmpty();
        assertThat(read(inTasklet.replace("8401", "8301") + CANARY + END).sleeps())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "'', the witness did not see the canary's sleep",
        "canary twice more, of 2 sleeps the witness wrote 1",
        "sleeps, 'a task really slept in atomic context, and the kernel''s counts are wrong from 2.5 s on'",
        "after a sleep, 'a task really slept in atomic context, and the kernel''s counts are wrong from 1.5 s on'"
    })
    void aSleepMayHaveBeenMissed(String what, String unseen) throws Exception {
        String log =
                switch (what) {
                    case "" -> sleep("msleep", 1, "0xc0008301") + sleep("msleep", 2, "0xc0008301");
                    case "after a sleep" ->
                        sleep("schedule", 1_500_000_000L, "0xc0008301") + sleep("msleep", 2, "0xc0008301") + CANARY;
                    case "sleeps" -> sleep("schedule", 2_500_000_000L, "0xc0008301") + CANARY;
                    default -> CANARY;
                };
        ClaimTrial trial = read(log + END);

        assertThat(trial.unseen()).hasValue(unseen);
        assertThat(trial.isConclusive()).isFalse();
        assertThat(trial.executions()).isEqualTo(5);
    }

    @Test
    void executionsAreKnownAtTheEnd() throws Exception {
        ClaimTrial trial = read(sleep("msleep", 5, "0xc0008201") + CANARY);

        assertThat(trial.uncounted()).hasValue("the witness's log has no end");
        assertThat(trial.sleeps()).hasSize(1);
        assertThat(read("{").uncounted()).hasValue("line 1 of the witness's log is damaged");
    }
}
