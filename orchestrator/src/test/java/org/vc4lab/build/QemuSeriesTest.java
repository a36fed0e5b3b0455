// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/** The lists of {@code ci/qemu-series}, on the emulator and on copies of it that do not fit. */
class QemuSeriesTest {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final Path EMULATOR = HOME.resolve("qemu-images/emulator");

    @TempDir
    Path folder;

    @Test
    void eachFileOfTheEmulatorIsInJustOnePatch() throws Exception {
        CommandResult result = check(EMULATOR);

        assertThat(result.succeeded()).as(result::describe).isTrue();
    }

    @Test
    void saysWhichLineIsMissingForANewFile() throws Exception {
        Path emulator = copyOfTheEmulator();
        Files.writeString(emulator.resolve("hw/display/bcm2711_hvs_writeback.c"), "");

        assertThat(check(emulator).output())
                .anyMatch(line -> line.contains("hw/display/bcm2711_hvs_writeback.c is in no patch: add the line "
                        + "\"hw/display/bcm2711_hvs_writeback.c\", to `files` of a patch, such as "
                        + "\"hw/display: Add the BCM2711 hardware video scaler (HVS)\""));
    }

    @Test
    void saysWhichLineIsLeftOverOfAFileThatIsGone() throws Exception {
        Path emulator = copyOfTheEmulator();
        Files.delete(emulator.resolve("hw/misc/bcm2711_dvp.c"));

        assertThat(check(emulator).output())
                .anyMatch(line -> line.contains("hw/misc/bcm2711_dvp.c is listed, and is not in")
                        && line.contains("delete the line \"hw/misc/bcm2711_dvp.c\","));
    }

    @Test
    void namesAMarkWithoutItsOtherHalf() throws Exception {
        Path emulator = copyOfTheEmulator();
        Files.writeString(emulator.resolve("hw/misc/bcm2711_dvp.c"), "int one;\n/* lab { */\nint two;\n");

        assertThat(check(emulator).output()).anyMatch(line -> line.contains("hw/misc/bcm2711_dvp.c: \"lab {\""));
    }

    @Test
    void leavesAFolderAloneThatIsNotItsOwn() throws Exception {
        Path mails = Files.createDirectory(folder.resolve("mails"));
        Files.writeString(mails.resolve("0001-mine.patch"), "mine");

        CommandResult result = new ProcessRunner()
                .run(Command.of(HOME.resolve("ci/qemu-series").toString(), "--no-build", mails.toString()));

        assertThat(result.output()).anyMatch(line -> line.contains(mails + " is not empty, and not of an earlier run"));
        assertThat(mails.toFile().list()).containsExactly("0001-mine.patch");
    }

    private Path copyOfTheEmulator() throws Exception {
        Path copy = folder.resolve("emulator");
        PathUtils.copyDirectory(EMULATOR, copy);
        return copy;
    }

    private static CommandResult check(Path emulator) throws Exception {
        return new ProcessRunner()
                .run(Command.of(
                        HOME.resolve("ci/qemu-series").toString(), "--check", "--emulator", emulator.toString()));
    }
}
