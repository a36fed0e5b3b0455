// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

class StreamingTest {
    private static final String SEED = Logs.resource("seed-w1.log");

    @Test
    void readerAndStreamGiveTheSameReports() throws IOException {
        assertThat(KernelLogParser.parse(new StringReader(SEED))).isEqualTo(Logs.reports(SEED));
    }

    @Test
    void reportIsHandedOutWhenTheLogGoesQuiet() {
        List<Report> reports = new ArrayList<>();
        KernelLogParser parser = new KernelLogParser(reports::add);
        byte[] log = SEED.getBytes(StandardCharsets.UTF_8);

        parser.feed(log, 0, log.length);
        assertThat(reports).isEmpty();
        parser.quiet();
        assertThat(reports).hasSize(1);
        parser.finish();
        assertThat(reports).hasSize(1);
    }

    @Test
    void invalidUtf8IsSurvived() {
        byte[] log = SEED.replace("aplay", "apl\u00e4y").getBytes(StandardCharsets.ISO_8859_1);

        assertThat(Logs.reports(log)).extracting(Report::title).isEqualTo(titles(SEED));
    }

    @Test
    void notesAreNoReports() throws IOException {
        String log =
                """
                [    5.000000] vc4_hdmi fef00700.hdmi: ASoC: error at snd_soc_dai_startup on fef00700.hdmi: -19
                [    5.100000] [drm:vc4_hdmi_encoder_enable [vc4]] *ERROR* Failed to set HSM clock
                [    5.200000] ALSA device list:
                """;
        List<LogSink.Note> notes = new ArrayList<>();
        KernelLogParser.parse(new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8)), new LogSink() {
            @Override
            public void report(Report report) {
                throw new AssertionError(report.toString());
            }

            @Override
            public boolean wantsNotes() {
                return true;
            }

            @Override
            public void note(LogSink.Note note) {
                notes.add(note);
            }
        });

        assertThat(notes).extracting(LogSink.Note::line).containsExactly(1L, 2L);
    }

    /** The heap is smaller than each log but the last. */
    @Test
    void logsLargerThanTheHeapAreParsed() throws Exception {
        CommandResult commandResult = parseEndlessLogs();

        assertThat(commandResult.status()).as(commandResult::describe).isZero();
        assertThat(commandResult.output())
                .contains("without a line end: 0", "lines of a boot: 0", "parts: 0", "posted: 0")
                .last()
                .asString()
                .matches("headlines: [1-9][0-9]*");
    }

    /** Otherwise the test above would prove nothing. */
    @Test
    void theHeapIsTooSmallForAParserThatKeepsTheLog() throws Exception {
        CommandResult commandResult = parseEndlessLogs("keep");

        assertThat(commandResult.status()).isNotZero();
        assertThat(commandResult.text()).contains("OutOfMemoryError");
    }

    private static CommandResult parseEndlessLogs(String... arguments) throws Exception {
        List<String> argv = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                EndlessLog.class.getName()));
        argv.addAll(List.of(arguments));
        return new ProcessRunner().run(Command.of(argv));
    }

    private static List<String> titles(String log) {
        return Logs.reports(log).stream().map(Report::title).toList();
    }
}
