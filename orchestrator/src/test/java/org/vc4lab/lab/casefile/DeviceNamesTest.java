// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.guest.DeviceProperty;
import org.vc4lab.guest.ScheduledChange;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.CaseFolder;
import org.vc4lab.source.Yaml;
import org.vc4lab.source.Yaml.YamlException;

/** An EDID in a file of the case's folder. */
final class DeviceNamesTest {
    private static final String WITH_FILE =
            """
            profiles:
              only: {set: {ddc1: {edid-file: tv.edid}}}
            """;

    private static final String LATER =
            """
                meanwhile:
                  - {when: hvs.frames, reaches: 3, set: ddc0.edid-file, to: tv.edid}
            """;

    @TempDir
    Path folder;

    /** The emulator opens no file, and another content is another trial. */
    @Test
    void anEdidIsGivenToTheEmulatorAsItsContent() throws Exception {
        Case squeak = read(WITH_FILE, LATER);
        String content = "a5".repeat(384);

        assertThat(squeak.trials(squeak.candidate("fix")).get(0).scenarioSettings())
                .containsExactly(DeviceProperty.text("ddc1", "edid-hex", content));
        assertThat(squeak.scenario("look").changes())
                .extracting(ScheduledChange::setting)
                .containsExactly(DeviceProperty.text("ddc0", "edid-hex", content));
        assertThat(squeak.scenario("look").changes().get(0).describe())
                .contains("edid-hex = a5a5a5")
                .hasSizeLessThan(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ../tv.edid  | '../tv.edid' is no name of a file in the case's folder
            /etc/passwd | '/etc/passwd' is no name of a file in the case's folder
            link.edid   | there is no plain file
            base        | there is no plain file
            none.edid   | there is no plain file
            cut.edid    | cut.edid has 383 bytes; an EDID has blocks of 128
            empty.edid  | empty.edid has 0 bytes; an EDID has blocks of 128
            large.edid  | has more than the limit of 32 KiB
            """)
    void onlyAnEdidOfTheCasesFolderIsTaken(String file, String problem) {
        assertThatThrownBy(() -> read(WITH_FILE.replace("tv.edid", file), ""))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("profiles.only.set.ddc1.edid-file: ")
                .hasMessageContaining(problem);
        assertThatThrownBy(() -> read("", LATER.replace("tv.edid", file)))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("scenarios.look.meanwhile.[0].to: ")
                .hasMessageContaining(problem);
    }

    private Case read(String profiles, String changes) throws IOException {
        TestCase.makeFolders(folder);
        Files.write(folder.resolve("tv.edid"), bytes(384));
        Files.write(folder.resolve("cut.edid"), bytes(383));
        Files.write(folder.resolve("empty.edid"), bytes(0));
        Files.write(folder.resolve("large.edid"), bytes(257 * 128));
        Files.deleteIfExists(folder.resolve("link.edid"));
        Files.createSymbolicLink(folder.resolve("link.edid"), Path.of("tv.edid"));
        String yaml = TestCase.SILENT.replace("    guestSeconds: 20\n", "    guestSeconds: 20\n" + changes) + profiles;
        return CaseFile.read(
                new Yaml(folder.resolve("case.yaml"), yaml), CaseFolder.own(folder), new Faults(List.of()));
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) 0xa5);
        return bytes;
    }
}
