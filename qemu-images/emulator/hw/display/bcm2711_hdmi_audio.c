/*
 * BCM2711 HDMI transmitter: what it has to do with a stream of audio words
 *
 * When a stream's first word comes, the transmitter must run, and what it tells
 * the monitor of the sample clock must be right: by HDMI the monitor makes it
 * as TMDS clock * N / (128 * CTS), from the packets that CRP_CFG and CTS_0 and
 * CTS_1 describe. The driver computes both for the rate that it sets in
 * MAI_SMP (vc4_hdmi.c, vc4_hdmi_set_n_cts); HDMI allows 1000 ppm.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hdmi.h"
#include "hw/display/bcm2711_hdmi_regs.h"

/* Linux include/linux/hdmi.h: an infoframe's packet is its type less 0x80 */
#define AUDIO_INFOFRAME_PACKET 4

#define MILLION 1000000
#define MAX_PPM 1000

void bcm2711_hdmi_audio_packet_sent(void *opaque, unsigned int id, int64_t ns)
{
    BCM2711HDMIState *s = opaque;
    uint8_t bytes[BCM2711_HDMI_PACKET_BYTES];

    if (id == AUDIO_INFOFRAME_PACKET) {
        bcm2711_hdmi_packets_bytes(&s->packets, id, bytes);
        bcm2711_audio_infoframe_sent(&s->infoframe, ns, bytes);
    }
}

void bcm2711_hdmi_audio_start(BCM2711HDMIState *s, int64_t ns)
{
    uint8_t bytes[BCM2711_HDMI_PACKET_BYTES];
    bool sending = bcm2711_hdmi_packets_status(&s->packets) &
                   BIT(AUDIO_INFOFRAME_PACKET);

    bcm2711_hdmi_packets_bytes(&s->packets, AUDIO_INFOFRAME_PACKET, bytes);
    bcm2711_audio_infoframe_start(&s->infoframe, ns, sending ? bytes : NULL);
}

void bcm2711_hdmi_audio_check_operates(BCM2711HDMIState *s)
{
    if (s->infoframe.streaming && s->infoframe.first_word_ns >= 0 &&
        !bcm2711_hdmi_operates(s)) {
        bcm2711_rules_broken(&s->rules, BCM2711_HDMI_RULE_AUDIO_OFF);
    }
}

uint64_t bcm2711_hdmi_audio_monitor_rate(BCM2711HDMIState *s)
{
    uint32_t crp = s->core[R_CRP_CFG];
    uint64_t n = FIELD_EX32(crp, CRP_CFG, N);
    uint64_t cts = FIELD_EX32(s->core[R_CTS_0], CTS_0, CTS) +
                   FIELD_EX32(s->core[R_CTS_1], CTS_1, CTS);

    if (FIELD_EX32(crp, CRP_CFG, DISABLE) || !cts) {
        return 0;
    }
    /* The two take turns, so that half of their sum counts */
    return (bcm2711_hdmi_pixel_hz(s) * n + 32 * cts) / (64 * cts);
}

/* Without a pixel clock nothing is sent at all */
static void audio_check_clock(BCM2711HDMIState *s, uint64_t rate, int64_t ns)
{
    uint64_t monitor = bcm2711_hdmi_audio_monitor_rate(s);
    uint64_t differ = monitor > rate ? monitor - rate : rate - monitor;

    if (bcm2711_hdmi_pixel_hz(s) && differ * MILLION > rate * MAX_PPM) {
        bcm2711_rules_broken_at(&s->rules, BCM2711_HDMI_RULE_AUDIO_CLOCK, ns);
    }
}

void bcm2711_hdmi_audio_first_word(BCM2711HDMIState *s, uint64_t rate,
                                   int64_t ns)
{
    bcm2711_audio_infoframe_first_word(&s->infoframe, ns);
    if (bcm2711_hdmi_operates(s)) {
        audio_check_clock(s, rate, ns);
    } else {
        bcm2711_rules_broken_at(&s->rules, BCM2711_HDMI_RULE_AUDIO_OFF, ns);
    }
}

void bcm2711_hdmi_audio_end(BCM2711HDMIState *s, int64_t ns)
{
    /* One may have begun to be sent before the end, and not be known yet */
    bcm2711_hdmi_packets_status(&s->packets);
    bcm2711_audio_infoframe_end(&s->infoframe, ns);
}
