// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamingTest {
    private static final String SEED = Logs.resource("seed-w1.log");

    @Test
    void readerAndStreamGiveTheSame() throws IOException {
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
        List<Note> notes = new ArrayList<>();
        KernelLogParser.parse(new ReaderBytes(new StringReader(log), 64), new LogSink() {
            @Override
            public void report(Report report) {
                throw new AssertionError(report.toString());
            }

            @Override
            public boolean wantsNotes() {
                return true;
            }

            @Override
            public void note(Note note) {
                notes.add(note);
            }
        });

        assertThat(notes).extracting(Note::line).containsExactly(1L, 2L);
    }

    /** A log without a line end, and one of headlines only. */
    @Test
    void memoryDoesNotGrowWithTheLog() throws IOException {
        long before = used();
        long[] counted = new long[1];
        KernelLogParser.parse(new Endless("x".getBytes(StandardCharsets.UTF_8), 100_000_000), report -> counted[0]++);
        KernelLogParser.parse(
                new Endless(
                        "[    1.000000] WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1/0x2\n".getBytes(StandardCharsets.UTF_8),
                        5_000_000),
                report -> counted[0]++);

        assertThat(used() - before).isLessThan(200L << 20);
        assertThat(counted[0]).isPositive();
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static List<String> titles(String log) {
        return Logs.reports(log).stream().map(Report::title).toList();
    }

    /** The same bytes again and again. */
    private static final class Endless extends InputStream {
        private final byte[] pattern;
        private long left;
        private int at;

        Endless(byte[] pattern, long size) {
            this.pattern = pattern;
            this.left = size;
        }

        @Override
        public int read() {
            if (left-- <= 0) {
                return -1;
            }
            at = at + 1 == pattern.length ? 0 : at + 1;
            return pattern[at];
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int n = (int) Math.min(length, left);
            for (int i = 0; i < n; i++) {
                target[offset + i] = pattern[at];
                at = at + 1 == pattern.length ? 0 : at + 1;
            }
            left -= n;
            return n == 0 ? -1 : n;
        }
    }
}
