// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/**
 * A series whose first patch fixes the bug, the second makes the compiler warn, and the third does not apply. ReadmeIT
 * checks a series of one patch.
 */
class CheckIT {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final Path FIX = HOME.resolve("patches/vc4-hdmi-atomic-sleep/hw-params");

    private static final String WARNS =
            """
            --- a/drivers/gpu/drm/vc4/vc4_hdmi.c
            +++ b/drivers/gpu/drm/vc4/vc4_hdmi.c
            @@ -85,6 +85,10 @@

             #define HDMI_14_MAX_TMDS_CLK   (340 * 1000 * 1000)

            +static void vc4_hdmi_of_no_use(void)
            +{
            +}
            +
             static int vc4_hdmi_debugfs_regs(struct seq_file *m, void *unused)
             {
             \tstruct drm_info_node *node = (struct drm_info_node *)m->private;
            """;

    private final ProcessRunner processes = new ProcessRunner();

    @TempDir
    Path folder;

    @Test
    void reportsTheEffectOfEachPatch() throws Exception {
        String fix = Files.readString(fix());
        String call = "+\tvc4_hdmi_set_audio_infoframe(encoder);\n";
        String marked = fix.replace("@@ -1051,6 +1052,8 @@", "@@ -1051,6 +1052,9 @@")
                .replace("@@ -1058,11 +1061,9 @@", "@@ -1058,11 +1062,9 @@")
                .replace(call, "+\t/* may sleep */\n" + call);
        Path series = Files.createDirectory(folder.resolve("series"));
        Files.writeString(series.resolve("0001-fix.patch"), marked);
        Files.writeString(series.resolve("0002-warns.patch"), WARNS);
        Files.writeString(series.resolve("0003-again.patch"), fix);
        Path document = folder.resolve("document.json");

        CommandResult commandResult = processes.run(Command.of(
                        "sh", "-c", "./vc4lab check --format json --runs " + folder + " " + series + " > " + document)
                .workingDirectory(HOME)
                .timeout(Duration.ofMinutes(40)));

        assertThat(commandResult.status()).as(commandResult::describe).isEqualTo(ExitCode.BAD);
        JsonNode steps = new ObjectMapper().readTree(document.toFile()).path("steps");
        assertThat(steps).hasSize(4);
        assertThat(steps.path(0).path("verdict").asText()).isEqualTo("REPRODUCED");
        JsonNode fixed = steps.path(1);
        assertThat(fixed.path("applies").asBoolean()).isTrue();
        assertThat(fixed.path("verdict").asText()).isEqualTo("CLEAN");
        assertThat(fixed.path("removes").findValuesAsText("name")).contains("W1");
        assertThat(fixed.path("keeps")).isEmpty();
        assertThat(fixed.path("adds")).isEmpty();
        JsonNode warns = steps.path(2);
        assertThat(warns.path("builds").asBoolean()).isTrue();
        assertThat(warns.path("newWarnings")).singleElement().satisfies(warning -> {
            assertThat(warning.path("place").asText()).startsWith("drivers/gpu/drm/vc4/vc4_hdmi.c:");
            assertThat(warning.path("message").asText()).contains("vc4_hdmi_of_no_use");
        });
        JsonNode again = steps.path(3);
        assertThat(again.path("applies").asBoolean(true)).isFalse();
        assertThat(again.path("nearMiss").path("file").asText()).isEqualTo("drivers/gpu/drm/vc4/vc4_hdmi.c");
        assertThat(again.path("nearMiss").path("hunk")).isNotEmpty();
        assertThat(again.path("nearMiss").path("firstLine").asInt()).isBetween(990, 1080);
    }

    private static Path fix() throws IOException {
        try (Stream<Path> files = Files.list(FIX)) {
            return files.sorted().findFirst().orElseThrow();
        }
    }
}
