// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.Json;

/** Mails that are not built; {@link ReplyIT} has one that is. */
class B4CheckCommandTest {
    private static final String HEADERS =
            "From: J <j@x.org>\nDate: Thu, 22 Oct 2020 12:00:00 +0000\nMessage-ID: <1@x.org>\nSubject: ";

    @TempDir
    Path folder;

    private JsonNode check(String mail) throws IOException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CliContext context =
                new CliContext(Vc4labProcess.HOME, Map.of("VC4LAB_CACHE", folder.toString()), Clock.systemUTC(), false);
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(mail.getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(Main.run(context, new PrintWriter(out), new PrintWriter(err), "b4-check"))
                    .as(err::toString)
                    .isEqualTo(ExitCode.GOOD);
        } finally {
            System.setIn(before);
        }
        return Json.mapper().readTree(out.toString());
    }

    @Test
    void aCoverLetterHasNothingToReport() throws Exception {
        JsonNode result = check(HEADERS + "[PATCH 0/2] drm/vc4\n\nAll of it.\n\n drivers/a.c | 2 +-\n");

        assertThat(result.isArray()).isTrue();
        assertThat(result).isEmpty();
    }

    @Test
    void aPatchThatLeavesTheTreeFailsAndIsNotApplied() throws Exception {
        JsonNode result = check(HEADERS
                + "[PATCH] drm/vc4: a\n\n---\ndiff --git a/../b b/../b\n--- a/../b\n+++ b/../b\n@@ -1 +1 @@\n-a\n+b\n");

        assertThat(result).singleElement().satisfies(entry -> {
            assertThat(entry.path("status").asText()).isEqualTo("fail");
            assertThat(entry.path("summary").asText()).contains("refused");
        });
        assertThat(folder).isEmptyDirectory();
    }
}
