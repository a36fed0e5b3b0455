// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.lab.TestLab;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.patch.Patch;

class ShrunkFolderTest {
    private static final Path CASES = TestLab.HOME.resolve("patches");

    private static final List<FragmentSetting> CHECKS = List.of(
            new FragmentSetting("locks.config", "CONFIG_LOCK_STAT=y"),
            new FragmentSetting("checks.config", "CONFIG_DEBUG_LIST=y"));

    @TempDir
    Path folder;

    /** So it can be copied into the case's file. */
    @Test
    void theScenarioIsWrittenAsTheCaseHasIt() throws Exception {
        Case ofCase = new CaseRepository(CASES, Faults.read(TestLab.HOME)).read("vc4-hdmi-atomic-sleep");
        Scenario storm = ofCase.scenario("unplug-storm");
        TrialParts whole = new TrialParts(storm, List.of(), List.of(), CHECKS);
        TrialParts left = whole.withScript(new ShellScript(List.of("play 'a: b' & player=$!", "wait $player")))
                .withChanges(storm.changes().subList(1, 2))
                .withPatches(List.of(Patch.of("any", "drm/vc4: hdmi: Do it", "diff\n")))
                .withFragments(CHECKS.subList(1, 2));

        ShrunkFolder.write(whole, left, CASES.resolve("vc4-hdmi-atomic-sleep/case.yaml"), folder);

        assertThat(folder.resolve(ShrunkFolder.SCENARIO))
                .hasContent(
                        """
                unplug-storm:
                  run:
                    - "play 'a: b' & player=$!"
                    - "wait $player"
                  audio:
                    cards:
                      - 0
                    plays: 70
                    frames: 800
                    periodInterrupts: 140
                  meanwhile:
                    - when: "mai0.words-played"
                      reaches: 20000
                      afterMillis: 700
                      set: "hdmi0.connected"
                      to: true
                  tolerates:
                    - "Failed to wait for infoframe to start"
                  guestSeconds: 30
                """);
        assertThat(Files.readString(folder.resolve("0001-drm-vc4-hdmi-Do-it.patch")))
                .endsWith("Subject: [PATCH] drm/vc4: hdmi: Do it\n\n---\ndiff\n");
        assertThat(folder.resolve("checks.config")).hasContent("CONFIG_DEBUG_LIST=y\n");
        assertThat(folder.resolve("locks.config")).doesNotExist();
    }
}
