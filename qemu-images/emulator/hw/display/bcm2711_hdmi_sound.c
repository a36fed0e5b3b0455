/*
 * BCM2711 HDMI transmitter: what a monitor hears
 *
 * The words of a sample are those of the MAI's channels. Which of them is sent
 * as which of HDMI's eight channels, each in a subframe of IEC 60958:
 *
 *  - MAI_CHANNEL_MAP has four bits for each channel of HDMI: the MAI's channel
 *    whose word it carries. The driver sets the identity only (vc4_hdmi.c,
 *    vc5_hdmi_channel_map), so that the fields could also count the other way.
 *  - MAI_CONFIG's mask: the MAI's channels whose words are taken
 *  - AUDIO_PACKET_CONFIG's CEA mask: the channels of HDMI that are sent. Of
 *    layout 0, if it is forced, only two are ("If set, then AUDIO_LAYOUT
 *    overrides audio_cea_mask", vc4_regs.h).
 *
 * A channel that is not sent is silent. A packet has no preambles, but a flag
 * for the start of a block: it is set for a word whose preamble is
 * AUDIO_PACKET_CONFIG's B frame identifier. In the capture preamble B stands
 * for the flag; other preambles stay as they were written.
 *
 * The monitor plays at the rate that it regenerates as TMDS clock * N / (128 *
 * CTS), from the packets that CRP_CFG, CTS_0 and CTS_1 describe. Within the
 * tolerance of HDMI that is the stream's rate; without such packets nothing is
 * heard.
 *
 * While the display is off, nothing is sent at all. The capture goes on then,
 * so that it shows what the driver plays; for a stream that starts then, at the
 * driver's rate.
 *
 * Not modelled: MAI_CONFIG's reversals, which every driver sets in the same
 * way, and the rate in the header for the MAI bus, MAI_FMT. The format in it
 * decides in which packets the words are sent, see bcm2711_hdmi_sink.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hdmi_internal.h"
#include "hw/display/bcm2711_hdmi_sound.h"
#include "qapi/error.h"
#include "qapi/visitor.h"

#define HDMI_CHANNELS 8
#define LAYOUT_0_MASK 0x3

#define PREAMBLE_MASK 0xf
#define PREAMBLE_B 0x8
#define PREAMBLE_M 0x2

#define MILLION 1000000
#define MAX_PPM 1000

#define NOT_YET UINT64_MAX

uint64_t bcm2711_hdmi_sound_sent_rate(const BCM2711HDMISound *sound)
{
    uint32_t crp = sound->core[R_CRP_CFG];
    uint64_t n = FIELD_EX32(crp, CRP_CFG, N);
    uint64_t cts = FIELD_EX32(sound->core[R_CTS_0], CTS_0, CTS) +
                   FIELD_EX32(sound->core[R_CTS_1], CTS_1, CTS);

    if (FIELD_EX32(crp, CRP_CFG, DISABLE) || !cts) {
        return 0;
    }
    /* The two alternate, so half of their sum counts */
    return (bcm2711_hdmi_link_tmds_hz(sound->link) * n + 32 * cts) / (64 * cts);
}

bool bcm2711_hdmi_sound_rate_fits(uint64_t monitor, uint64_t rate)
{
    uint64_t differ = monitor > rate ? monitor - rate : rate - monitor;

    return differ * MILLION <= rate * MAX_PPM;
}

void bcm2711_hdmi_sound_set_clock(BCM2711HDMISound *sound)
{
    sound->monitor_rate = bcm2711_hdmi_link_tmds_hz(sound->link)
                          ? bcm2711_hdmi_sound_sent_rate(sound) : NOT_YET;
}

/* The rate at which the monitor plays */
static uint64_t sound_rate(const BCM2711HDMISound *sound, uint64_t rate)
{
    uint64_t monitor = sound->monitor_rate;

    return !monitor || monitor == NOT_YET ||
           bcm2711_hdmi_sound_rate_fits(monitor, rate) ? rate : monitor;
}

/* A bit for each channel of HDMI that is sent */
static uint32_t sound_sent_mask(const BCM2711HDMISound *sound)
{
    uint32_t config = sound->core[R_AUDIO_PACKET_CONFIG];
    uint32_t mask = FIELD_EX32(config, AUDIO_PACKET_CONFIG, CEA_MASK);

    if (FIELD_EX32(config, AUDIO_PACKET_CONFIG, FORCE_LAYOUT) &&
        !FIELD_EX32(config, AUDIO_PACKET_CONFIG, LAYOUT)) {
        mask &= LAYOUT_0_MASK;
    }
    return sound->monitor_rate ? mask : 0;
}

static uint32_t sound_preamble(const BCM2711HDMISound *sound, uint32_t word)
{
    uint32_t preamble = word & PREAMBLE_MASK;

    if (preamble == FIELD_EX32(sound->core[R_AUDIO_PACKET_CONFIG],
                               AUDIO_PACKET_CONFIG, B_FRAME_IDENTIFIER)) {
        return PREAMBLE_B;
    }
    return preamble == PREAMBLE_B ? PREAMBLE_M : preamble;
}

void bcm2711_hdmi_sound_sample(BCM2711HDMISound *sound,
                               const BCM2711AudioFormat *format,
                               const uint32_t *words)
{
    uint32_t map = sound->core[R_MAI_CHANNEL_MAP];
    uint32_t taken = FIELD_EX32(sound->core[R_MAI_CONFIG], MAI_CONFIG,
                                CHANNEL_MASK);
    uint32_t sent = sound_sent_mask(sound);
    uint32_t channels = MIN(format->channels, HDMI_CHANNELS);
    uint64_t rate = sound_rate(sound, format->rate);

    for (uint32_t i = 0; i < channels; i++) {
        uint32_t source = extract32(map, 4 * i, 4);
        uint32_t word = sound_preamble(sound, words[i]);

        if (extract32(sent, i, 1) && extract32(taken, source, 1) &&
            source < format->channels) {
            word |= words[source] & ~PREAMBLE_MASK;
        }
        bcm2711_audio_capture_word(&sound->capture, rate, channels, word);
    }
}

void bcm2711_hdmi_sound_end(BCM2711HDMISound *sound)
{
    bcm2711_audio_capture_sync(&sound->capture);
}

void bcm2711_hdmi_sound_reset(BCM2711HDMISound *sound)
{
    sound->monitor_rate = NOT_YET;
}

/* Properties */

static void sound_get_capture(Object *obj, Visitor *v, const char *name,
                              void *opaque, Error **errp)
{
    BCM2711HDMISound *sound = opaque;
    char *path = sound->capture.path ?: (char *)"";

    visit_type_str(v, name, &path, errp);
}

static void sound_set_capture(Object *obj, Visitor *v, const char *name,
                              void *opaque, Error **errp)
{
    BCM2711HDMISound *sound = opaque;
    g_autofree char *path = NULL;

    if (visit_type_str(v, name, &path, errp)) {
        bcm2711_audio_capture_open(&sound->capture, path, errp);
    }
}

void bcm2711_hdmi_sound_init(BCM2711HDMISound *sound, Object *owner)
{
    BCM2711AudioCapture *capture = &sound->capture;

    sound->monitor_rate = NOT_YET;
    object_property_add(owner, "capture", "string", sound_get_capture,
                        sound_set_capture, NULL, sound);
    object_property_set_description(owner, "capture",
        "Path of the first WAV file of the words that reach the monitor");
    object_property_add_uint64_ptr(owner, "capture-files", &capture->files,
                                   OBJ_PROP_FLAG_READ);
    object_property_set_description(owner, "capture-files",
        "Files that the capture has begun, one for each change of format");
    object_property_add_uint64_ptr(owner, "capture-lost", &capture->lost,
                                   OBJ_PROP_FLAG_READ);
    object_property_set_description(owner, "capture-lost",
        "Words that could not be written to a file");
    object_property_add_uint64_ptr(owner, "capture-unfiled", &capture->unfiled,
                                   OBJ_PROP_FLAG_READ);
    object_property_set_description(owner, "capture-unfiled",
        "Words of more formats than a capture has files for");
}

void bcm2711_hdmi_sound_finalize(BCM2711HDMISound *sound)
{
    bcm2711_audio_capture_close(&sound->capture);
}

const VMStateDescription vmstate_bcm2711_hdmi_sound = {
    .name = "bcm2711-hdmi-sound",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(monitor_rate, BCM2711HDMISound),
        VMSTATE_END_OF_LIST()
    }
};
