// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @Test
    void aFunctionalTestPasses() throws Exception {
        assertThat(functionalTest("def test_it(self): pass")).isEmpty();
    }

    /** QEMU's tests skip themselves if the emulator lacks the machine. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = ':',
            value = {
                "self.fail('no word')        : test_it.py failed",
                "self.skipTest('no machine') : test_it.py did not run all its tests"
            })
    void aFunctionalTestMustNotFailOrBeSkipped(String statement, String error) throws Exception {
        assertThat(functionalTest("def test_it(self): " + statement)).startsWith(error);
    }

    @Test
    void aFunctionalTestMustNotBeEmpty() throws Exception {
        assertThat(functionalTest("def other(self): pass")).startsWith("test_it.py did not run all its tests");
    }

    /** The error, or nothing. */
    private String functionalTest(String method) throws Exception {
        Path test = folder.resolve("test_it.py");
        Files.writeString(test, "import unittest\nclass It(unittest.TestCase):\n    " + method + "\n");
        String script =
                """
                import pathlib, sys
                sys.path.insert(0, "ci/qemu-series.d")
                import errors, trial
                try:
                    trial.run_functional_test(pathlib.Path(sys.argv[1]), {})
                except errors.SeriesError as error:
                    print(error)
                """;
        return new ProcessRunner()
                .run(Command.of("python3", "-B", "-c", script, test.toString()).workingDirectory(HOME))
                .orThrow()
                .text();
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
