// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The two traces that the whole project is about, as they were mailed in October 2020. */
class SeedTest {
    private static final String W1 = Logs.resource("seed-w1.log");
    private static final String W2 = Logs.resource("seed-w2.log");
    private static final String MAIL =
            """
            Hi!

            The HDMI driver sleeps in its trigger callback. This is the entire stack trace:

            %s
            We could switch to a udelay instead, but that is a BUG: of another kind. With a WARNING:
            setting the nonatomic flag results in this:

            %s

            So, I'm not really sure what I'm supposed to do here.
            """
                    .formatted(W1, W2);

    @Test
    void mailGivesExactlyTwoReports() {
        List<Report> reports = Logs.reports(MAIL);

        assertThat(reports)
                .extracting(Report::kind, Report::title, Report::corrupted)
                .containsExactly(
                        tuple(
                                ReportKind.ATOMIC_SLEEP,
                                "BUG: sleeping function called from invalid context in vc4_hdmi_stop_packet",
                                false),
                        tuple(
                                ReportKind.ATOMIC_SLEEP,
                                "BUG: sleeping function called from invalid context in _snd_pcm_stream_lock_irqsave",
                                false));
        assertThat(reports.get(0).signature()).isNotEqualTo(reports.get(1).signature());
    }

    @Test
    void w1HasEveryFrameInOrder() {
        Report report = Logs.reports(W1).get(0);

        assertThat(report.frames())
                .extracting(Frame::toString)
                .containsExactly(
                        "dump_backtrace",
                        "show_stack+0x20/0x24",
                        "dump_stack+0xb8/0xd8",
                        "___might_sleep+0x138/0x17c",
                        "__might_sleep+0x70/0xb0",
                        "vc4_hdmi_stop_packet+0x120/0x330",
                        "vc4_hdmi_write_infoframe+0x140/0x5d0",
                        "vc4_hdmi_set_audio_infoframe+0x5c/0x80",
                        "vc4_hdmi_audio_trigger+0x38/0x238",
                        "snd_soc_pcm_dai_trigger+0x64/0xcc",
                        "soc_pcm_trigger+0x70/0xac",
                        "snd_pcm_do_start+0x3c/0x40",
                        "snd_pcm_action_single+0x48/0x88",
                        "snd_pcm_action+0x6c/0x78",
                        "snd_pcm_action_lock_irq+0x38/0x50",
                        "snd_pcm_ioctl+0x930/0x14e4",
                        "sys_ioctl+0xe4/0x9e4",
                        "ret_fast_syscall+0x0/0x28");
    }

    @Test
    void w2HasEveryFrameInOrderAcrossTheException() {
        Report report = Logs.reports(W2).get(0);

        assertThat(report.frames())
                .extracting(Frame::function)
                .containsExactly(
                        "dump_backtrace",
                        "show_stack",
                        "dump_stack",
                        "___might_sleep",
                        "__might_sleep",
                        "mutex_lock",
                        "_snd_pcm_stream_lock_irqsave",
                        "snd_pcm_period_elapsed",
                        "dmaengine_pcm_dma_complete",
                        "vchan_complete",
                        "tasklet_action_common.constprop.0",
                        "tasklet_action",
                        "__do_softirq",
                        "irq_exit",
                        "__handle_domain_irq",
                        "gic_handle_irq",
                        "__irq_svc",
                        "arch_cpu_idle",
                        "default_idle_call",
                        "do_idle",
                        "cpu_startup_entry",
                        "rest_init",
                        "arch_call_rest_init",
                        "start_kernel");
    }

    @Test
    void contextLineIsRead() {
        TaskContext context = Logs.reports(W1).get(0).context();

        assertThat(context).isEqualTo(new TaskContext(1, 128, 0, 140, "aplay", 0, "5.9.0-rc5-v7l+", null));
    }
}
