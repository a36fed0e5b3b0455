// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.Growth;

/** A guest may print what takes a parser most time. */
final class HostileLogTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                ":",
                " ",
                "a",
                "[",
                "[0",
                "] ",
                "(",
                " (",
                "/",
                ".",
                ".c:1 ",
                " at ",
                "at: [",
                " from ",
                "malloc",
                "mm/",
                ".c",
                "ainted",
                "Comm: ",
                " in ",
                "+0x1/",
                "WARNING: ",
                "watchdog: ",
                "**",
                "#0: (",
                ", "
            })
    void longLinesTakeNoMoreTimeThanShortOnes(String piece) {
        Growth.assertLinear("lines of '" + piece + "'", 2000, size -> {
            String rest = piece.repeat(size / piece.length());
            StringBuilder log = new StringBuilder();
            Anchors.all().forEach(anchor -> log.append(anchor).append(rest).append('\n'));
            byte[] bytes = log.toString().getBytes(StandardCharsets.UTF_8);
            return () -> Logs.reports(bytes, LogOrigin.POSTED);
        });
    }

    @Test
    void manyPrefixesTakeLittleStack() {
        assertThat(Logs.reports("watchdog: ".repeat(6000) + "BUG: soft lockup\n"))
                .isEmpty();
    }
}
