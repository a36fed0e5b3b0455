// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableWriterTest {
    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(new PrintableWriter(text));

    @ParameterizedTest
    @CsvSource({"00", "07", "08", "0d", "1b", "7f", "80", "9b", "9d", "202a", "202e", "2066", "2069"})
    void charactersThatControlATerminalBecomeVisible(String code) {
        char character = (char) Integer.parseInt(code, 16);

        out.write(character);
        out.print("a" + character + "b");
        out.write(new char[] {'-', character, '-'}, 1, 1);

        String visible = "\\u" + "0".repeat(4 - code.length()) + code;
        assertThat(text).hasToString(visible + "a" + visible + "b" + visible);
    }

    @Test
    void allOtherTextStaysAsItIs() {
        String plain = IntStream.concat(IntStream.of('\t', '\n'), IntStream.rangeClosed(' ', '~'))
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining())
                + "\u00a0\u00e9\u200d\u2065\ud83d\ude00";

        out.print(plain);

        assertThat(text).hasToString(plain);
    }

    /** In files as well, which do not go through the writer. */
    @Test
    void jsonKeepsItsMeaning() throws Exception {
        Map<String, String> value = Map.of("subject", "\u001b[2J \\ \u009b \u202e \u007f");

        Json.mapper().writeValue(out, value);

        assertThat(List.of(text.toString(), Json.document(value), Json.line(value)))
                .allSatisfy(json -> assertThat(json).doesNotContain("\u009b", "\u202e", "\u007f"))
                .allSatisfy(json -> assertThat(new ObjectMapper()
                                .readTree(json)
                                .path("subject")
                                .asText())
                        .isEqualTo(value.get("subject")));
    }
}
