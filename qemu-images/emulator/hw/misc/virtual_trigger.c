/*
 * Sets a property when a counter of another device reaches a value
 *
 * Faults, and actions of a user such as pulling a cable, are properties of
 * devices. If they are set over QMP, the point of virtual time depends on the
 * host and differs in each run. This device sets a property always at the same
 * point: when a counter of the guest's progress, such as the words that an
 * audio FIFO has played, has reached a value and a delay of virtual time has
 * passed.
 *
 *   -device virtual-trigger,id=unplug,watch=/machine/...mai0,
 *     counter=words-played,reaches=40000,delay-ns=0,
 *     object=/machine/...hdmi0,property=connected,value=off
 *
 * The counter is polled every "poll-ns" of virtual time until it reaches the
 * value; the device is not rearmed. "fired-ns" is the time when the property
 * was set, "error" the reason why it could not be.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/qdev-core.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qemu/error-report.h"
#include "qemu/module.h"
#include "qemu/timer.h"
#include "trace.h"

#define TYPE_VIRTUAL_TRIGGER "virtual-trigger"
OBJECT_DECLARE_SIMPLE_TYPE(VirtualTrigger, VIRTUAL_TRIGGER)

struct VirtualTrigger {
    DeviceState parent_obj;

    QEMUTimer timer;
    int64_t reached_ns;         /* when the counter reached it, or -1 */
    int64_t fired_ns;           /* when the property was set, or -1 */
    char *error;                /* why it could not be set */

    /* properties */
    char *watch;
    char *counter;
    uint64_t reaches;
    uint64_t poll_ns;
    uint64_t delay_ns;
    char *object;
    char *property;
    char *value;
};

#define NOT_YET (-1)
#define DEFAULT_POLL_NS SCALE_MS
#define LEAST_POLL_NS SCALE_US

static void virtual_trigger_failed(VirtualTrigger *s, Error *err)
{
    g_free(s->error);
    s->error = g_strdup(error_get_pretty(err));
    error_reportf_err(err, "%s: ", DEVICE(s)->canonical_path);
}

static void virtual_trigger_fire(VirtualTrigger *s, int64_t now)
{
    Object *object = object_resolve_path(s->object, NULL);
    Error *err = NULL;

    s->fired_ns = now;
    trace_virtual_trigger_fired(s->object, s->property, s->value, now);
    if (!object) {
        error_setg(&err, "no object %s", s->object);
    } else {
        object_property_parse(object, s->property, s->value, &err);
    }
    if (err) {
        virtual_trigger_failed(s, err);
    }
}

/* Whether the value is reached; false if the counter cannot be read */
static bool virtual_trigger_reached(VirtualTrigger *s)
{
    Object *watched = object_resolve_path(s->watch, NULL);
    Error *err = NULL;
    uint64_t count = 0;

    if (!watched) {
        error_setg(&err, "no object %s", s->watch);
    } else {
        count = object_property_get_uint(watched, s->counter, &err);
    }
    if (err) {
        virtual_trigger_failed(s, err);
        return false;
    }
    return count >= s->reaches;
}

/*
 * At multiples of poll-ns: a machine that is loaded may have a trigger that the
 * saved one did not have.
 */
static void virtual_trigger_poll_next(VirtualTrigger *s, int64_t now)
{
    timer_mod(&s->timer, now - now % (int64_t)s->poll_ns + s->poll_ns);
}

static void virtual_trigger_tick(void *opaque)
{
    VirtualTrigger *s = opaque;
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    if (s->reached_ns == NOT_YET) {
        if (virtual_trigger_reached(s)) {
            s->reached_ns = now;
        } else if (!s->error) {
            virtual_trigger_poll_next(s, now);
            return;
        } else {
            return;
        }
    }
    if (now - s->reached_ns < s->delay_ns) {
        timer_mod(&s->timer, s->reached_ns + s->delay_ns);
    } else {
        virtual_trigger_fire(s, now);
    }
}

static void virtual_trigger_get_fired(Object *obj, Visitor *v, const char *name,
                                      void *opaque, Error **errp)
{
    visit_type_int64(v, name, &VIRTUAL_TRIGGER(obj)->fired_ns, errp);
}

static char *virtual_trigger_get_error(Object *obj, Error **errp)
{
    return g_strdup(VIRTUAL_TRIGGER(obj)->error ?: "");
}

static void virtual_trigger_realize(DeviceState *dev, Error **errp)
{
    VirtualTrigger *s = VIRTUAL_TRIGGER(dev);

    if (!s->watch || !s->counter || !s->object || !s->property || !s->value) {
        error_setg(errp, "%s: watch, counter, object, property and value have "
                   "to be set", TYPE_VIRTUAL_TRIGGER);
        return;
    }
    if (s->poll_ns < LEAST_POLL_NS || s->poll_ns > INT64_MAX / 2 ||
        s->delay_ns > INT64_MAX / 2) {
        error_setg(errp, "%s: poll-ns is from %d on, and it and delay-ns end "
                   "at 2^62", TYPE_VIRTUAL_TRIGGER, LEAST_POLL_NS);
        return;
    }
    virtual_trigger_poll_next(s, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL));
}

static void virtual_trigger_unrealize(DeviceState *dev)
{
    timer_del(&VIRTUAL_TRIGGER(dev)->timer);
}

static void virtual_trigger_init(Object *obj)
{
    VirtualTrigger *s = VIRTUAL_TRIGGER(obj);

    s->reached_ns = NOT_YET;
    s->fired_ns = NOT_YET;
    timer_init_ns(&s->timer, QEMU_CLOCK_VIRTUAL, virtual_trigger_tick, s);
}

static void virtual_trigger_finalize(Object *obj)
{
    g_free(VIRTUAL_TRIGGER(obj)->error);
}

static const Property virtual_trigger_properties[] = {
    DEFINE_PROP_STRING("watch", VirtualTrigger, watch),
    DEFINE_PROP_STRING("counter", VirtualTrigger, counter),
    DEFINE_PROP_UINT64("reaches", VirtualTrigger, reaches, 0),
    DEFINE_PROP_UINT64("poll-ns", VirtualTrigger, poll_ns, DEFAULT_POLL_NS),
    DEFINE_PROP_UINT64("delay-ns", VirtualTrigger, delay_ns, 0),
    DEFINE_PROP_STRING("object", VirtualTrigger, object),
    DEFINE_PROP_STRING("property", VirtualTrigger, property),
    DEFINE_PROP_STRING("value", VirtualTrigger, value),
};

static const VMStateDescription vmstate_virtual_trigger = {
    .name = TYPE_VIRTUAL_TRIGGER,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_INT64(reached_ns, VirtualTrigger),
        VMSTATE_INT64(fired_ns, VirtualTrigger),
        VMSTATE_TIMER(timer, VirtualTrigger),
        VMSTATE_END_OF_LIST()
    }
};

static void virtual_trigger_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "Sets a property when a counter gets there";
    dc->realize = virtual_trigger_realize;
    dc->unrealize = virtual_trigger_unrealize;
    dc->vmsd = &vmstate_virtual_trigger;
    device_class_set_props(dc, virtual_trigger_properties);
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    object_class_property_add(klass, "fired-ns", "int64",
                              virtual_trigger_get_fired, NULL, NULL, NULL);
    object_class_property_set_description(klass, "fired-ns",
        "virtual time at which the property was set, -1 = not yet");
    object_class_property_add_str(klass, "error", virtual_trigger_get_error,
                                  NULL);
    object_class_property_set_description(klass, "error",
        "Why the property could not be set, or the counter not be read");
}

static const TypeInfo virtual_trigger_types[] = {
    {
        .name = TYPE_VIRTUAL_TRIGGER,
        .parent = TYPE_DEVICE,
        .instance_size = sizeof(VirtualTrigger),
        .instance_init = virtual_trigger_init,
        .instance_finalize = virtual_trigger_finalize,
        .class_init = virtual_trigger_class_init,
    },
};

DEFINE_TYPES(virtual_trigger_types)
