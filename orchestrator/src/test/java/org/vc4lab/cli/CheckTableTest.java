// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.report.CheckDocument;
import org.vc4lab.report.CheckDocument.BootEntry;
import org.vc4lab.report.CheckDocument.StepEntry;

class CheckTableTest {
    private static BootEntry boot(String scenario, String profile, Verdict verdict, String... faults) {
        List<Finding> findings = verdict == Verdict.CLEAN ? List.of() : List.of(new Finding(verdict, "no sound"));
        return new BootEntry(
                scenario, profile, List.of(faults), verdict, findings, 5000, "/runs/1/1-mine/" + scenario + profile);
    }

    private static String printed(BootEntry... boots) {
        StepEntry step = new StepEntry(
                1,
                "mine",
                Optional.of(true),
                List.of(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.of(true),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Verdict.BROKEN),
                List.of(boots),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        StringWriter out = new StringWriter();
        CheckTable.print(new CheckDocument("squeak", "mine", List.of(step), List.of()), new PrintWriter(out));
        return out.toString();
    }

    @Test
    void differingBootsAreListedOneByOne() {
        assertThat(printed(boot("play", "prompt", Verdict.CLEAN), boot("play", "slow", Verdict.BROKEN)))
                .contains("prompt CLEAN, slow BROKEN")
                .contains("1: slow: BROKEN: no sound")
                .doesNotContain("Fault in the hardware");
    }

    @Test
    void whatIsSaidOfACleanBootIsNoReasonForABrokenOne() {
        List<Finding> findings =
                List.of(new Finding(Verdict.BROKEN, "no sound"), new Finding(Verdict.CLEAN, "it ran 4 times"));
        assertThat(printed(new BootEntry("play", "prompt", List.of(), Verdict.BROKEN, findings, 5000, "/runs/1")))
                .contains("no sound")
                .doesNotContain("it ran 4 times");
        assertThat(printed(new BootEntry("play", "prompt", List.of(), Verdict.CLEAN, findings, 5000, "/runs/1")))
                .contains("it ran 4 times");
    }

    @Test
    void manyScenariosAreCounted() {
        assertThat(printed(
                        boot("play", "prompt", Verdict.CLEAN),
                        boot("storm", "prompt", Verdict.CLEAN),
                        boot("xrun", "prompt", Verdict.BROKEN)))
                .contains("2 CLEAN, 1 BROKEN")
                .contains("1: xrun, prompt: BROKEN: no sound");
    }

    @Test
    void faultsAreListedOnce() {
        assertThat(printed(
                        boot("play", "prompt", Verdict.CLEAN, "irq-late=5ms"),
                        boot("play", "slow", Verdict.CLEAN, "irq-late=5ms")))
                .containsOnlyOnce("Fault in the hardware: irq-late=5ms");
    }
}
