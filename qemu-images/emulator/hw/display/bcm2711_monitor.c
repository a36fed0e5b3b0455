/*
 * HDMI monitor on the DDC lines of a BCM2711 HDMI port
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The segment pointer follows VESA E-DDC. If its EDID announces SCDC, a monitor
 * has that too, see bcm2711_monitor_scdc.c.
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_edid.h"
#include "hw/display/bcm2711_monitor.h"
#include "hw/display/bcm2711_monitor_scdc.h"
#include "hw/i2c/i2c.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qemu/module.h"
#include "trace.h"

OBJECT_DECLARE_SIMPLE_TYPE(BCM2711MonitorState, BCM2711_MONITOR)

struct BCM2711MonitorState {
    I2CSlave parent_obj;

    bool connected;
    /* lab { */
    bool no_answer;
    bool corrupt;
    /* } lab */

    uint8_t *edid;          /* of BCM2711_EDID_MAX bytes */
    uint32_t edid_size;     /* those that the monitor has */

    uint8_t selected;       /* the address of the current transfer */
    bool expect_offset;     /* the next byte written to 0x50 is an offset */
    uint8_t segment;        /* 256-byte segment visible at 0x50 */
    uint8_t offset;

    BCM2711SCDC scdc;
};

static bool monitor_has(BCM2711MonitorState *s, uint8_t address)
{
    switch (address) {
    case BCM2711_MONITOR_EDID_ADDRESS:
    case BCM2711_MONITOR_SEGMENT_ADDRESS:
        return true;
    case BCM2711_MONITOR_SCDC_ADDRESS:
        return bcm2711_edid_has_scdc(s->edid, s->edid_size);
    default:
        return false;
    }
}

/*
 * One slave has all addresses, and QEMU's core does not pass event(), send()
 * and recv() the address; so it is recorded here.
 */
static bool monitor_match_and_add(I2CSlave *i2c, uint8_t address,
                                  bool broadcast, I2CNodeList *devs)
{
    BCM2711MonitorState *s = BCM2711_MONITOR(i2c);
    I2CNode *node;

    /* lab { */
    if (s->no_answer) {
        return false;
    }
    /* } lab */
    if (!s->connected || broadcast || !monitor_has(s, address)) {
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
        if (s->selected == BCM2711_MONITOR_SCDC_ADDRESS) {
            bcm2711_scdc_start_send(&s->scdc);
        } else {
            s->expect_offset = true;
        }
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
    } else if (s->selected == BCM2711_MONITOR_SCDC_ADDRESS) {
        bcm2711_scdc_send(&s->scdc, data);
    } else if (s->expect_offset) {
        s->expect_offset = false;
        s->offset = data;
        trace_bcm2711_monitor_offset(data);
    } else {
        return -1;      /* the EDID cannot be written */
    }
    return 0;
}

/* lab { */
/* A byte of each block that is wrong if the EDID is corrupt */
#define CORRUPT_BYTE 10
/* } lab */

static uint8_t monitor_recv(I2CSlave *i2c)
{
    BCM2711MonitorState *s = BCM2711_MONITOR(i2c);
    uint32_t position = s->segment * 256 + s->offset;

    if (s->selected == BCM2711_MONITOR_SEGMENT_ADDRESS) {
        return 0xff;    /* write-only: the bus is idle */
    }
    if (s->selected == BCM2711_MONITOR_SCDC_ADDRESS) {
        return bcm2711_scdc_recv(&s->scdc);
    }
    s->offset++;
    if (position >= s->edid_size) {
        return 0xff;
    }
    /* lab { */
    if (s->corrupt && position % BCM2711_EDID_BLOCK == CORRUPT_BYTE) {
        return ~s->edid[position];
    }
    /* } lab */
    return s->edid[position];
}

static bool monitor_get_connected(Object *obj, Error **errp)
{
    return BCM2711_MONITOR(obj)->connected;
}

/* HDMI 2.0: without a cable, or with its hotplug line low, it forgets SCDC */
static void monitor_set_connected(Object *obj, bool connected, Error **errp)
{
    BCM2711MonitorState *s = BCM2711_MONITOR(obj);

    s->connected = connected;
    if (!connected) {
        bcm2711_scdc_reset(&s->scdc);
    }
}

static void monitor_scrambled(void *opaque, int line, int level)
{
    BCM2711MonitorState *s = opaque;

    bcm2711_scdc_signal(&s->scdc, level);
}

/* lab { */
static const struct {
    const char *name;
    size_t offset;
    const char *description;
} monitor_flags[] = {
    { "no-answer", offsetof(BCM2711MonitorState, no_answer),
      "fault: no address is acknowledged" },
    { "corrupt", offsetof(BCM2711MonitorState, corrupt),
      "fault: the checksums of the EDID are wrong" },
};

static void monitor_visit_flag(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    visit_type_bool(v, name, (bool *)((char *)obj + (uintptr_t)opaque), errp);
}
/* } lab */

/* The EDID */

static char *monitor_get_edid(Object *obj, Error **errp)
{
    BCM2711MonitorState *s = BCM2711_MONITOR(obj);

    return g_strdup(bcm2711_edid_name(s->edid, s->edid_size));
}

static void monitor_set_edid(Object *obj, const char *name, Error **errp)
{
    BCM2711MonitorState *s = BCM2711_MONITOR(obj);
    size_t size = bcm2711_edid_build(s->edid, name);

    if (size) {
        s->edid_size = size;
    } else {
        g_autofree char *names = bcm2711_edid_names();

        error_setg(errp, "no monitor '%s'; there are %s", name, names);
    }
}

static char *monitor_get_edid_hex(Object *obj, Error **errp)
{
    BCM2711MonitorState *s = BCM2711_MONITOR(obj);
    GString *hex = g_string_sized_new(2 * s->edid_size);

    for (uint32_t i = 0; i < s->edid_size; i++) {
        g_string_append_printf(hex, "%02x", s->edid[i]);
    }
    return g_string_free(hex, false);
}

static void monitor_set_edid_hex(Object *obj, const char *hex, Error **errp)
{
    BCM2711MonitorState *s = BCM2711_MONITOR(obj);
    size_t digits = strlen(hex);

    if (!digits || digits % (2 * BCM2711_EDID_BLOCK) ||
        digits > 2 * BCM2711_EDID_MAX ||
        strspn(hex, "0123456789abcdefABCDEF") != digits) {
        error_setg(errp, "an EDID has 1 to %d blocks of %d bytes, in hex",
                   BCM2711_EDID_MAX / BCM2711_EDID_BLOCK, BCM2711_EDID_BLOCK);
        return;
    }
    s->edid_size = digits / 2;
    for (uint32_t i = 0; i < s->edid_size; i++) {
        s->edid[i] = g_ascii_xdigit_value(hex[2 * i]) << 4 |
                     g_ascii_xdigit_value(hex[2 * i + 1]);
    }
}

static void monitor_reset_enter(Object *obj, ResetType type)
{
    BCM2711MonitorState *s = BCM2711_MONITOR(obj);

    s->selected = 0;
    s->expect_offset = false;
    s->segment = 0;
    s->offset = 0;
    bcm2711_scdc_reset(&s->scdc);
}

static bool monitor_edid_size_valid(void *opaque, int version_id)
{
    BCM2711MonitorState *s = opaque;

    return s->edid_size <= BCM2711_EDID_MAX;
}

static const VMStateDescription vmstate_monitor = {
    .name = TYPE_BCM2711_MONITOR,
    .version_id = 3,
    .minimum_version_id = 3,
    /* lab { */
    /* The stream has no version of a struct in it: 4 has scdc.agreements. */
    .version_id = 4,
    .minimum_version_id = 4,
    /* } lab */
    .fields = (const VMStateField[]) {
        VMSTATE_I2C_SLAVE(parent_obj, BCM2711MonitorState),
        VMSTATE_BOOL(connected, BCM2711MonitorState),
        /* lab { */
        VMSTATE_BOOL(no_answer, BCM2711MonitorState),
        VMSTATE_BOOL(corrupt, BCM2711MonitorState),
        /* } lab */
        VMSTATE_UINT32(edid_size, BCM2711MonitorState),
        VMSTATE_VALIDATE("EDID has no more blocks than E-DDC can address",
                         monitor_edid_size_valid),
        VMSTATE_VBUFFER_UINT32(edid, BCM2711MonitorState, 2, NULL, edid_size),
        VMSTATE_UINT8(selected, BCM2711MonitorState),
        VMSTATE_BOOL(expect_offset, BCM2711MonitorState),
        VMSTATE_UINT8(segment, BCM2711MonitorState),
        VMSTATE_UINT8(offset, BCM2711MonitorState),
        VMSTATE_STRUCT(scdc, BCM2711MonitorState, 1, vmstate_bcm2711_scdc,
                       BCM2711SCDC),
        VMSTATE_END_OF_LIST()
    }
};

static void monitor_init(Object *obj)
{
    BCM2711MonitorState *s = BCM2711_MONITOR(obj);

    s->connected = true;
    s->edid = g_malloc0(BCM2711_EDID_MAX);
    monitor_set_edid(obj, BCM2711_EDID_DEFAULT, &error_abort);
    qdev_init_gpio_in_named(DEVICE(obj), monitor_scrambled, "scrambled", 1);
    /* lab { */
    object_property_add_uint8_ptr(obj, "scdc-tmds-config",
                                  &s->scdc.tmds_config, OBJ_PROP_FLAG_READ);
    object_property_add_uint64_ptr(obj, "scdc-agreements",
                                   &s->scdc.agreements, OBJ_PROP_FLAG_READ);
    /* } lab */
}

static void monitor_finalize(Object *obj)
{
    g_free(BCM2711_MONITOR(obj)->edid);
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
    object_class_property_add_bool(klass, "connected", monitor_get_connected,
                                   monitor_set_connected);
    object_class_property_set_description(klass, "connected",
        "the cable is plugged in");
    /* lab { */
    for (int i = 0; i < ARRAY_SIZE(monitor_flags); i++) {
        object_class_property_add(klass, monitor_flags[i].name, "bool",
                                  monitor_visit_flag, monitor_visit_flag, NULL,
                                  (void *)monitor_flags[i].offset);
        object_class_property_set_description(klass, monitor_flags[i].name,
                                              monitor_flags[i].description);
    }
    /* } lab */
    object_class_property_add_str(klass, "edid", monitor_get_edid,
                                  monitor_set_edid);
    object_class_property_set_description(klass, "edid",
        "Name of the monitor whose EDID it has; empty if it has another");
    object_class_property_add_str(klass, "edid-hex", monitor_get_edid_hex,
                                  monitor_set_edid_hex);
    object_class_property_set_description(klass, "edid-hex",
        "All blocks of the EDID, in hex");
}

static const TypeInfo monitor_types[] = {
    {
        .name = TYPE_BCM2711_MONITOR,
        .parent = TYPE_I2C_SLAVE,
        .instance_size = sizeof(BCM2711MonitorState),
        .instance_init = monitor_init,
        .instance_finalize = monitor_finalize,
        .class_init = monitor_class_init,
    },
};

DEFINE_TYPES(monitor_types)
