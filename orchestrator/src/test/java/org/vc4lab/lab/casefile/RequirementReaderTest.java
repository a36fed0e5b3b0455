// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.DeviceCounter;
import org.vc4lab.guest.DeviceProperty;
import org.vc4lab.lab.model.RequiredEvidence.EvidenceBounds;
import org.vc4lab.lab.model.RequiredEvidence.RequiredCommand;
import org.vc4lab.lab.model.RequiredEvidence.RequiredCounter;
import org.vc4lab.lab.model.RequiredEvidence.RequiredLogLine;
import org.vc4lab.lab.model.RequiredEvidence.RequiredOutput;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.source.Yaml.YamlException;

/** What a case asks its trials to show, and the devices that it names. */
final class RequirementReaderTest {
    private static final EvidenceBounds SOME = new EvidenceBounds(OptionalLong.of(1), OptionalLong.empty());

    static final String ASKING = TestCase.SILENT
            .replace(
                    "scenarios:\n",
                    """
            devices: {engine: /machine/soc/peripherals/display/hvs}
            profiles: {only: {set: {engine: {slow: true}, "/machine/unattached/device[3]": {level: 4}}}}
            scenarios:
            """)
            .replace(
                    "    guestSeconds: 20\n",
                    """
                        guestSeconds: 20
                        meanwhile: [{when: engine.frames, reaches: 9, set: hdmi0.connected, to: false}]
                        evidence:
                          - {command: echo 'it is' on; false, status: 1, output: it is}
                          - {command: "true"}
                          - {output: squeak}
                          - {log: enabled, atLeast: 2}
                          - {counter: engine.frames, atLeast: 3, atMost: 5000000000}
                    """);

    @TempDir
    Path folder;

    @Test
    void readsWhatATrialHasToShow() throws Exception {
        Scenario look = TestCase.read(ASKING).scenario("look");
        DeviceCounter frames = new DeviceCounter("engine.frames", "/machine/soc/peripherals/display/hvs", "frames");

        assertThat(look.evidence())
                .containsExactly(
                        new RequiredCommand("echo 'it is' on; false", 1, Optional.of("it is")),
                        new RequiredCommand("true", 0, Optional.empty()),
                        new RequiredOutput("squeak", SOME),
                        new RequiredLogLine("enabled", new EvidenceBounds(OptionalLong.of(2), OptionalLong.empty())),
                        new RequiredCounter(
                                frames, new EvidenceBounds(OptionalLong.of(3), OptionalLong.of(5_000_000_000L))));
        assertThat(look.counters()).containsExactly(frames);
        assertThat(look.logWords()).containsExactly("enabled");
    }

    @Test
    void aNameOfTheCaseIsAPathForTheEmulator() throws Exception {
        var asking = TestCase.read(ASKING);
        assertThat(asking.profiles().get(0).settings())
                .extracting(setting -> setting.device() + " " + setting.property())
                .containsExactlyInAnyOrder(
                        "/machine/soc/peripherals/display/hvs slow", "/machine/unattached/device[3] level");
        assertThat(asking.scenario("look").changes().get(0).watchedDevice())
                .isEqualTo("/machine/soc/peripherals/display/hvs");
        assertThat(asking.scenario("look").changes().get(0).setting().device()).isEqualTo("hdmi0");
    }

    /** A fault and a profile of the case may name it differently. */
    @Test
    void aPathAndAShortNameAreTheSameDevice() {
        DeviceProperty byPath = DeviceProperty.text("/machine/soc/peripherals/display/hdmi0", "connected", "off");
        assertThat(byPath.hasSameName(DeviceProperty.text("hdmi0", "connected", "on")))
                .isTrue();
        assertThat(byPath.hasSameName(DeviceProperty.text("hdmi1", "connected", "on")))
                .isFalse();
    }

    @Test
    void theSchemaKnowsThem() throws Exception {
        assertThat(CaseSchemaTest.problems(ASKING)).isEmpty();
    }

    /** A command's output and end are told apart from the scenario's, and none ends the script. */
    @Test
    void theScriptMarksWhatCommandsPrint() throws Exception {
        String script = TestCase.read(ASKING.replace("cat /sys/squeak", "name=on; echo squeaks")
                        .replace("'it is' on", "'it is' $name; echo \"don't (\"")
                        .replace("command: \"true\"", "command: echo ')'; exit 7"))
                .scenario("look")
                .script()
                .replace("/tmp/evidence", folder.resolve("evidence").toString());
        Path file = Files.writeString(folder.resolve("run"), script);

        assertThat(new ProcessRunner()
                        .run(Command.of("sh", "-e", file.toString()))
                        .orThrow()
                        .output())
                .containsExactly(
                        "squeaks",
                        "evidence 1: it is on",
                        "evidence 1: don't (",
                        "evidence 1 ended with status 1",
                        "evidence 2: )",
                        "evidence 2 ended with status 7");
    }

    /** `set -e` lets a negated command pass, and what follows it has a status of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"! true", "false && true", "exit 1", "false"})
    void aLastLineThatFailsEndsTheScenario(String line) throws Exception {
        String script = TestCase.read(ASKING.replace("cat /sys/squeak", "'" + line + "'"))
                .scenario("look")
                .script();
        CommandResult ended = new ProcessRunner()
                .run(Command.of(
                        "sh",
                        "-e",
                        Files.writeString(folder.resolve("run"), script).toString()));

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {output: squeak}     | {}                          | 16:9: scenarios.look.evidence.[2]: needs one of command, output, log, counter
            {output: squeak}     | {output: ' '}               | 16:18: scenarios.look.evidence.[2].output: is empty
            {output: squeak}     | {output: a, log: b}         | 16:21: scenarios.look.evidence.[2].log: unknown key; valid here: output, atLeast, atMost
            {output: squeak}     | {counter: hvs.frames}       | 16:9: scenarios.look.evidence.[2]: needs atLeast or atMost
            {output: squeak}     | {counter: hvs, atMost: 1}   | 16:19: scenarios.look.evidence.[2].counter: has to be device.property
            {output: squeak}     | {ouput: squeak}             | 16:10: scenarios.look.evidence.[2].ouput: unknown key; valid here:
            output: it is        | output: ' '                 | 14:62: scenarios.look.evidence.[0].output: is empty
            atMost: 5000000000   | atMost: 2                   | 18:54: scenarios.look.evidence.[4].atMost: is less than atLeast
            command: "true"      | `command: "true", atMost: 1`| 15:27: scenarios.look.evidence.[1].atMost: unknown key; valid here: command, status, output
            /machine/soc/        | /objects/                   | 6:19: devices.engine: '/objects/peripherals/display/hvs' is no path below /machine
            /machine/soc/        | /machine/../                | 6:19: devices.engine: '/machine/../peripherals/display/hvs' is no path below /machine
            {engine: /m          | {Engine: /m                 | 6:11: devices.Engine: is no name
            set: {engine:        | set: {Engine:               | profiles.only.set.Engine.slow: 'Engine' is no device: neither a name nor a path below /machine
            {slow: true}         | {capture: /etc/passwd}      | profiles.only.set.engine.capture: 'capture' is the lab's own
            hdmi0.connected      | hdmi0.capture               | scenarios.look.meanwhile.[0].set: 'capture' is the lab's own
            """)
    void namesTheLineOfAMistake(String from, String to, String problem) {
        assertThat(ASKING).contains(from);
        assertThatThrownBy(() -> TestCase.read(ASKING.replace(from, to)))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void boundsAreSentences() {
        assertThat(List.of(
                        SOME.toString(),
                        new EvidenceBounds(OptionalLong.empty(), OptionalLong.of(4)).toString(),
                        new EvidenceBounds(OptionalLong.of(2), OptionalLong.of(4)).toString(),
                        new EvidenceBounds(OptionalLong.of(3), OptionalLong.of(3)).toString()))
                .containsExactly("at least 1", "at most 4", "at least 2 and at most 4", "3");
    }
}
