// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.DeviceEvidence;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.model.ConsoleTranscript.GuestMetric;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * A second of audio takes a second of the guest's time, on a host with better things to do: from the first word to the
 * last, and, less exactly, by the guest's own clock. There the difference of two lengths counts, because starting and
 * ending aplay takes time as well, which differs by some 20 ms. The qtest bcm2711-mai-play-test checks the same without
 * a guest.
 */
class PacingIT {
    private static final int RATE = 44100;
    private static final int PERIOD = 4410;
    private static final int SHORT_SECONDS = 1;
    private static final int LONG_SECONDS = 5;
    private static final double TOLERANCE = 0.001;
    private static final double GUESTS_TOLERANCE = 0.01;
    private static final Pattern MARK = Pattern.compile("\\[ *(\\d+\\.\\d+)] pacing mark");

    private final Path folder = TestLab.trialFolder(getClass());

    @Test
    void aSecondOfAudioTakesASecondAndEachPeriodInterruptsOnce() throws Exception {
        List<String> script =
                List.of(play(SHORT_SECONDS), mark(), play(SHORT_SECONDS), mark(), play(LONG_SECONDS), mark());
        int seconds = 2 * SHORT_SECONDS + LONG_SECONDS;
        long periods = seconds * (long) RATE / PERIOD;
        Scenario scenario = new Scenario(
                "pacing",
                script,
                Optional.of(new Scenario.ScenarioAudio(List.of(0), new Scenario.Playback(0, 0, periods))),
                List.of(),
                List.of(),
                List.of(),
                Duration.ofSeconds(30),
                List.of());
        TrialResult result;
        try (TestLab lab = TestLab.open();
                CpuLoad load = new CpuLoad(lab.processes())) {
            Trial play = lab.trial(lab.candidate("hw-params"), "prompt");
            Trial trial = new Trial(play.ofCase(), play.candidate(), scenario, play.profile(), List.of());
            result = lab.run(trial, ClockMode.DETERMINISTIC, folder);
            assertThat(load.isRunning()).isTrue();
        }

        assertThat(result.judgement().verdict())
                .as(result.judgement().toString())
                .isEqualTo(Verdict.CLEAN);
        assertThat(result.evidence().log().console().metric(GuestMetric.DMA_INTERRUPTS))
                .hasValue(periods);
        DeviceEvidence devices = result.evidence().hardware().devices().orElseThrow();
        double played = (devices.fifo().lastWordNanos() - devices.fifo().firstWordNanos()) / 1e9;
        assertThat(played).isCloseTo(LONG_SECONDS, within(LONG_SECONDS * TOLERANCE));
        List<Double> marks = marks(result.folder().resolve("console.log"));
        assertThat(marks).hasSize(3);
        double more = (marks.get(2) - marks.get(1)) - (marks.get(1) - marks.get(0));
        double expected = LONG_SECONDS - SHORT_SECONDS;
        System.out.printf(
                "%d s of audio took %.6f s; %.0f s more took aplay %.6f s more; %d period interrupts%n",
                LONG_SECONDS, played, expected, more, periods);
        assertThat(more).isCloseTo(expected, within(expected * GUESTS_TOLERANCE));
    }

    /** The tone's bytes over and over; what they sound like does not matter here. */
    private static String play(int seconds) {
        String tones = "/root/test-tone.wav ".repeat(seconds);
        return "cat " + tones + "| aplay -q -t raw -f S16_LE -c 2 -r " + RATE + " -s " + seconds * RATE
                + " --period-size=" + PERIOD + " --buffer-size=" + 4 * PERIOD + " -D 'iec958:CARD=vc4hdmi0,DEV=0'";
    }

    private static String mark() {
        return "echo 'pacing mark' >/dev/kmsg";
    }

    private static List<Double> marks(Path console) throws Exception {
        List<Double> marks = new ArrayList<>();
        Matcher matcher = MARK.matcher(Files.readString(console, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            marks.add(Double.valueOf(matcher.group(1)));
        }
        return marks;
    }
}
