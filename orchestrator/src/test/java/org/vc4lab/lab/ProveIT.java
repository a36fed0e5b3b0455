// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vc4lab.Nightly;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.model.Claim;
import org.vc4lab.lab.model.Claim.ClaimContext;
import org.vc4lab.lab.model.ClaimResult;
import org.vc4lab.lab.model.ClaimResult.ClaimVerdict;
import org.vc4lab.lab.model.Trial.TrialSelection;
import org.vc4lab.patch.SeriesReader;

/** Ten findings of a review of vc4, ASoC and dmaengine in Linux 5.10: which are true. */
class ProveIT {
    private static final String HDMI = "drivers/gpu/drm/vc4/vc4_hdmi.c";
    private static final String VIRT_DMA = "drivers/dma/virt-dma.c";
    /** Two trials of each kernel and lock suffice for what is asked here. */
    private static final TrialSelection PLAY = new TrialSelection(List.of("play"), List.of());

    private static Claim underStreamLock(String file, int line, String function) {
        return new Claim(file, line, function, ClaimContext.ATOMIC, Optional.of("snd_pcm_stream_lock_irq"));
    }

    private static Claim in(ClaimContext context, String file, int line, String function) {
        return new Claim(file, line, function, context, Optional.empty());
    }

    /** The infoframe is written in the trigger; what runs before the trigger does not hold the stream's lock. */
    @Test
    void theInfoframeIsWrittenUnderTheStreamsLock() throws Exception {
        List<ClaimResult> results = prove(
                "base",
                underStreamLock(HDMI, 298, "vc4_hdmi_write_infoframe"),
                underStreamLock(HDMI, 321, "vc4_hdmi_write_infoframe"),
                underStreamLock("sound/soc/soc-dai.c", 566, "snd_soc_pcm_dai_trigger"),
                underStreamLock("sound/soc/soc-pcm.c", 872, "soc_pcm_hw_params"),
                underStreamLock(VIRT_DMA, 55, "vchan_tx_desc_free"));

        assertVerdicts(
                results,
                ClaimVerdict.PROVED,
                ClaimVerdict.PROVED,
                ClaimVerdict.PROVED,
                ClaimVerdict.REFUTED,
                ClaimVerdict.UNREACHED);
        assertThat(results.get(0).proof().orElseThrow().sleep().chain())
                .as(() -> results.get(0).toString())
                .extracting(location -> location.function())
                .containsSubsequence("vc4_hdmi_stop_packet", "vc4_hdmi_write_infoframe", "snd_pcm_action_single");
    }

    @Nightly
    @Test
    void noPeriodEndsWithASleepBelowASpinlock() throws Exception {
        assertVerdicts(
                prove(
                        "base",
                        in(ClaimContext.INTERRUPTS_OFF, HDMI, 1065, "vc4_hdmi_audio_trigger"),
                        in(ClaimContext.SOFTIRQ, VIRT_DMA, 101, "vchan_complete"),
                        in(ClaimContext.ATOMIC, "sound/soc/soc-pcm.c", 2364, "dpcm_fe_dai_prepare")),
                ClaimVerdict.PROVED,
                ClaimVerdict.REFUTED,
                ClaimVerdict.UNREACHED);
    }

    /** With the flag {@code nonatomic} the stream's lock is a mutex: the trigger may sleep, and the tasklet may not. */
    @Nightly
    @Test
    void aPeriodOfANonatomicStreamEndsWithASleepInATasklet() throws Exception {
        assertVerdicts(
                prove(
                        "nonatomic-only",
                        in(ClaimContext.SOFTIRQ, VIRT_DMA, 101, "vchan_complete"),
                        underStreamLock(HDMI, 298, "vc4_hdmi_write_infoframe")),
                ClaimVerdict.PROVED,
                ClaimVerdict.REFUTED);
    }

    private List<ClaimResult> prove(String candidate, Claim... claims) throws Exception {
        Path folder = TestLab.trialFolder(getClass());
        try (TestLab lab = TestLab.open()) {
            return new ClaimProver(
                            lab.workshop(),
                            KernelResolver.forCase(new SeriesReader(lab.processes())),
                            lab.runner(ClockMode.DETERMINISTIC),
                            new PrintedProgress(),
                            2)
                    .prove(lab.ofCase(), lab.candidate(candidate), Arrays.asList(claims), PLAY, folder);
        }
    }

    private static void assertVerdicts(List<ClaimResult> results, ClaimVerdict... verdicts) {
        assertThat(results)
                .as(() -> results.stream().map(ClaimResult::reason).toList().toString())
                .extracting(ClaimResult::verdict)
                .containsExactly(verdicts);
    }
}
