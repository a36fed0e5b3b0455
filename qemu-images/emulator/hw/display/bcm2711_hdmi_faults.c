/*
 * BCM2711 HDMI transmitter: how its registers misbehave
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hdmi_faults.h"
#include "qapi/visitor.h"

static void faults_get_packet_delay(Object *obj, Visitor *v, const char *name,
                                    void *opaque, Error **errp)
{
    BCM2711HDMIPackets *packets = opaque;

    visit_type_uint64(v, name, &packets->delay_ns, errp);
}

static void faults_set_packet_delay(Object *obj, Visitor *v, const char *name,
                                    void *opaque, Error **errp)
{
    BCM2711HDMIPackets *packets = opaque;
    uint64_t delay_ns;

    if (visit_type_uint64(v, name, &delay_ns, errp)) {
        bcm2711_hdmi_packets_set_delay(packets, delay_ns, packets->jitter_ns);
    }
}

static void faults_get_packet_jitter(Object *obj, Visitor *v, const char *name,
                                     void *opaque, Error **errp)
{
    BCM2711HDMIPackets *packets = opaque;

    visit_type_uint64(v, name, &packets->jitter_ns, errp);
}

static void faults_set_packet_jitter(Object *obj, Visitor *v, const char *name,
                                     void *opaque, Error **errp)
{
    BCM2711HDMIPackets *packets = opaque;
    uint64_t jitter_ns;

    if (visit_type_uint64(v, name, &jitter_ns, errp)) {
        bcm2711_hdmi_packets_set_delay(packets, packets->delay_ns, jitter_ns);
    }
}

static void faults_visit_locks_bus(Object *obj, Visitor *v, const char *name,
                                   void *opaque, Error **errp)
{
    visit_type_bool(v, name, opaque, errp);
}

void bcm2711_hdmi_faults_init(Object *owner, BCM2711HDMIPackets *packets,
                              bool *clock_off_locks_bus)
{
    object_property_add(owner, "packet-delay-ns", "uint64",
                        faults_get_packet_delay, faults_set_packet_delay, NULL,
                        packets);
    object_property_set_description(owner, "packet-delay-ns",
        "How long a packet's status takes to follow its configuration");
    object_property_add(owner, "packet-jitter-ns", "uint64",
                        faults_get_packet_jitter, faults_set_packet_jitter,
                        NULL, packets);
    object_property_set_description(owner, "packet-jitter-ns",
        "It takes up to this much longer, as the schedule's seed has it");
    object_property_add(owner, "clock-off-locks-bus", "bool",
                        faults_visit_locks_bus, faults_visit_locks_bus, NULL,
                        clock_off_locks_bus);
    object_property_set_description(owner, "clock-off-locks-bus",
        "A CPU that accesses a register while the clock is off stops");
}
