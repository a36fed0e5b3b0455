/*
 * BCM2711 HDMI transmitter: what can be set and seen from outside
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "hw/display/bcm2711_hdmi.h"
#include "hw/irq.h"

static void hdmi_get_packet_delay(Object *obj, Visitor *v, const char *name,
                                  void *opaque, Error **errp)
{
    visit_type_uint64(v, name, &BCM2711_HDMI(obj)->packets.delay_ns, errp);
}

static void hdmi_set_packet_delay(Object *obj, Visitor *v, const char *name,
                                  void *opaque, Error **errp)
{
    uint64_t ns;

    if (visit_type_uint64(v, name, &ns, errp)) {
        bcm2711_hdmi_packets_set_delay(&BCM2711_HDMI(obj)->packets, ns);
    }
}

static bool hdmi_get_connected(Object *obj, Error **errp)
{
    return BCM2711_HDMI(obj)->connected;
}

static void hdmi_set_connected(Object *obj, bool connected, Error **errp)
{
    BCM2711HDMIState *s = BCM2711_HDMI(obj);

    if (connected == s->connected) {
        return;
    }
    s->connected = connected;
    qemu_set_irq(s->hotplug, connected);
    qemu_irq_pulse(connected ? s->hpd_connected : s->hpd_removed);
}

static char *hdmi_get_infoframe(Object *obj, Error **errp)
{
    return bcm2711_audio_infoframe_hex(&BCM2711_HDMI(obj)->infoframe);
}

static void hdmi_get_infoframe_late(Object *obj, Visitor *v, const char *name,
                                    void *opaque, Error **errp)
{
    int64_t ns = bcm2711_audio_infoframe_late_ns(&BCM2711_HDMI(obj)->infoframe);

    visit_type_int64(v, name, &ns, errp);
}

static void hdmi_get_infoframe_without(Object *obj, Visitor *v,
                                       const char *name, void *opaque,
                                       Error **errp)
{
    int64_t ns =
        bcm2711_audio_infoframe_without_ns(&BCM2711_HDMI(obj)->infoframe);

    visit_type_int64(v, name, &ns, errp);
}

static void hdmi_get_infoframe_missing(Object *obj, Visitor *v,
                                       const char *name, void *opaque,
                                       Error **errp)
{
    visit_type_int64(v, name, &BCM2711_HDMI(obj)->infoframe.longest_missing_ns,
                     errp);
}

static void hdmi_get_monitor_rate(Object *obj, Visitor *v, const char *name,
                                  void *opaque, Error **errp)
{
    uint64_t rate = bcm2711_hdmi_audio_monitor_rate(BCM2711_HDMI(obj));

    visit_type_uint64(v, name, &rate, errp);
}

void bcm2711_hdmi_add_properties(ObjectClass *klass)
{
    object_class_property_add(klass, "packet-delay-ns", "uint64",
                              hdmi_get_packet_delay, hdmi_set_packet_delay,
                              NULL, NULL);
    object_class_property_set_description(klass, "packet-delay-ns",
        "How long a packet's status takes to follow its configuration");
    object_class_property_add_bool(klass, "connected", hdmi_get_connected,
                                   hdmi_set_connected);
    object_class_property_set_description(klass, "connected",
        "Whether a monitor is plugged in");
    object_class_property_add_str(klass, "audio-infoframe",
                                  hdmi_get_infoframe, NULL);
    object_class_property_set_description(klass, "audio-infoframe",
        "Audio infoframe as sent for the newest stream, in hex");
    object_class_property_add(klass, "audio-infoframe-late-ns", "int64",
                              hdmi_get_infoframe_late, NULL, NULL, NULL);
    object_class_property_set_description(klass, "audio-infoframe-late-ns",
        "Longest time from a stream's first word to its infoframe, -1 = never");
    object_class_property_add(klass, "audio-infoframe-without-ns", "int64",
                              hdmi_get_infoframe_without, NULL, NULL, NULL);
    object_class_property_set_description(klass, "audio-infoframe-without-ns",
        "Longest that a stream played before it had one, or without any");
    object_class_property_add(klass, "audio-infoframe-missing-ns", "int64",
                              hdmi_get_infoframe_missing, NULL, NULL, NULL);
    object_class_property_set_description(klass, "audio-infoframe-missing-ns",
        "Longest that a stream played which never had an infoframe");
    object_class_property_add(klass, "audio-monitor-rate", "uint64",
                              hdmi_get_monitor_rate, NULL, NULL, NULL);
    object_class_property_set_description(klass, "audio-monitor-rate",
        "Samples a second that a monitor makes of N and CTS");
}
