// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.Nightly;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** A kernel that plays HDMI audio through a channel of DMA4, as Raspberry Pi's does. */
@Nightly
class Dma4IT {
    private static final String GOOD_CANDIDATE = "hw-params";
    private static final String PATCHES = "plays-through-dma4";

    /** The interrupt of channel 11, SPI 89, came at each period. */
    private static final String COUNT_INTERRUPTS =
            "awk '/ 121 .*DMA IRQ/ { n = $2 + $3 + $4 + $5 } END { print n; exit n < 16 }' /proc/interrupts";

    @TempDir
    Path folder;

    @Test
    void eachSampleIsPlayed() throws Exception {
        try (TestLab lab = TestLab.open()) {
            Path mailbox = TestMailbox.write(
                    folder.resolve(PATCHES + ".mbox"),
                    List.of(
                            TestLab.HOME
                                    .resolve("patches")
                                    .resolve(TestLab.CASE)
                                    .resolve(GOOD_CANDIDATE),
                            TestLab.MISLEADING_PATCHES.resolve(PATCHES)));
            Candidate candidate = lab.ofCase().candidate(mailbox);
            for (String profile : List.of("prompt", "slow-packet")) {
                Path trialFolder = TestLab.trialFolder(getClass()).resolve(profile);
                Files.createDirectories(trialFolder.getParent());
                TrialResult result =
                        lab.run(counting(lab.trial(candidate, profile)), ClockMode.DETERMINISTIC, trialFolder);
                assertThat(result.judgement().verdict())
                        .as(() -> result.judgement() + " in " + result.folder())
                        .isEqualTo(Verdict.CLEAN);
            }
        }
    }

    private static Trial counting(Trial play) {
        Scenario scenario = play.scenario();
        List<String> run = new ArrayList<>(scenario.run());
        run.add(COUNT_INTERRUPTS);
        return new Trial(
                play.ofCase(),
                play.candidate(),
                new Scenario(
                        "play-counting",
                        run,
                        scenario.audio(),
                        scenario.changes(),
                        scenario.faults(),
                        scenario.expectedErrors(),
                        scenario.guestLimit(),
                        scenario.evidence()),
                play.profile(),
                List.of());
    }
}
