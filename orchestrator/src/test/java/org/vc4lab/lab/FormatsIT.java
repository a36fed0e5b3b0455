// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.DeviceEvidence;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.audio.ChannelStatus;
import org.vc4lab.lab.audio.PcmFormat;
import org.vc4lab.lab.audio.WaveFile;
import org.vc4lab.lab.model.ConsoleTranscript.GuestMetric;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * The guest's aplay plays each format that the driver takes, all of one width in one boot. What leaves the FIFO is what
 * was in the file, bit for bit, and from its first frame on.
 */
class FormatsIT {
    /**
     * As many as the buffer has, so that all is there before it plays: at 192 kHz the guest's processors are too slow
     * to make more subframes in time.
     */
    private static final int PERIODS = 5;

    private static final int PERIODS_PER_SECOND = 100;
    /** The driver stops the FIFO when DMA has ended, and drops what is left in it: 32 words at most. */
    private static final int FRAMES_IN_FIFO = 16;

    private static final String CANDIDATE = "hw-params";
    private static final String TONE_IN_GUEST = "/root/test-tone.wav";

    private final Path folder = TestLab.trialFolder(getClass());

    @Test
    void everyRateWidthAndNumberOfChannelsLeavesTheFifoUnchanged() throws Exception {
        try (TestLab lab = TestLab.open()) {
            byte[] tone = Files.readAllBytes(lab.rootfs().tone());
            ExecutorService pool = Executors.newFixedThreadPool(2);
            List<Future<List<String>>> boots = new ArrayList<>();
            for (int bits : List.of(16, 24)) {
                boots.add(pool.submit(() -> differences(lab, tone, bits)));
            }
            List<String> differences = new ArrayList<>();
            for (Future<List<String>> boot : boots) {
                differences.addAll(boot.get());
            }
            pool.shutdown();
            assertThat(differences).isEmpty();
        }
    }

    private List<String> differences(TestLab lab, byte[] tone, int bits) throws IOException, InterruptedException {
        List<PlayedFormat> playedFormats = new ArrayList<>();
        PcmFormat.allOfWidth(bits)
                .forEach(format -> playedFormats.add(new PlayedFormat(format, ChannelStatus.consumer(format))));
        playedFormats.add(new PlayedFormat(new PcmFormat(48000, 2, bits), ChannelStatus.professional()));
        Scenario scenario = new Scenario(
                "formats-" + bits,
                playedFormats.stream().map(PlayedFormat::command).toList(),
                Optional.of(new Scenario.ScenarioAudio(
                        List.of(0), new Scenario.Playback(0, 0, PERIODS * (long) playedFormats.size()))),
                List.of(),
                List.of(),
                List.of(),
                Duration.ofSeconds(60),
                List.of());
        Trial play = lab.trial(lab.candidate(CANDIDATE), "prompt");
        Trial trial = new Trial(play.ofCase(), play.candidate(), scenario, play.profile(), List.of());
        TrialResult result = lab.run(trial, ClockMode.DETERMINISTIC, folder.resolve(scenario.name()));

        assertThat(result.judgement().verdict())
                .as(result.judgement().toString())
                .isEqualTo(Verdict.CLEAN);
        assertThat(result.evidence().log().console().metric(GuestMetric.DMA_INTERRUPTS))
                .hasValue(scenario.audio().orElseThrow().playback().periodInterrupts());
        DeviceEvidence devices = result.evidence().hardware().devices().orElseThrow();
        assertThat(devices.fifo().underruns()
                        + devices.fifo().overruns()
                        + devices.fifo().captureLost())
                .isZero();
        assertThat(devices.fifo().captureFiles()).isEqualTo(playedFormats.size());
        List<String> differences = new ArrayList<>();
        for (int number = 1; number <= playedFormats.size(); number++) {
            Path file = result.folder().resolve(number == 1 ? "mai.wav" : "mai-" + number + ".wav");
            playedFormats.get(number - 1).difference(tone, WaveFile.read(file)).ifPresent(differences::add);
        }
        return differences;
    }

    private record PlayedFormat(PcmFormat format, ChannelStatus status) {
        private int period() {
            return format.rate() / PERIODS_PER_SECOND;
        }

        /** They end within the last period, which aplay fills with silence. */
        private int frames() {
            return PERIODS * period() - FRAMES_IN_FIFO;
        }

        String command() {
            return format.aplayCommand(TONE_IN_GUEST, frames(), PERIODS, period(), status);
        }

        Optional<String> difference(byte[] tone, WaveFile captured) {
            return format.difference(tone, frames(), captured, status);
        }
    }
}
