// SPDX-License-Identifier: Apache-2.0
package org.vc4lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A case is data: the code knows no driver, and what carries sound in one class. */
class CaseNeutralCodeTest {
    private static final Path SOURCES = Path.of("src", "main", "java");

    /** Without the project's own name. */
    private static final Pattern CASE_WORD = Pattern.compile(
            "vc4(?!lab)|hdmi|(?<![a-z])mai(?![a-z])|aplay(?![a-z])|speaker-test|iec958:", Pattern.CASE_INSENSITIVE);

    /** The names of the machine's devices that carry sound. */
    private static final List<Path> EXCEPTIONS = List.of(Path.of("org", "vc4lab", "guest", "AudioOutput.java"));

    @Test
    void noClassNamesTheDriverOfACase() throws IOException {
        List<String> offenders = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!EXCEPTIONS.contains(SOURCES.relativize(file))) {
                    Files.readString(file)
                            .lines()
                            .filter(CASE_WORD.asPredicate())
                            .forEach(line -> offenders.add(file + ": " + line.strip()));
                }
            }
        }
        assertThat(offenders).isEmpty();
    }

    @Test
    void everyExceptionIsOne() throws IOException {
        for (Path exception : EXCEPTIONS) {
            assertThat(CASE_WORD
                            .matcher(Files.readString(SOURCES.resolve(exception)))
                            .find())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"vc4-hdmi\"",
                "the HDMI output",
                "\"mai\" + number",
                "mai0",
                "aplay tone.wav",
                "VC4_HDMI",
                "aplay/1"
            })
    void findsTheWords(String line) {
        assertThat(CASE_WORD.matcher(line).find()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.vc4lab.lab", "Vc4LabExtension", "VC4LAB_SOURCES", "a mail", "remains", "displaying"})
    void passesTheProjectsNameAndOtherWords(String line) {
        assertThat(CASE_WORD.matcher(line).find()).isFalse();
    }
}
