// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.Nightly;
import org.vc4lab.lab.TestLab;
import org.vc4lab.source.Yaml;

/** Cases other than the one that all other tests are about. */
@Nightly
final class OtherCasesIT {
    @TempDir
    Path folder;

    /** Its kernel has the bug as released, and its candidates show nothing but what their kernels report and do. */
    @ParameterizedTest
    @ValueSource(strings = {"armv7l-lockdep", "arm64-lockdep"})
    void aCaseWithoutSoundEndsAsItExpects(String config) throws Exception {
        assertThat(verify("vc4-hvs-srcu-leak", config))
                .contains("3 of 3 candidates as expected")
                .doesNotContain("infoframe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"armv7l-lockdep", "arm64-lockdep"})
    void aStreamWithoutAModeEndsAsItsCaseExpects(String config) throws Exception {
        assertThat(verify("vc4-hdmi-no-crtc", config, "--scenario", "all"))
                .contains("4 of 4 candidates as expected")
                .as("a case file requires no reports in another scenario than a candidate's own")
                .containsPattern("(?m)^ pristine +unplug-storm +default +BROKEN +BROKEN +NO-CRTC ");
    }

    /** Programs of v4l-utils on the released driver, and on drivers with a mistake that only the line shows. */
    @ParameterizedTest
    @ValueSource(strings = {"armv7l-lockdep", "arm64-lockdep"})
    void cecEndsAsItsCaseExpects(String config) throws Exception {
        assertThat(verify("vc4-hdmi-cec", config)).contains("3 of 3 candidates as expected");
        assertThat(verify("vc4-hdmi-cec", config, "--candidate", "pristine", "--scenario", "all"))
                .contains("1 of 1 candidates as expected")
                .containsPattern("(?m)^ pristine +adapter-tests +default +CLEAN ");
    }

    /** It names no report, so CLEAN and BROKEN are what a bisection goes by. */
    @Test
    void aCaseWithoutABugIsBisectedByItsEvidence() throws Exception {
        String series =
                TestLab.HOME.resolve("patches/vc4-hdmi-cec/receive-once").toString();
        assertThat(run("bisect", "--case", "vc4-hdmi-cec", "--series", series, "--folder", folder + "/bisection"))
                .containsPattern("(?m)^0001-\\S+ is the first with a BROKEN trial$")
                .contains("checked: it shows a BROKEN trial, what comes before it does not show a BROKEN trial");
    }

    @ParameterizedTest
    @ValueSource(strings = {"armv7l-lockdep", "arm64-lockdep"})
    void aStreamThatStartsWithTheDisplayOffEndsAsItsCaseExpects(String config) throws Exception {
        assertThat(verify("vc4-hdmi-packet-ram", config, "--scenario", "all"))
                .contains("6 of 6 candidates as expected")
                .containsPattern("(?m)^ pristine +start-blanked +default +BROKEN +BROKEN +PACKET-RAM ")
                .containsPattern("(?m)^ skip-and-forget +start-blanked +default +BROKEN +BROKEN +none ");
        assertThat(evidence("skip-and-forget"))
                .as("all that is wrong with a candidate that never sends the infoframe")
                .containsOnlyOnce("\"verdict\" : \"BROKEN\",\n    \"reason\"")
                .contains("\"reason\" : \"hdmi0.audio-infoframe-streams is 0, and has to be at least 1\"");
    }

    /** What is shown and written are the pictures that ModetestPictureTest computes. */
    @Test
    void thePicturesAreThoseOfModetestsPlanes() throws Exception {
        assertThat(verify("vc4-kms-pictures", "armv7l-lockdep", "--candidate", "return-error", "--scenario", "all"))
                .contains("1 of 1 candidates as expected")
                .containsPattern("(?m)^ return-error +planes +default +CLEAN +CLEAN ")
                .containsPattern("(?m)^ return-error +writeback +default +CLEAN +CLEAN ")
                .containsPattern("(?m)^ return-error +other-picture +default +BROKEN +BROKEN ");
    }

    @Test
    void aNewerDriverShowsAndWritesTheSamePictures() throws Exception {
        assertThat(verify("vc4-kms-pictures", "armv7l-lockdep", "--kernel", "6.12.107", "--scenario", "all"))
                .contains("1 of 1 candidates as expected")
                .containsPattern("(?m)^ pristine +writeback +default +CLEAN +CLEAN ")
                .containsPattern("(?m)^ pristine +other-picture +default +BROKEN +BROKEN ");
    }

    /** The evidence of a candidate's trials. */
    private String evidence(String candidate) throws IOException {
        StringBuilder out = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder.resolve("runs"))) {
            for (Path file :
                    files.filter(file -> file.endsWith("evidence.json")).toList()) {
                if (file.toString().contains("/" + candidate + "/")) {
                    out.append(Files.readString(file));
                }
            }
        }
        return out.toString();
    }

    /** The case that docs/cases.md led to, whose wrong candidate leaves no report. */
    @ParameterizedTest
    @ValueSource(strings = {"armv7l-lockdep", "arm64-lockdep"})
    void anUnboundDriverEndsAsItsCaseExpects(String config) throws Exception {
        assertThat(verify("vc4-hvs-unbind", config))
                .contains("3 of 3 candidates as expected")
                .containsPattern("(?m)^ pristine +default +REPRODUCED +REPRODUCED +NO-DEVICE ")
                .containsPattern("(?m)^ return-early +default +BROKEN +BROKEN +none ");
    }

    /** Other scenarios than the one for which the candidate is a fix. */
    @ParameterizedTest
    @ValueSource(strings = {"rebind", "clocks"})
    void theUnboundDriversFixIsCleanElsewhere(String scenario) throws Exception {
        assertThat(verify("vc4-hvs-unbind", "armv7l-lockdep", "--candidate", "take-data", "--scenario", scenario))
                .contains("1 of 1 candidates as expected");
    }

    /** The wrong candidate silences the warning, and the player is killed as before. */
    @Test
    void anUnboundDmaControllerEndsAsItsCaseExpects() throws Exception {
        assertThat(verify("bcm2835-dma-unbind", "armv7l-lockdep", "--scenario", "all"))
                .contains("3 of 3 candidates as expected")
                .containsPattern("(?m)^ pristine +unbind +default +REPRODUCED +REPRODUCED +CHANNEL-IN-USE ")
                .containsPattern("(?m)^ suppress-bind +play-after +default +CLEAN +CLEAN +none ")
                .containsPattern("(?m)^ empty-release +play-after +default +BROKEN +BROKEN ");
    }

    private String verify(String caseName, String config, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("verify", "--case", caseName, "--config", config));
        arguments.addAll(List.of("--runs", folder.resolve("runs").toString()));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }

    private String run(String... arguments) throws Exception {
        String[] command =
                Stream.concat(Stream.of("vc4lab"), Stream.of(arguments)).toArray(String[]::new);
        try (Vc4labProcess process = Vc4labProcess.run(folder.resolve("output"), Map.of(), command)) {
            assertThat(process.waitForStatus()).as(process.output()).isZero();
            return process.output();
        }
    }

    /** The second run takes all trials from the store. */
    @Test
    void aScenarioShrinksToWhatItsReportNeeds() throws Exception {
        String first = shrink();
        String second = shrink();

        Path scenario = Path.of(first.lines()
                        .filter(line -> line.startsWith("Folder: "))
                        .findFirst()
                        .orElseThrow()
                        .substring("Folder: ".length()))
                .resolve("scenario.yaml");
        assertThat(first).contains("pristine, mode-set-storm, default: PACKET-RAM");
        assertThat(Yaml.read(scenario, JsonNode.class).at("/mode-set-storm/run"))
                .hasSizeLessThanOrEqualTo(5);
        assertThat(second).contains("cache hit: trial").doesNotContain("booted: trial");
    }

    private String shrink() throws Exception {
        return run(
                "--verbose",
                "shrink",
                "--case",
                "vc4-hdmi-no-crtc",
                "--scenario",
                "mode-set-storm",
                "--runs",
                folder.resolve("runs").toString());
    }
}
