// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.guest.DeviceProperty;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.ScheduledChange;
import org.vc4lab.lab.model.Candidate.Expectation;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Fault.FaultInjection;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialSelection;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.source.Yaml.YamlException;

/** What a scenario may say beside its script, and what is expected of candidates elsewhere than in their own. */
final class ScenarioReaderTest {
    private static final Path HOME = Path.of(System.getProperty("vc4lab.home"));
    /** What is replaced by more. */
    static final String AUDIO =
            """
                audio:
                  cards: [1]
                  plays: 2
                  periodInterrupts: 32
            """;

    static final String MORE =
            """
                audio: {cards: [1, 0], plays: 2, frames: 882, periodInterrupts: 32}
                tolerates: ["cable"]
                faults: [packet-delay=never, edid-no-audio]
                meanwhile:
                  - {when: mai1.words-played, reaches: 4000, set: hdmi1.connected, to: false}
                  - {when: mai1.words-played, reaches: 4000, afterMillis: 700, set: hdmi1.connected, to: true}
            """;
    private static final String FORMATTED =
            """
                audio: {cards: [1], plays: 1, format: {rate: 192000, channels: 8}, speakers: [0, 7],
                  periodInterrupts: 32}
            """;
    private static final String ELSEWHERE =
            """
                elsewhere:
                  play: {prompt: BROKEN, slow: HUNG}
            """;

    @Test
    void readsScheduledChanges() throws Exception {
        Scenario twice = read(MORE).scenario("twice");
        assertThat(twice.cards()).containsExactly(1, 0);
        assertThat(twice.card()).isEqualTo(1);
        assertThat(twice.audio().orElseThrow().playback()).isEqualTo(new Scenario.Playback(2, 882, 32));
        assertThat(twice.expectedErrors()).containsExactly("cable");
        assertThat(twice.faults())
                .extracting(FaultInjection::describe)
                .containsExactly("packet-delay=never", "edid-no-audio=on");
        assertThat(twice.changes())
                .extracting(ScheduledChange::delay)
                .containsExactly(Duration.ZERO, Duration.ofMillis(700));
        assertThat(twice.changes().get(1).describe())
                .isEqualTo("hdmi1.connected = true when mai1.words-played reaches 4000 and 700 ms later");
    }

    @Test
    void readsTheFormatThatIsPlayed() throws Exception {
        assertThat(read(FORMATTED).scenario("twice").audio().orElseThrow().playback())
                .isEqualTo(new Scenario.Playback(
                        1, 0, 32, Optional.of(new Scenario.StreamFormat(192_000, 8, false)), List.of(0, 7)));
        assertThat(read(FORMATTED.replace("8}, speakers: [0, 7]", "8, highBitRate: true}"))
                        .scenario("twice")
                        .audio()
                        .orElseThrow()
                        .playback()
                        .isHighBitRate())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            rate: 192000    | rate: 0           | format.rate: 0 has to be from 1 to 192000
            rate: 192000    | rate: 192001      | format.rate: 192001 has to be from 1 to 192000
            channels: 8     | channels: 0       | format.channels: 0 has to be from 1 to 8
            channels: 8     | channels: 9       | format.channels: 9 has to be from 1 to 8
            channels: 8     | channels: 2, highBitRate: true | format.channels: has to be 8 with 'highBitRate'
            channels: 8     | channels: 8, highBitRate: true | speakers: cannot be with 'highBitRate'
            [0, 7]          | [0, 1, 2, 3, 4, 5, 6, 7, 0] | speakers: has more than 8 channels
            plays: 1        | plays: 2          | plays: has to be 1 with 'speakers'
            [0, 7]          | [0, 8]            | speakers.[1]: 8 has to be from 0 to 7
            format: {       | forms: {          | unknown key
            """)
    void namesAMistakeInTheFormat(String from, String to, String problem) {
        assertThatThrownBy(() -> read(FORMATTED.replace(from, to)))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("scenarios.twice")
                .hasMessageContaining(problem);
        assertThatThrownBy(() -> read(FORMATTED.replaceFirst("format: .*}, speakers", "speakers")))
                .hasMessageContaining("speakers: needs a 'format'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            cards: [1, 0]   | cards: []         | needs at least one card
            frames: 882     | frames: 0         | 0 has to be 1 or more
            mai1.words      | words             | has to be device.property
            packet-delay=   | packet-delay-x=   | no fault 'packet-delay-x'; valid: packet-delay
            =never          | =soon             | no value of packet-delay 'soon'; valid: a time with ns, us, ms or s, never
            reaches: 4000   | reches: 4000      | unknown key
            """)
    void namesTheLineOfAMistakeInAScenario(String from, String to, String problem) {
        String wrong = MORE.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to));
        assertThatThrownBy(() -> read(wrong))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("scenarios.twice")
                .hasMessageContaining(problem);
    }

    /** The profile sets the same property, but later. */
    @Test
    void aFaultOfTheUserWinsOverThoseOfTheScenarioAndOverTheProfile() throws Exception {
        Case squeak = read(MORE);
        FaultInjection asked = Faults.read(HOME).parseInjection("packet-delay=20ms");
        Trial trial = squeak.trials(squeak.candidate("fix"), new TrialSelection(List.of("twice"), List.of(asked)))
                .get(0);

        assertThat(trial.startSettings())
                .extracting(DeviceProperty::describe)
                .startsWith("hdmi0.packet-delay-ns = 18446744073709551615")
                .endsWith("hdmi0.packet-delay-ns = 20000000", "hdmi1.packet-delay-ns = 20000000");
        assertThat(trial.profile().settings())
                .extracting(DeviceProperty::describe)
                .contains("hdmi0.packet-delay-ns = 2000");
        assertThat(trial.scenarioSettings()).noneMatch(trial.startSettings().get(0)::hasSameName);
        assertThat(trial.expectation()).isEmpty();
    }

    /** What the driver does in the boot depends on them. */
    @Test
    void aFaultOfTheBootIsSetBeforeIt() throws Exception {
        Case squeak = TestCase.get();
        FaultInjection corrupt = Faults.read(HOME).parseInjection("edid-corrupt");
        FaultInjection late = Faults.read(HOME).parseInjection("irq-late");
        Trial trial = squeak.trials(squeak.candidate("fix"), new TrialSelection(List.of(), List.of(corrupt, late)))
                .get(0);

        assertThat(trial.startSettings())
                .extracting(DeviceProperty::describe)
                .containsExactly("ddc0.edid-corrupt = true");
        assertThat(trial.scenarioSettings())
                .extracting(DeviceProperty::describe)
                .endsWith("dma.irq-delay-ns = 50000000")
                .doesNotContain("ddc0.edid-corrupt = true");
    }

    @Test
    void aFaultInMidStreamIsAScheduledChange() throws Exception {
        Case squeak = TestCase.get();
        FaultInjection unplug = Faults.read(HOME).parseInjection("unplug-playing");
        Trial trial = squeak.trials(squeak.candidate("fix"), new TrialSelection(List.of(), List.of(unplug)))
                .get(0);

        assertThat(trial.scenarioSettings()).isEqualTo(trial.profile().settings());
        assertThat(trial.changes())
                .extracting(ScheduledChange::describe)
                .containsExactly("hdmi0.connected = false when mai0.words-played reaches 44100");
    }

    @Test
    void aFaultThatWaitsForSoundNeedsIt() throws Exception {
        assertThatThrownBy(
                        () -> read(MORE.replaceFirst(" *audio: .*\n", "").replace("edid-no-audio", "unplug-playing")))
                .hasMessageContaining("scenarios.twice.faults.[1]: waits for sound, and the scenario has no 'audio'");
        Case half = read(MORE.replaceFirst(" *audio: .*\n", "").replaceFirst(" *meanwhile:\n(.*\n)*", ""));
        List<FaultInjection> unplug = List.of(Faults.read(HOME).parseInjection("unplug-playing"));
        assertThatThrownBy(() -> half.select(List.of("play", "twice"), unplug))
                .isInstanceOf(UnknownNameException.class)
                .hasMessage("no scenario with sound, for which unplug-playing waits, 'twice'; valid: play");
        assertThatThrownBy(() -> half.select(List.of(), unplug)).isInstanceOf(UnknownNameException.class);
        assertThat(half.select(List.of("play"), unplug).faults()).isEqualTo(unplug);
    }

    /** It is the one of a user's patch. */
    @Test
    void aFaultThatWaitsForSoundNeedsItInTheDefaultScenario() throws Exception {
        Case half = TestCase.read(TestCase.YAML
                .replaceFirst("    audio:\n.*\n.*\n.*\n", "")
                .replaceAll("(?m)^(  - name: (?:base|other))$", "$1\n    scenario: twice"));
        List<FaultInjection> unplug = List.of(Faults.read(HOME).parseInjection("unplug-playing"));
        assertThatThrownBy(() -> half.select(List.of(), unplug))
                .isInstanceOf(UnknownNameException.class)
                .hasMessageContaining("'play'; valid: twice");
    }

    @Test
    void aScenarioFitsIntoItsRoom() throws Exception {
        String ofSchedule = Schedule.fixed(OptionalInt.of(3)).withoutGauge().guestCommands();
        String most = "#".repeat((16 << 10) - ("look\n2147483647\n" + ofSchedule + "set -e\n\n").length());
        TestCase.read(TestCase.SILENT.replace("cat /sys/squeak", "'" + most + "'"));
        assertThatThrownBy(() -> TestCase.read(TestCase.SILENT.replace("cat /sys/squeak", "'" + most + "#'")))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining(":8:10: scenarios.look.run: has 16385 bytes")
                .hasMessageEndingWith("limit 16384");
    }

    @Test
    void aPlanSelectsTheScenariosThatItNames() throws Exception {
        Case squeak = TestCase.get();
        TrialSelection both = new TrialSelection(List.of("twice", "play"), List.of());
        assertThat(squeak.trials(squeak.candidate("fix"), both))
                .extracting(Trial::folderName)
                .containsExactly("play-prompt", "play-slow", "prompt", "slow");
        assertThatThrownBy(() -> squeak.scenario("plya"))
                .isInstanceOf(UnknownNameException.class)
                .hasMessage("no scenario of squeak 'plya'; valid: play, twice");
    }

    @Test
    void readsExpectationsForOtherScenarios() throws Exception {
        Case squeak = read(TestCase.YAML.replace("scenario: twice\n", "scenario: twice\n" + indented(ELSEWHERE)), "");
        assertThat(squeak.trials(squeak.candidate("fix"), new TrialSelection(List.of("play", "twice"), List.of())))
                .extracting(trial -> trial.expectation().orElseThrow().verdict())
                .containsExactly(Verdict.BROKEN, Verdict.HUNG, Verdict.CLEAN, Verdict.CLEAN);
        assertThat(squeak.trials(squeak.candidate("base"), new TrialSelection(List.of("twice"), List.of()))
                        .get(0)
                        .expectation())
                .isEmpty();
    }

    @Test
    void aProfileThatIsNotNamedHasNoExpectationInOtherScenarios() throws Exception {
        String half = indented(ELSEWHERE.replace(", slow: HUNG", ""));
        Case squeak = read(TestCase.YAML.replace("scenario: twice\n", "scenario: twice\n" + half), "");
        assertThat(squeak.trials(squeak.candidate("fix"), new TrialSelection(List.of("play"), List.of())))
                .extracting(trial -> trial.expectation().map(Expectation::verdict))
                .containsExactly(Optional.of(Verdict.BROKEN), Optional.empty());
    }

    @Test
    void theExpectationForTheOwnScenarioIsGivenOnce() {
        String twice = indented(ELSEWHERE.replace("play:", "twice:"));
        assertThatThrownBy(() -> read(TestCase.YAML.replace("scenario: twice\n", "scenario: twice\n" + twice), ""))
                .hasMessageContaining("candidates.[1].elsewhere.twice: is its own scenario");
    }

    private static String indented(String text) {
        return text.indent(0);
    }

    private static Case read(String secondScenario) throws IOException {
        return read(TestCase.YAML, secondScenario);
    }

    /** With more said about the second scenario. */
    private static Case read(String yaml, String secondScenario) throws IOException {
        String whole = secondScenario.isEmpty() ? yaml : yaml.replace(AUDIO, secondScenario);
        return TestCase.read(whole, Faults.read(HOME));
    }
}
