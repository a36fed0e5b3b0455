/*
 * HDMI monitor on the DDC lines of a BCM2711 HDMI port
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The segment pointer follows VESA E-DDC.
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_monitor.h"
#include "hw/i2c/i2c.h"
#include "migration/vmstate.h"
#include "qemu/module.h"
#include "trace.h"

static void monitor_build_edid(BCM2711MonitorState *s)
{
    bcm2711_edid_build(s->edid, !s->no_audio, s->corrupt);
}

/*
 * One slave stands for both addresses, and QEMU's core does not tell event(),
 * send() and recv() which one was called; so it is noted here.
 */
static bool monitor_match_and_add(I2CSlave *i2c, uint8_t address,
                                  bool broadcast, I2CNodeList *devs)
{
    BCM2711MonitorState *s = BCM2711_MONITOR(i2c);
    I2CNode *node;

    if (!s->connected || s->no_answer || broadcast ||
        (address != BCM2711_MONITOR_EDID_ADDRESS &&
         address != BCM2711_MONITOR_SEGMENT_ADDRESS)) {
        return false;
    }
    s->selected = address;
    node = g_new(I2CNode, 1);
    node->elt = i2c;
    QLIST_INSERT_HEAD(devs, node, next);
    return true;
}

static int monitor_event(I2CSlave *i2c, enum i2c_event event)
{
    BCM2711MonitorState *s = BCM2711_MONITOR(i2c);

    switch (event) {
    case I2C_START_SEND:
        s->expect_offset = true;
        break;
    case I2C_FINISH:
        /* The segment is good for one transfer with 0x50. */
        if (s->selected == BCM2711_MONITOR_EDID_ADDRESS) {
            s->segment = 0;
        }
        break;
    default:
        break;
    }
    return 0;
}

static int monitor_send(I2CSlave *i2c, uint8_t data)
{
    BCM2711MonitorState *s = BCM2711_MONITOR(i2c);

    if (s->selected == BCM2711_MONITOR_SEGMENT_ADDRESS) {
        s->segment = data;
        trace_bcm2711_monitor_segment(data);
    } else if (s->expect_offset) {
        s->expect_offset = false;
        s->offset = data;
        trace_bcm2711_monitor_offset(data);
    } else {
        return -1;      /* the EDID cannot be written */
    }
    return 0;
}

static uint8_t monitor_recv(I2CSlave *i2c)
{
    BCM2711MonitorState *s = BCM2711_MONITOR(i2c);
    uint32_t pos = s->segment * 256 + s->offset;

    if (s->selected == BCM2711_MONITOR_SEGMENT_ADDRESS) {
        return 0xff;    /* write-only: nobody drives the bus */
    }
    s->offset++;
    return pos < sizeof(s->edid) ? s->edid[pos] : 0xff;
}

static bool monitor_get_connected(Object *obj, Error **errp)
{
    return BCM2711_MONITOR(obj)->connected;
}

static void monitor_set_connected(Object *obj, bool value, Error **errp)
{
    BCM2711_MONITOR(obj)->connected = value;
}

static bool monitor_get_no_answer(Object *obj, Error **errp)
{
    return BCM2711_MONITOR(obj)->no_answer;
}

static void monitor_set_no_answer(Object *obj, bool value, Error **errp)
{
    BCM2711_MONITOR(obj)->no_answer = value;
}

static bool monitor_get_no_audio(Object *obj, Error **errp)
{
    return BCM2711_MONITOR(obj)->no_audio;
}

static void monitor_set_no_audio(Object *obj, bool value, Error **errp)
{
    BCM2711_MONITOR(obj)->no_audio = value;
    monitor_build_edid(BCM2711_MONITOR(obj));
}

static bool monitor_get_corrupt(Object *obj, Error **errp)
{
    return BCM2711_MONITOR(obj)->corrupt;
}

static void monitor_set_corrupt(Object *obj, bool value, Error **errp)
{
    BCM2711_MONITOR(obj)->corrupt = value;
    monitor_build_edid(BCM2711_MONITOR(obj));
}

static void monitor_reset_enter(Object *obj, ResetType type)
{
    BCM2711MonitorState *s = BCM2711_MONITOR(obj);

    s->selected = 0;
    s->expect_offset = false;
    s->segment = 0;
    s->offset = 0;
}

static int monitor_post_load(void *opaque, int version_id)
{
    monitor_build_edid(opaque);
    return 0;
}

static const VMStateDescription vmstate_monitor = {
    .name = TYPE_BCM2711_MONITOR,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = monitor_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_I2C_SLAVE(parent_obj, BCM2711MonitorState),
        VMSTATE_BOOL(connected, BCM2711MonitorState),
        VMSTATE_BOOL(no_answer, BCM2711MonitorState),
        VMSTATE_BOOL(no_audio, BCM2711MonitorState),
        VMSTATE_BOOL(corrupt, BCM2711MonitorState),
        VMSTATE_UINT8(selected, BCM2711MonitorState),
        VMSTATE_BOOL(expect_offset, BCM2711MonitorState),
        VMSTATE_UINT8(segment, BCM2711MonitorState),
        VMSTATE_UINT8(offset, BCM2711MonitorState),
        VMSTATE_END_OF_LIST()
    }
};

static void monitor_init(Object *obj)
{
    BCM2711MonitorState *s = BCM2711_MONITOR(obj);

    s->connected = true;
    monitor_build_edid(s);
}

static void monitor_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    I2CSlaveClass *sc = I2C_SLAVE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "HDMI monitor on BCM2711 DDC lines";
    dc->vmsd = &vmstate_monitor;
    /* It exists only as a part of a bcm2711-ddc. */
    dc->user_creatable = false;
    sc->event = monitor_event;
    sc->send = monitor_send;
    sc->recv = monitor_recv;
    sc->match_and_add = monitor_match_and_add;
    rc->phases.enter = monitor_reset_enter;
    object_class_property_add_bool(klass, "connected", monitor_get_connected,
                                   monitor_set_connected);
    object_class_property_set_description(klass, "connected",
        "the cable is plugged in");
    object_class_property_add_bool(klass, "no-answer", monitor_get_no_answer,
                                   monitor_set_no_answer);
    object_class_property_set_description(klass, "no-answer",
        "fault: no address is acknowledged");
    object_class_property_add_bool(klass, "no-audio", monitor_get_no_audio,
                                   monitor_set_no_audio);
    object_class_property_set_description(klass, "no-audio",
        "fault: the EDID announces no audio");
    object_class_property_add_bool(klass, "corrupt", monitor_get_corrupt,
                                   monitor_set_corrupt);
    object_class_property_set_description(klass, "corrupt",
        "fault: the checksums of the EDID are wrong");
}

static const TypeInfo monitor_types[] = {
    {
        .name = TYPE_BCM2711_MONITOR,
        .parent = TYPE_I2C_SLAVE,
        .instance_size = sizeof(BCM2711MonitorState),
        .instance_init = monitor_init,
        .class_init = monitor_class_init,
    },
};

DEFINE_TYPES(monitor_types)
