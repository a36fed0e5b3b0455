/*
 * BCM2711 HDMI transmitter: receives the audio stream, and checks what the
 * monitor is sent for it
 *
 * When a stream's first word comes, the link must be up, and the monitor must
 * be sent the right sample clock, see bcm2711_hdmi_sound.c. The driver computes
 * it for the rate that it sets in MAI_SMP (vc4_hdmi.c, vc4_hdmi_set_n_cts).
 *
 * Events may be reported in another order than they happened, because each
 * device catches up with the time separately; their times count.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hdmi_internal.h"
#include "hw/display/bcm2711_hdmi_sink.h"
#include "qapi/visitor.h"

/* Linux include/linux/hdmi.h: an infoframe's packet is its type minus 0x80 */
#define AUDIO_INFOFRAME_PACKET 4
/* CEA-861: type of an audio infoframe; bytes before its payload */
#define AUDIO_INFOFRAME_TYPE 0x84
#define INFOFRAME_HEADER_BYTES 4

/* HDMI: types 2 and 9 of packets */
#define KIND_SAMPLES BIT(0)
#define KIND_HIGH_BIT_RATE BIT(1)

#define NOT_YET (-1)
#define NEVER (-1)

/* How late the newest stream's infoframe was, or is by @now */
static int64_t sink_late_ns(const BCM2711HDMISink *sink, int64_t now)
{
    int64_t until = sink->sent_ns == NOT_YET ? now : sink->sent_ns;

    return sink->first_word_ns == NOT_YET
           ? 0 : MAX(until - sink->first_word_ns, 0);
}

/* The infoframe of the newest stream was being sent at @ns */
static void sink_keep_infoframe(BCM2711HDMISink *sink, int64_t ns)
{
    if (sink->sent_ns == NOT_YET) {
        sink->sent_ns = ns;
        sink->streams_with_infoframe++;
    }
    bcm2711_hdmi_packets_bytes(sink->packets, AUDIO_INFOFRAME_PACKET,
                               sink->bytes);
    sink->num_bytes = BCM2711_HDMI_PACKET_BYTES;
    if (sink->bytes[0] == AUDIO_INFOFRAME_TYPE) {
        sink->num_bytes = MIN(INFOFRAME_HEADER_BYTES + sink->bytes[2],
                              sink->num_bytes);
    }
}

void bcm2711_hdmi_sink_packet_sent(BCM2711HDMISink *sink, unsigned int id,
                                   int64_t ns)
{
    if (id == AUDIO_INFOFRAME_PACKET && sink->streaming) {
        sink_keep_infoframe(sink, ns);
    }
}

void bcm2711_hdmi_sink_check_link(BCM2711HDMISink *sink)
{
    if (sink->streaming && sink->first_word_ns != NOT_YET &&
        !bcm2711_hdmi_link_up(sink->link)) {
        bcm2711_rules_broken(sink->rules, BCM2711_HDMI_RULE_AUDIO_OFF);
    }
}

/* Without a TMDS clock nothing is sent at all */
static void sink_check_rate(BCM2711HDMISink *sink, uint64_t rate, int64_t ns)
{
    if (bcm2711_hdmi_link_tmds_hz(sink->link) &&
        !bcm2711_hdmi_sound_rate_fits(
            bcm2711_hdmi_sound_sent_rate(sink->sound), rate)) {
        bcm2711_rules_broken_at(sink->rules, BCM2711_HDMI_RULE_AUDIO_CLOCK, ns);
    }
}

/* Events of the stream */

static void sink_start(void *opaque, const BCM2711AudioFormat *format,
                       uint32_t level, int64_t ns)
{
    BCM2711HDMISink *sink = opaque;
    uint32_t sending = bcm2711_hdmi_packets_status(sink->packets);

    sink->streaming = true;
    sink->first_word_ns = NOT_YET;
    sink->sent_ns = NOT_YET;
    sink->num_bytes = 0;
    if (sending & BIT(AUDIO_INFOFRAME_PACKET)) {
        sink_keep_infoframe(sink, ns);
    }
}

static void sink_first_word(void *opaque, const BCM2711AudioFormat *format,
                            int64_t ns)
{
    BCM2711HDMISink *sink = opaque;

    sink->first_word_ns = ns;
    sink->packet_kinds |= format->high_bit_rate ? KIND_HIGH_BIT_RATE
                                                : KIND_SAMPLES;
    bcm2711_hdmi_sound_set_clock(sink->sound);
    if (bcm2711_hdmi_link_up(sink->link)) {
        sink_check_rate(sink, format->rate, ns);
    } else {
        bcm2711_rules_broken_at(sink->rules, BCM2711_HDMI_RULE_AUDIO_OFF, ns);
    }
}

static void sink_sample(void *opaque, const BCM2711AudioFormat *format,
                        const uint32_t *words, int64_t ns)
{
    BCM2711HDMISink *sink = opaque;

    bcm2711_hdmi_sound_sample(sink->sound, format, words);
}

static void sink_end(void *opaque, bool drained, uint32_t level, int64_t ns)
{
    BCM2711HDMISink *sink = opaque;
    int64_t late;

    bcm2711_hdmi_sound_end(sink->sound);
    /* One may have started to be sent before the end without being reported */
    bcm2711_hdmi_packets_status(sink->packets);
    if (!sink->streaming) {
        return;
    }
    late = sink_late_ns(sink, ns);
    sink->streaming = false;
    sink->longest_without_ns = MAX(sink->longest_without_ns, late);
    if (sink->first_word_ns != NOT_YET && sink->sent_ns == NOT_YET) {
        sink->longest_missing_ns = MAX(sink->longest_missing_ns, late);
        sink->worst_late_ns = NEVER;
    } else if (sink->worst_late_ns != NEVER) {
        sink->worst_late_ns = MAX(sink->worst_late_ns, late);
    }
}

static const BCM2711AudioSinkOps sink_ops = {
    .start = sink_start,
    .first_word = sink_first_word,
    .sample = sink_sample,
    .end = sink_end,
};

BCM2711AudioSink bcm2711_hdmi_sink_get(BCM2711HDMISink *sink)
{
    return (BCM2711AudioSink) { &sink_ops, sink };
}

/* Properties */

static void sink_get_infoframe(Object *obj, Visitor *v, const char *name,
                               void *opaque, Error **errp)
{
    BCM2711HDMISink *sink = opaque;
    g_autoptr(GString) hex = g_string_new(NULL);

    for (uint32_t i = 0; i < sink->num_bytes; i++) {
        g_string_append_printf(hex, "%02x", sink->bytes[i]);
    }
    visit_type_str(v, name, &hex->str, errp);
}

/* The longest so far, the stream that still plays included */
static int64_t sink_longest_ns(const BCM2711HDMISink *sink, int64_t ended)
{
    if (!sink->streaming || ended == NEVER) {
        return ended;
    }
    return MAX(ended, sink_late_ns(sink,
                                   qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL)));
}

static void sink_get_late(Object *obj, Visitor *v, const char *name,
                          void *opaque, Error **errp)
{
    BCM2711HDMISink *sink = opaque;
    int64_t ns = sink_longest_ns(sink, sink->worst_late_ns);

    visit_type_int64(v, name, &ns, errp);
}

static void sink_get_without(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    BCM2711HDMISink *sink = opaque;
    int64_t ns = sink_longest_ns(sink, sink->longest_without_ns);

    visit_type_int64(v, name, &ns, errp);
}

static void sink_get_missing(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    BCM2711HDMISink *sink = opaque;

    visit_type_int64(v, name, &sink->longest_missing_ns, errp);
}

static void sink_get_monitor_rate(Object *obj, Visitor *v, const char *name,
                                  void *opaque, Error **errp)
{
    BCM2711HDMISink *sink = opaque;
    uint64_t rate = bcm2711_hdmi_sound_sent_rate(sink->sound);

    visit_type_uint64(v, name, &rate, errp);
}

static void sink_get_packets(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    static const char *const kinds[] = {
        [0] = "none",
        [KIND_SAMPLES] = "samples",
        [KIND_HIGH_BIT_RATE] = "high-bit-rate",
        [KIND_SAMPLES | KIND_HIGH_BIT_RATE] = "both",
    };
    BCM2711HDMISink *sink = opaque;
    char *kind = (char *)kinds[sink->packet_kinds];

    visit_type_str(v, name, &kind, errp);
}

static const struct {
    const char *name;
    const char *type;
    ObjectPropertyAccessor *get;
    const char *description;
} sink_properties[] = {
    { "audio-infoframe", "string", sink_get_infoframe,
      "Audio infoframe as sent for the newest stream, in hex" },
    { "audio-infoframe-late-ns", "int64", sink_get_late,
      "Longest time from a stream's first word to its infoframe, -1 = never" },
    { "audio-infoframe-without-ns", "int64", sink_get_without,
      "Longest that a stream played before it had one, or without any" },
    { "audio-infoframe-missing-ns", "int64", sink_get_missing,
      "Longest that a stream played which never had an infoframe" },
    { "audio-monitor-rate", "uint64", sink_get_monitor_rate,
      "Samples a second that a monitor makes of N and CTS" },
    { "audio-packets", "string", sink_get_packets,
      "Packets of all streams: none, samples, high-bit-rate or both" },
};

void bcm2711_hdmi_sink_init(BCM2711HDMISink *sink, Object *owner)
{
    sink->first_word_ns = NOT_YET;
    sink->sent_ns = NOT_YET;
    object_property_add_uint64_ptr(owner, "audio-infoframe-streams",
                                   &sink->streams_with_infoframe,
                                   OBJ_PROP_FLAG_READ);
    object_property_set_description(owner, "audio-infoframe-streams",
        "Streams during which audio infoframes were sent, valid or not");
    for (int i = 0; i < ARRAY_SIZE(sink_properties); i++) {
        object_property_add(owner, sink_properties[i].name,
                            sink_properties[i].type, sink_properties[i].get,
                            NULL, NULL, sink);
        object_property_set_description(owner, sink_properties[i].name,
                                        sink_properties[i].description);
    }
}

static bool sink_packet_kinds_valid(void *opaque, int version_id)
{
    BCM2711HDMISink *sink = opaque;

    return !(sink->packet_kinds & ~(KIND_SAMPLES | KIND_HIGH_BIT_RATE));
}

static bool sink_num_bytes_valid(void *opaque, int version_id)
{
    BCM2711HDMISink *sink = opaque;

    return sink->num_bytes <= BCM2711_HDMI_PACKET_BYTES;
}

const VMStateDescription vmstate_bcm2711_hdmi_sink = {
    .name = "bcm2711-hdmi-sink",
    .version_id = 3,
    .minimum_version_id = 3,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(streaming, BCM2711HDMISink),
        VMSTATE_INT64(first_word_ns, BCM2711HDMISink),
        VMSTATE_INT64(sent_ns, BCM2711HDMISink),
        VMSTATE_UINT8_ARRAY(bytes, BCM2711HDMISink, BCM2711_HDMI_PACKET_BYTES),
        VMSTATE_UINT32(num_bytes, BCM2711HDMISink),
        VMSTATE_VALIDATE("infoframe is no longer than a packet",
                         sink_num_bytes_valid),
        VMSTATE_INT64(worst_late_ns, BCM2711HDMISink),
        VMSTATE_INT64(longest_missing_ns, BCM2711HDMISink),
        VMSTATE_INT64(longest_without_ns, BCM2711HDMISink),
        VMSTATE_UINT64(streams_with_infoframe, BCM2711HDMISink),
        VMSTATE_UINT32(packet_kinds, BCM2711HDMISink),
        VMSTATE_VALIDATE("kinds of packets are known",
                         sink_packet_kinds_valid),
        VMSTATE_END_OF_LIST()
    }
};
