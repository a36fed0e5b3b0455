/*
 * HDMI monitor on the DDC lines of a BCM2711 HDMI port
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The segment pointer follows VESA E-DDC.
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_edid.h"
#include "hw/display/bcm2711_monitor.h"
#include "hw/i2c/i2c.h"
#include "migration/vmstate.h"
#include "qapi/visitor.h"
#include "qemu/module.h"
#include "trace.h"

OBJECT_DECLARE_SIMPLE_TYPE(BCM2711MonitorState, BCM2711_MONITOR)

struct BCM2711MonitorState {
    I2CSlave parent_obj;

    bool connected;
    bool no_answer;
    bool no_audio;
    bool corrupt;

    uint8_t edid[BCM2711_EDID_SIZE];    /* computed from the flags above */

    uint8_t selected;       /* the address of the current transfer */
    bool expect_offset;     /* the next byte written to 0x50 is an offset */
    uint8_t segment;        /* 256-byte segment visible at 0x50 */
    uint8_t offset;
};

static void monitor_build_edid(BCM2711MonitorState *s)
{
    bcm2711_edid_build(s->edid, !s->no_audio, s->corrupt);
}

/*
 * One slave has both addresses, and QEMU's core does not pass event(), send()
 * and recv() the address; so it is recorded here.
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
        /* The segment is valid for one transfer with 0x50. */
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
        return 0xff;    /* write-only: the bus is idle */
    }
    s->offset++;
    return pos < sizeof(s->edid) ? s->edid[pos] : 0xff;
}

static const struct {
    const char *name;
    size_t offset;
    const char *description;
} monitor_flags[] = {
    { "connected", offsetof(BCM2711MonitorState, connected),
      "the cable is plugged in" },
    { "no-answer", offsetof(BCM2711MonitorState, no_answer),
      "fault: no address is acknowledged" },
    { "no-audio", offsetof(BCM2711MonitorState, no_audio),
      "fault: the EDID announces no audio" },
    { "corrupt", offsetof(BCM2711MonitorState, corrupt),
      "fault: the checksums of the EDID are wrong" },
};

static void monitor_get_flag(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    visit_type_bool(v, name, (bool *)((char *)obj + (uintptr_t)opaque), errp);
}

static void monitor_set_flag(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    bool *flag = (bool *)((char *)obj + (uintptr_t)opaque);

    if (visit_type_bool(v, name, flag, errp)) {
        monitor_build_edid(BCM2711_MONITOR(obj));
    }
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
    /* Created only as a part of a bcm2711-ddc. */
    dc->user_creatable = false;
    sc->event = monitor_event;
    sc->send = monitor_send;
    sc->recv = monitor_recv;
    sc->match_and_add = monitor_match_and_add;
    rc->phases.enter = monitor_reset_enter;
    for (int i = 0; i < ARRAY_SIZE(monitor_flags); i++) {
        object_class_property_add(klass, monitor_flags[i].name, "bool",
                                  monitor_get_flag, monitor_set_flag, NULL,
                                  (void *)monitor_flags[i].offset);
        object_class_property_set_description(klass, monitor_flags[i].name,
                                              monitor_flags[i].description);
    }
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
