// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.store.Store;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.Json;

/** A race that only some schedules show: one is found, shrunk, kept, and run again. */
class ReplayIT {
    private static final Path HOME = CliContext.ofCurrentProcess().home();
    private static final Path RUNS = HOME.resolve(
            "orchestrator/target/trials/ReplayIT-" + ProcessHandle.current().pid());

    /** The kernel warns if another processor executes the work while the trigger waits for 20 us, interrupts off. */
    private static final String RACE =
            """
            --- a/sound/core/pcm_dmaengine.c
            +++ b/sound/core/pcm_dmaengine.c
            @@ -16,6 +16,8 @@
             #include <sound/pcm.h>
             #include <sound/pcm_params.h>
             #include <sound/soc.h>
            +#include <linux/delay.h>
            +#include <linux/workqueue.h>

             #include <sound/dmaengine_pcm.h>

            @@ -171,6 +173,25 @@
             \treturn 0;
             }

            +static bool early_done;
            +
            +static void early_work(struct work_struct *work)
            +{
            +\tWRITE_ONCE(early_done, true);
            +}
            +
            +static DECLARE_WORK(early, early_work);
            +
            +static void early_check(void)
            +{
            +\tint cpu = (raw_smp_processor_id() + 1) % num_online_cpus();
            +
            +\tWRITE_ONCE(early_done, false);
            +\tschedule_work_on(cpu, &early);
            +\tudelay(20);
            +\tWARN_ON(READ_ONCE(early_done));
            +}
            +
             /**
              * snd_dmaengine_pcm_trigger - dmaengine based PCM trigger implementation
              * @substream: PCM substream
            @@ -189,6 +210,7 @@

             \tswitch (cmd) {
             \tcase SNDRV_PCM_TRIGGER_START:
            +\t\tearly_check();
             \t\tret = dmaengine_pcm_prepare_and_submit(substream);
             \t\tif (ret)
             \t\t\treturn ret;
            """;

    @TempDir
    Path folder;

    private static JsonNode run(String command, String... arguments) throws Exception {
        List<String> argv = new ArrayList<>(List.of(command, "--format", "json", "--runs", RUNS.toString()));
        argv.addAll(List.of(arguments));
        return Json.mapper().readTree(run(ExitCode.BAD, argv));
    }

    private static String run(int exitCode, List<String> argv) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.run(
                CliContext.ofCurrentProcess(),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                argv.toArray(String[]::new));
        assertThat(status).as(() -> out + "\n" + err).isEqualTo(exitCode);
        return out.toString();
    }

    @Test
    void aRaceIsShrunkToTheSwitchThatItNeeds() throws Exception {
        Path series = Files.createDirectory(folder.resolve("race"));
        try (Stream<Path> patches = Files.list(HOME.resolve("patches/vc4-hdmi-atomic-sleep/deferred-infoframe"))) {
            for (Path patch : patches.toList()) {
                Files.copy(patch, series.resolve(patch.getFileName()));
            }
        }
        Files.writeString(series.resolve("9999-race.patch"), RACE);

        Instant begin = Instant.now();
        JsonNode explored = run(
                "explore",
                "--candidate",
                series.toString(),
                "--window",
                "50ms",
                "--policy",
                "random",
                "--schedules",
                "500");

        assertThat(explored.path("verdict").asText()).isEqualTo("OTHER_REPORT");
        assertThat(explored.path("findings").path(0).path("seed").asInt())
                .as("the fixed schedule does not show it")
                .isPositive();
        JsonNode shrunk = explored.path("shrunk").path("schedule");
        assertThat(shrunk.path("switches")).isNotEmpty().hasSizeLessThanOrEqualTo(3);
        assertThat(shrunk.path("tests").asInt()).isLessThanOrEqualTo(60);
        assertThat(shrunk.path("sentence").asText())
                .matches("OTHER_REPORT \\(WARNING in snd_dmaengine_pcm_trigger\\) if CPU\\d stops"
                        + " (at \\S+:\\d+ .*|in user space) and CPU\\d goes on .*; CLEAN without .*");

        assertThat(knownWarningsSince(begin)).as("gdb need not search").isNotEmpty();

        JsonNode replayed =
                run("replay", explored.path("shrunk").path("file").asText(), "--candidate", series.toString());

        assertThat(replayed.path("repeated").asBoolean()).isTrue();
        assertThat(replayed.path("differences")).isEmpty();
        assertThat(replayed.path("result").path("findings").path(0).path("findings"))
                .isEqualTo(explored.path("findings").path(0).path("findings"));

        assertGdbGoesBackToWhatWonTheRace(explored.path("shrunk").path("file").asText(), series);
    }

    /**
     * Those of warnings that the store was asked for since then: other tests may do so for sleeps in atomic context.
     */
    private static List<Path> knownWarningsSince(Instant begin) throws IOException {
        Path reports = Store.location(System.getenv()).resolve("entries/report");
        List<Path> known = new ArrayList<>();
        File[] entries = reports.toFile().listFiles();
        for (File folder : entries == null ? new File[0] : entries) {
            Path entry = folder.toPath();
            Path file = entry.resolve("report.json");
            if (Files.exists(file)
                    && Files.readString(file).contains("\"__warn\"")
                    && !Files.getLastModifiedTime(entry.resolve("manifest"))
                            .toInstant()
                            .isBefore(begin)) {
                known.add(entry);
            }
        }
        return known;
    }

    /** From the warning to the other processor's work that it warns about, and to the trigger that had started that. */
    private void assertGdbGoesBackToWhatWonTheRace(String scheduleFile, Path series) throws Exception {
        Path script = Files.writeString(
                folder.resolve("script"),
                """
                set $reporting = $_thread
                backtrace 4
                tbreak early_work
                reverse-continue
                print $_thread != $reporting
                tbreak snd_dmaengine_pcm_trigger
                reverse-continue
                print $_thread == $reporting
                """);
        List<String> arguments =
                List.of("--schedule", scheduleFile, "--candidate", series.toString(), "--script", script.toString());
        List<String> argv = new ArrayList<>(List.of("gdb"));
        argv.addAll(arguments);
        List<String> lines = run(ExitCode.GOOD, argv).lines().toList();
        assertThat(lines)
                .anyMatch(line -> line.matches("#0 +__warn \\(.*"))
                .anyMatch(line -> line.matches("#[1-3] .* snd_dmaengine_pcm_trigger \\(.*"))
                .anyMatch(line -> line.matches("Thread \\d hit Temporary breakpoint 1, early_work \\(.*"))
                .anyMatch(
                        line -> line.matches("Thread \\d hit Temporary breakpoint 2, snd_dmaengine_pcm_trigger \\(.*"))
                .containsSubsequence("$1 = 1", "$2 = 1");
    }
}
