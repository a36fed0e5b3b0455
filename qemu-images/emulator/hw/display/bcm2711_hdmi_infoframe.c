/*
 * Watches whether an audio infoframe goes out with every audio stream
 *
 * The events may be told in another order than they happened, as each device
 * catches up with the time on its own; their times count.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/cutils.h"
#include "hw/display/bcm2711_hdmi_infoframe.h"

/* CEA-861: type of an audio infoframe; bytes before its payload */
#define AUDIO_INFOFRAME_TYPE 0x84
#define INFOFRAME_HEADER_BYTES 4

#define NOT_YET (-1)
#define NEVER (-1)

static void infoframe_keep(BCM2711AudioInfoframe *f, const uint8_t *bytes)
{
    memcpy(f->bytes, bytes, BCM2711_HDMI_PACKET_BYTES);
    f->num_bytes = BCM2711_HDMI_PACKET_BYTES;
    if (bytes[0] == AUDIO_INFOFRAME_TYPE) {
        f->num_bytes = MIN(INFOFRAME_HEADER_BYTES + bytes[2], f->num_bytes);
    }
}

void bcm2711_audio_infoframe_init(BCM2711AudioInfoframe *f)
{
    f->first_word_ns = NOT_YET;
    f->sent_ns = NOT_YET;
}

void bcm2711_audio_infoframe_start(BCM2711AudioInfoframe *f, int64_t ns,
                                   const uint8_t *bytes)
{
    f->streaming = true;
    f->first_word_ns = NOT_YET;
    f->sent_ns = NOT_YET;
    f->num_bytes = 0;
    if (bytes) {
        bcm2711_audio_infoframe_sent(f, ns, bytes);
    }
}

void bcm2711_audio_infoframe_first_word(BCM2711AudioInfoframe *f, int64_t ns)
{
    f->first_word_ns = ns;
}

void bcm2711_audio_infoframe_sent(BCM2711AudioInfoframe *f, int64_t ns,
                                  const uint8_t *bytes)
{
    if (!f->streaming) {
        return;
    }
    if (f->sent_ns == NOT_YET) {
        f->sent_ns = ns;
    }
    infoframe_keep(f, bytes);
}

/* How late the newest stream's infoframe was, or is by now */
static int64_t infoframe_late(const BCM2711AudioInfoframe *f, int64_t now)
{
    int64_t until = f->sent_ns == NOT_YET ? now : f->sent_ns;

    return f->first_word_ns == NOT_YET ? 0 : MAX(until - f->first_word_ns, 0);
}

void bcm2711_audio_infoframe_end(BCM2711AudioInfoframe *f, int64_t ns)
{
    int64_t late = infoframe_late(f, ns);

    if (!f->streaming) {
        return;
    }
    f->streaming = false;
    f->longest_without_ns = MAX(f->longest_without_ns, late);
    if (f->first_word_ns != NOT_YET && f->sent_ns == NOT_YET) {
        f->longest_missing_ns = MAX(f->longest_missing_ns, late);
        f->worst_late_ns = NEVER;
    } else if (f->worst_late_ns != NEVER) {
        f->worst_late_ns = MAX(f->worst_late_ns, late);
    }
}

int64_t bcm2711_audio_infoframe_late_ns(const BCM2711AudioInfoframe *f)
{
    if (!f->streaming || f->worst_late_ns == NEVER) {
        return f->worst_late_ns;
    }
    return MAX(f->worst_late_ns,
               infoframe_late(f, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL)));
}

int64_t bcm2711_audio_infoframe_without_ns(const BCM2711AudioInfoframe *f)
{
    if (!f->streaming) {
        return f->longest_without_ns;
    }
    return MAX(f->longest_without_ns,
               infoframe_late(f, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL)));
}

char *bcm2711_audio_infoframe_hex(const BCM2711AudioInfoframe *f)
{
    GString *hex = g_string_new(NULL);

    for (uint32_t i = 0; i < f->num_bytes; i++) {
        g_string_append_printf(hex, "%02x", f->bytes[i]);
    }
    return g_string_free(hex, false);
}

static bool infoframe_num_bytes_valid(void *opaque, int version_id)
{
    BCM2711AudioInfoframe *f = opaque;

    return f->num_bytes <= BCM2711_HDMI_PACKET_BYTES;
}

const VMStateDescription vmstate_bcm2711_audio_infoframe = {
    .name = "bcm2711-audio-infoframe",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(streaming, BCM2711AudioInfoframe),
        VMSTATE_INT64(first_word_ns, BCM2711AudioInfoframe),
        VMSTATE_INT64(sent_ns, BCM2711AudioInfoframe),
        VMSTATE_UINT8_ARRAY(bytes, BCM2711AudioInfoframe,
                            BCM2711_HDMI_PACKET_BYTES),
        VMSTATE_UINT32(num_bytes, BCM2711AudioInfoframe),
        VMSTATE_VALIDATE("infoframe is no longer than a packet",
                         infoframe_num_bytes_valid),
        VMSTATE_INT64(worst_late_ns, BCM2711AudioInfoframe),
        VMSTATE_INT64(longest_missing_ns, BCM2711AudioInfoframe),
        VMSTATE_INT64(longest_without_ns, BCM2711AudioInfoframe),
        VMSTATE_END_OF_LIST()
    }
};
