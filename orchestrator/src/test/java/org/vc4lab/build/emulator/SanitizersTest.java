// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.emulator;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;

/** What the sanitizers check calls them; the program need not be linked to show it. */
class SanitizersTest {
    private final ProcessRunner runner = new ProcessRunner();

    @TempDir
    Path folder;

    private Path compile(String option) throws Exception {
        Path source = Files.writeString(folder.resolve("main.c"), "int main(int n, char **p) { return **p / n; }\n");
        Path object = folder.resolve("main.o");
        runner.run(Command.of("gcc", option, "-c", source.toString(), "-o", object.toString()))
                .orThrow();
        return object;
    }

    @Test
    void aProgramWithBothIsAccepted() throws Exception {
        Path program = compile("-fsanitize=address,undefined");
        assertThatCode(() -> Sanitizers.require(program, runner)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"-O2, AddressSanitizer and UBSan", "-fsanitize=address, UBSan", "-fsanitize=undefined, AddressSanitizer"
    })
    void aProgramThatLacksOneIsRefused(String option, String missing) throws Exception {
        Path program = compile(option);
        assertThatThrownBy(() -> Sanitizers.require(program, runner))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("without " + missing + ",", "nm " + program);
    }
}
