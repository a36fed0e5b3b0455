// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Case.HardwareProfile;
import org.vc4lab.lab.model.CaseReports.FollowOnReports;
import org.vc4lab.lab.model.CaseReports.FramePattern;
import org.vc4lab.lab.model.CaseReports.ReportPattern;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.source.Yaml.YamlException;

final class CaseFileTest {
    private final Case squeak = TestCase.get();

    @Test
    void readsWhatTheGuestDoes() {
        assertThat(squeak.scenarios()).extracting(Scenario::name).containsExactly("play", "twice");
        Scenario twice = squeak.scenarios().get(1);
        assertThat(twice.script()).isEqualTo("set -e\naplay tone.wav tone.wav\ntrue\n");
        assertThat(twice.card()).isEqualTo(1);
        assertThat(twice.audio().orElseThrow().playback().plays()).isEqualTo(2);
        assertThat(twice.guestLimit()).isEqualTo(Duration.ofSeconds(24));
    }

    @Test
    void readsTheSettingsOfDevices() {
        HardwareProfile slow = squeak.profiles().get(1);
        assertThat(slow.settings())
                .extracting(setting -> setting.device() + "." + setting.property() + "=" + setting.value())
                .containsExactly("hdmi0.packet-delay-ns=16700000", "hdmi0.connected=true", "hdmi0.note=\"as is\"");
    }

    @Test
    void readsReportsLimitsAndConsequences() {
        ReportPattern w1 = squeak.reports().patterns().get(0);
        assertThat(w1.kind()).isEqualTo(ReportKind.ATOMIC_SLEEP);
        assertThat(w1.source()).isEqualTo("drivers/squeak.c");
        assertThat(w1.chain())
                .extracting(FramePattern::toString)
                .containsExactly("__might_sleep", "squeak_wait", "squeak_write", "do_start|start");
        assertThat(squeak.limits().irqsOff()).contains(Duration.ofMillis(5));
        assertThat(squeak.limits().infoframeLate()).contains(Duration.ofNanos(33_367_000));
        assertThat(squeak.reports().followOn(squeak.profiles().get(0))).isEqualTo(FollowOnReports.NONE);
        assertThat(squeak.reports().followOn(squeak.profiles().get(1)).mayHang())
                .isTrue();
    }

    /** Lockdep prints none if a task returns to user space with a lock. */
    @Test
    void aReportWithoutATraceIsKnownByItsFirstLine() throws Exception {
        ReportPattern pattern = TestCase.read(
                        TestCase.SILENT.replace("chain: [squeak_read]", "chain: [], in: lock held, locks: [squeak]"))
                .reports()
                .patterns()
                .get(0);
        assertThat(pattern.matchesChain(List.of())).isTrue();
        assertThat(pattern.source()).isEqualTo("lock held");
    }

    @Test
    void aConfigurationOverridesOnlyWhatItNames() throws Exception {
        assertThat(squeak.withConfig("armv7l-lockdep")).isSameAs(squeak);
        Case plain = squeak.withConfig("arm64-lockdep");
        assertThat(plain.config()).isEqualTo("arm64-lockdep");
        assertThat(plain.scenarios()).isEqualTo(squeak.scenarios());
        assertThat(plain.limits().irqsOff()).isEqualTo(squeak.limits().irqsOff());
        assertThat(plain.needsFastProcessors()).isFalse();
        assertThat(plain.clockFor(ClockMode.DETERMINISTIC)).isEqualTo(ClockMode.DETERMINISTIC);
        Case slow = squeak.withConfig("arm64-kasan");
        assertThat(slow.needsFastProcessors()).isTrue();
        assertThat(slow.clockFor(ClockMode.DETERMINISTIC)).isEqualTo(ClockMode.DETERMINISTIC_FAST);
        assertThat(slow.clockFor(ClockMode.FREE_RUNNING)).isEqualTo(ClockMode.FREE_RUNNING);
        assertThat(slow.limits().irqsOff()).contains(Duration.ofMillis(9));
        assertThat(slow.limits().infoframeLate()).isEqualTo(squeak.limits().infoframeLate());
        assertThat(slow.candidates()).isEqualTo(squeak.candidates());
        assertThatThrownBy(() -> squeak.withConfig("x86"))
                .hasMessage("no configuration of squeak 'x86'; valid: armv7l-lockdep, arm64-lockdep, arm64-kasan");
    }

    @Test
    void aConfigurationCanDropTheExpectations() throws Exception {
        Case other = TestCase.read(TestCase.YAML.replace("arm64-lockdep: {}", "arm64-lockdep: {expects: false}"))
                .withConfig("arm64-lockdep");
        assertThat(other.trials(other.candidate("fix"))).hasSize(2).allSatisfy(trial -> assertThat(trial.expectation())
                .isEmpty());
    }

    @Test
    void aPointReleaseOfTheSameLinuxHasTheBase() throws Exception {
        Case other = squeak.withKernel("5.10.46");
        assertThat(other.kernel()).isEqualTo("5.10.46");
        assertThat(other.base()).isEqualTo(squeak.base()).isPresent();
        assertThat(other.candidates()).isEqualTo(squeak.candidates());
    }

    @Test
    void aKernelMayHaveTheBugAsReleased() throws Exception {
        Case pristine = TestCase.read(TestCase.SILENT
                .replace("base: base", "kernels: from 5.4 before 6.2\nunpatched: pristine")
                .replace("name: base", "name: pristine"));
        assertThat(pristine.base()).isEmpty();
        assertThat(pristine.candidate("pristine").patches()).isEmpty();
        assertThat(pristine.candidate("fix").patches()).isPresent();
        assertThat(pristine.target().kernelNames()).containsExactly("from 5.4 before 6.2");
        Case newer = pristine.withKernel("6.1.176");
        assertThat(newer.kernel()).isEqualTo("6.1.176");
        assertThat(newer.candidates()).isEqualTo(pristine.candidates());
        assertThatThrownBy(() -> pristine.withKernel("6.2.1"))
                .hasMessage("no kernel of squeak '6.2.1'; valid: from 5.4 before 6.2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            base: base; unpatched: Base  | 6:1: unpatched: is only for a case without 'base'
            unpatched: Base              | 5:12: unpatched: 'Base' is no name
                                         | 1:1: base: is missing here
            base: base; kernels: from 6.2| 6:10: kernels: does not contain the case's kernel 5.10.223
            base: base; generations: [{kernels: from 6.1, unpatched: base, candidates: []}]; kernels: from 5.10 | 6:25: generations.[0].kernels: 'from 6.1' has kernels of the case itself: from 5.10
            base: base; kernels: newer   | 6:10: kernels: 'newer' is no range of kernels
            """)
    void saysWhatIsWrongWithABase(String base, String problem) {
        String text = base == null ? "" : base.replace("; ", "\n");
        String yaml = TestCase.SILENT.replace("base: base", text);
        assertThatThrownBy(() -> TestCase.read(yaml)).hasMessageContaining(problem);
    }

    @Test
    void aNewerKernelRangeHasNoBaseSeries() throws Exception {
        Case newer = squeak.withKernel("6.1.176");
        assertThat(newer.kernel()).isEqualTo("6.1.176");
        assertThat(newer.base()).isEmpty();
        assertThat(newer.candidates()).extracting(Candidate::name).containsExactly("pristine", "other");
        assertThat(newer.candidate("pristine").patches()).isEmpty();
        assertThat(newer.candidate("other").patches()).isPresent();
        assertThat(newer.withConfig("arm64-kasan").kernel()).isEqualTo("6.1.176");
        assertThat(squeak.withConfig("arm64-kasan").withKernel("6.1.176").config())
                .isEqualTo("arm64-kasan");
    }

    @Test
    void aKernelThatTheCaseDoesNotNameHasNoExpectations() {
        assertThatThrownBy(() -> squeak.withKernel("6.2.1"))
                .isInstanceOf(UnknownNameException.class)
                .hasMessage("no kernel of squeak '6.2.1'; valid: 5.10, from 5.14 before 6.2");
    }

    @Test
    void theBaseHasNoPatchOfItsOwn() throws Exception {
        Path folder = TestCase.FILE.toAbsolutePath().resolveSibling("");
        assertThat(squeak.base()).contains(folder.resolve("base"));
        assertThat(squeak.candidate("base").patches()).isEmpty();
        assertThat(squeak.candidate("fix").patches()).contains(folder.resolve("fix"));
    }

    @Test
    void thereIsATrialForEachProfile() throws Exception {
        List<Trial> trials = squeak.trials(squeak.candidate("fix"));
        assertThat(trials).extracting(trial -> trial.profile().name()).containsExactly("prompt", "slow");
        assertThat(trials).extracting(trial -> trial.scenario().name()).containsOnly("twice");
    }

    @Test
    void aUsersPatchHasNoExpectation() {
        Candidate own = squeak.candidate(Path.of("some/where/0001-my-fix.patch"));
        assertThat(own.name()).isEqualTo("0001-my-fix.patch");
        assertThat(own.scenario()).isEqualTo("play");
        assertThat(own.expectation(squeak.scenarios().get(0), squeak.profiles().get(0)))
                .isEmpty();
    }

    @Test
    void anUnknownNameIsRefusedWithTheValidNames() {
        assertThatThrownBy(() -> squeak.candidate("fixx"))
                .isInstanceOf(UnknownNameException.class)
                .hasMessage("no candidate of squeak 'fixx'; valid: base, fix, other");
    }

    @Test
    void aCaseWithoutSoundNeedsNeitherLimitsNorProfiles() throws Exception {
        Case silent = TestCase.read(TestCase.SILENT);
        assertThat(silent.hasAudio()).isFalse();
        assertThat(silent.scenarios().get(0).cards()).isEmpty();
        assertThat(silent.limits()).isEqualTo(new Case.LatencyLimits(Optional.empty(), Optional.empty()));
        assertThat(silent.profiles()).extracting(HardwareProfile::name).containsExactly("default");
        assertThat(silent.trials(silent.candidate("fix")).get(0).expectation())
                .hasValueSatisfying(
                        expectation -> assertThat(expectation.verdict()).isEqualTo(Verdict.CLEAN));
        assertThat(squeak.hasAudio()).isTrue();
    }

    @Test
    void soundNeedsALimitForItsInfoframes() {
        assertThatThrownBy(() -> TestCase.read(TestCase.YAML.replaceFirst("  infoframeLateMicros: .*\n", "")))
                .hasMessageContaining(
                        "12:7: scenarios.play.audio: needs a limit for its infoframes: limits.infoframeLateMicros");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            kernel: 5.10.223        | kernel: 5.10       | 4:9: kernel: has to be text (quote it if it looks like a number), not number '5.10'
            summary: the            | sumary: the        | 3:1: sumary: unknown key; valid here: case, summary
            config: armv7l-lockdep  |                    | 2:1: config: is missing here
            plays: 1                | plays: one         | 13:14: scenarios.play.audio.plays: has to be a whole number, not text 'one'
            plays: 1                | plays: 1.5         | 13:14: scenarios.play.audio.plays: has to be a whole number, not number '1.5'
            plays: 1                | plays: -1          | 13:14: scenarios.play.audio.plays: -1 has to be 0 or more
            guestSeconds: 20        | guestSeconds: 0    | 15:19: scenarios.play.guestSeconds: 0 has to be 1 or more
            hdmi0: {packet-delay-ns: 2000} | hdmi0: 3    | 26:14: profiles.prompt.set.hdmi0: has to be a mapping, not number '3'
            {packet-delay-ns: 2000} | {packet-delay-ns: [1]} | 26:32: profiles.prompt.set.hdmi0.packet-delay-ns: has to be a text, a number, true or false, not a list
            floor: 300              | flor: 300          | 31:32: limits.irqsOffMicros.flor: unknown key
            floor: 300              | floor: -1          | 31:39: limits.irqsOffMicros.floor: -1 has to be 0 or more
            kind: ATOMIC_SLEEP      | kind: 3            | 36:11: reports.W1.kind: '3' is not one of ATOMIC_SLEEP,
            slow: CLEAN}            | slow: 0}           | 54:35: candidates.[1].expect.slow: '0' is not one of CLEAN,
            kind: ATOMIC_SLEEP      | kind: SLEEPY       | 36:11: reports.W1.kind: 'SLEEPY' is not one of ATOMIC_SLEEP,
            [__might_sleep, mutex_lock] | ["a?"]      | 42:12: reports.W2.chain: 'a?' is no function
            [__might_sleep, mutex_lock] | ["a b"]     | 42:12: reports.W2.chain: 'a b' is no function
            [__might_sleep, mutex_lock] | []          | 42:12: reports.W2.chain: needs a function
            bug: [W1]               | bug: [W3]          | 43:7: bug.[0]: 'W3' is not one of W1, W2
            hang: true              | hang: perhaps      | 47:11: consequences.slow.hang: has to be true or false, not text 'perhaps'
            slow: CLEAN}            | fast: CLEAN}       | 54:13: candidates.[1].expect.slow: is missing here
            slow: CLEAN}            | slow: OK}          | 54:35: candidates.[1].expect.slow: 'OK' is not one of CLEAN, REPRODUCED
            scenario: twice         | scenario: thrice   | 53:15: candidates.[1].scenario: 'thrice' is not one of play, twice
            name: fix               | name: base         | 52:11: candidates.[1].name: 'base' occurs twice
            case: squeak            | case: ../squeak    | 2:7: case: '../squeak' is no name: lower-case letters, digits
            base: base              | base: Base         | 6:7: base: 'Base' is no name
            base: base              | base: before       | 6:7: base: there is no plain folder
              twice:                | t w:               | 16:3: scenarios.t w: is no name
              prompt:               | -prompt:           | 24:3: profiles.-prompt: is no name
            - name: fix             | - name: fixed      | 52:11: candidates.[1].name: there is no plain folder
            - name: fix             | - name: a/b        | 52:11: candidates.[1].name: 'a/b' is no name
            case: squeak            | case: [squeak      | 3:8: while parsing a flow sequence, expected ',' or ']', but got :
            arm64-lockdep: {}       | armv7l-lockdep: {} | 59:19: configurations.armv7l-lockdep: is the case's own configuration
            fastProcessors: true    | fastProcessors: 4  | 61:21: configurations.arm64-kasan.fastProcessors: has to be true or false, not number '4'
            floor: 700              | flor: 700          | 63:36: configurations.arm64-kasan.limits.irqsOffMicros.flor: unknown key
            from 5.14 before 6.2    | since 5.14         | 65:14: generations.[0].kernels: 'since 5.14' is no range of kernels
            kernel: 5.10.223        | kernel: v5.10      | 4:9: kernel: 'v5.10' is no version of Linux
            from 5.14 before 6.2    | before 6.2         | 65:14: generations.[0].kernels: 'before 6.2' has kernels of the case itself: 5.10
            from 5.14 before 6.2    | from 5             | 65:14: generations.[0].kernels: '5' is no version of Linux
            unpatched: pristine     | unpatched: other   | 68:15: generations.[0].candidates.[0].name: there is no plain folder
            bug: [W1]               | kernel: '5'        | 43:1: kernel: repeated key
            """)
    void namesTheLineOfAMistake(String from, String to, String problem) {
        String yaml = TestCase.YAML.replaceFirst(Pattern.quote(from), to == null ? "" : Matcher.quoteReplacement(to));
        assertThatThrownBy(() -> TestCase.read(yaml))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining(problem)
                .hasMessageStartingWith(TestCase.FILE + ":");
    }

    @Test
    void refusesAnEmptyFile() {
        assertThatThrownBy(() -> TestCase.read("# nothing\n"))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("the file is empty");
    }
}
