// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.build.kernel.KernelDebugInfo.SourceLocation;
import org.vc4lab.explore.ScheduleShrinker.ShrunkSwitches;
import org.vc4lab.guest.Schedule.SwitchPoint;

class SwitchDescriberTest {
    private static final long SHUTDOWN = 0xc084_0604L;
    private static final long COMPLETE = 0xc0a1_0010L;
    private static final long IN_HEADER = 0xc0a1_0020L;
    private static final long IDLE = 0xc010_0000L;
    private static final long UNKNOWN = 0xc099_9999L;

    private static final SwitchDescriber DESCRIBER = new SwitchDescriber(Map.of(
            SHUTDOWN,
            List.of(new SourceLocation("vc4_hdmi_audio_shutdown", "drivers/gpu/drm/vc4/vc4_hdmi.c", 812, false)),
            COMPLETE,
            List.of(new SourceLocation("dmaengine_pcm_dma_complete", "sound/core/pcm_dmaengine.c", 143, false)),
            IN_HEADER,
            List.of(
                    new SourceLocation("list_del", "include/linux/list.h", 13, true),
                    new SourceLocation("dmaengine_pcm_complete", "sound/core/pcm_dmaengine.c", 150, true),
                    new SourceLocation("snd_dmaengine_pcm_sync_stop", "sound/core/pcm_dmaengine.c", 380, false)),
            IDLE,
            List.of(new SourceLocation("cpu_v7_do_idle", "arch/arm/mm/proc-v7.S", 78, false))));

    private static RecordedSwitch from(int from, long pcOfFrom, int cpu, long pcOfCpu) {
        return new RecordedSwitch(2_000_000_000L, cpu, from, pcOfFrom, pcOfCpu, "slot");
    }

    @Test
    void aSwitchIsNamedByItsLines() {
        assertThat(DESCRIBER.describe(from(1, SHUTDOWN, 0, COMPLETE)))
                .isEqualTo("CPU1 at vc4_hdmi.c:812 vc4_hdmi_audio_shutdown"
                        + " → CPU0 at pcm_dmaengine.c:143 dmaengine_pcm_dma_complete");
    }

    @Test
    void linesOfHeadersAreLeftOutAndInlinedFunctionsNamed() {
        assertThat(DESCRIBER.describe(from(3, IN_HEADER, 0, IDLE)))
                .isEqualTo("CPU3 at pcm_dmaengine.c:150 dmaengine_pcm_complete in snd_dmaengine_pcm_sync_stop"
                        + " → CPU0 in idle");
    }

    @Test
    void whatHasNoLineIsAnAddressOrUserSpace() {
        assertThat(DESCRIBER.describe(from(2, 0x0001_2344L, 0, UNKNOWN)))
                .isEqualTo("CPU2 in user space → CPU0 at 0xc0999999");
        assertThat(DESCRIBER.describe(from(2, 0x0000_ffff_8123_4560L, 0, 0xffff_8000_1012_3456L)))
                .isEqualTo("CPU2 in user space → CPU0 at 0xffff800010123456");
    }

    @Test
    void theSentenceHasTheSwitchesInOrder() {
        List<RecordedSwitch> switches = List.of(from(1, SHUTDOWN, 0, COMPLETE), from(0, IN_HEADER, 1, SHUTDOWN));

        assertThat(DESCRIBER.sentence("HUNG", switches, Optional.of("CLEAN")))
                .isEqualTo("HUNG if CPU1 stops at vc4_hdmi.c:812 vc4_hdmi_audio_shutdown and CPU0 goes on at"
                        + " pcm_dmaengine.c:143 dmaengine_pcm_dma_complete, then CPU0 stops at pcm_dmaengine.c:150"
                        + " dmaengine_pcm_complete in snd_dmaengine_pcm_sync_stop and CPU1 goes on at vc4_hdmi.c:812"
                        + " vc4_hdmi_audio_shutdown; CLEAN without one of these switches.");
        assertThat(DESCRIBER.sentence("HUNG", switches.subList(0, 1), Optional.of("CLEAN")))
                .endsWith("; CLEAN without this switch.");
        assertThat(DESCRIBER.sentence("HUNG", List.of(), Optional.empty()))
                .isEqualTo("HUNG without any forced switch.");
    }

    /** Without one of the points the other one may lead to it, so nothing is said of what the switch does. */
    @Test
    void aSwitchThatTwoPointsLeadToIsNamedOnce() {
        assertThat(sentence(List.of(new SwitchPoint(1000, 0), new SwitchPoint(4000, 0))))
                .isEqualTo("HUNG if CPU3 stops at pcm_dmaengine.c:143 dmaengine_pcm_dma_complete and CPU0 goes on"
                        + " at vc4_hdmi.c:812 vc4_hdmi_audio_shutdown.");
    }

    /** CPU0 is held: the others come before it. */
    @Test
    void aRankingIsItsFirstSwitch() {
        assertThat(sentence(List.of(new SwitchPoint(1000, 2), new SwitchPoint(1000, 1), new SwitchPoint(1000, 3))))
                .isEqualTo("HUNG if CPU0 stops at vc4_hdmi.c:812 vc4_hdmi_audio_shutdown and CPU3 goes on"
                        + " at pcm_dmaengine.c:143 dmaengine_pcm_dma_complete; CLEAN without this switch.");
    }

    private static String sentence(List<SwitchPoint> points) {
        List<RecordedSwitch> recorded = List.of(
                RecordedSwitch.parse("1000 3 0 0xc0840604 0xc0a10010 point"),
                RecordedSwitch.parse("4000 0 3 0xc0a10010 0xc0840604 halt"));
        return DESCRIBER.sentence(
                "HUNG",
                new ShrunkSwitches(
                        points,
                        ScheduleShrinker.switchesOf(points, recorded),
                        Optional.of(ScheduleResult.clean(1)),
                        9,
                        true));
    }

    @Test
    void aLineOfARecordIsRead() {
        assertThat(RecordedSwitch.parse("2000000000 0 1 0xc0840604 0xc0a10010 wake"))
                .isEqualTo(new RecordedSwitch(2_000_000_000L, 0, 1, SHUTDOWN, COMPLETE, "wake"));
        RecordedSwitch first = RecordedSwitch.parse("5 2 -1 0x0 0xffff800010123456 slot");
        assertThat(first.isSwitch()).isFalse();
        assertThat(first.point()).isEqualTo(new SwitchPoint(5, 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "5", "5 0", "5 0 1 0xc0840604 0xc0a10010", "-5 0 1 0x0 0x0 slot", "5 0 1 0x0 0x0 slot\n"})
    void anythingElseIsRefused(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordedSwitch.parse(line))
                .withMessageContaining("no line of a recorded schedule");
    }
}
