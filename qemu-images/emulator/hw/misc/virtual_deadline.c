/*
 * A deadline in virtual time
 *
 * When the virtual clock reaches "at-ns" the device performs the watchdog's
 * action, once. With -action watchdog=pause the machine stops, and QMP reports
 * the events WATCHDOG and STOP. So the program that started QEMU can
 * distinguish a guest that hangs from a slow one, at the same point in each run
 * and independent of the host's clock.
 *
 *   -device virtual-deadline,id=deadline,at-ns=60000000000
 *
 * "at-ns" can be set at run time, which rearms the deadline; 0 disarms it, and
 * a time in the past is due at once. "expired" says whether the newest deadline
 * has been reached. A reset of the machine changes neither.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/qdev-core.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qemu/module.h"
#include "qemu/timer.h"
#include "system/watchdog.h"
#include "trace.h"

#define TYPE_VIRTUAL_DEADLINE "virtual-deadline"
OBJECT_DECLARE_SIMPLE_TYPE(VirtualDeadline, VIRTUAL_DEADLINE)

struct VirtualDeadline {
    DeviceState parent_obj;

    QEMUTimer timer;
    int64_t at_ns;              /* property; 0 = no deadline */
    bool expired;
};

static void virtual_deadline_arm(VirtualDeadline *s)
{
    s->expired = false;
    if (s->at_ns) {
        timer_mod(&s->timer, s->at_ns);
    } else {
        timer_del(&s->timer);
    }
}

static void virtual_deadline_reached(void *opaque)
{
    VirtualDeadline *s = opaque;

    trace_virtual_deadline_reached(s->at_ns);
    s->expired = true;
    watchdog_perform_action();
}

static void virtual_deadline_get_at(Object *obj, Visitor *v, const char *name,
                                    void *opaque, Error **errp)
{
    VirtualDeadline *s = VIRTUAL_DEADLINE(obj);

    visit_type_int64(v, name, &s->at_ns, errp);
}

static void virtual_deadline_set_at(Object *obj, Visitor *v, const char *name,
                                    void *opaque, Error **errp)
{
    VirtualDeadline *s = VIRTUAL_DEADLINE(obj);
    int64_t at_ns;

    if (!visit_type_int64(v, name, &at_ns, errp)) {
        return;
    }
    if (at_ns < 0) {
        error_setg(errp, "at-ns must not be negative");
        return;
    }
    s->at_ns = at_ns;
    if (DEVICE(s)->realized) {
        virtual_deadline_arm(s);
    }
}

static bool virtual_deadline_get_expired(Object *obj, Error **errp)
{
    return VIRTUAL_DEADLINE(obj)->expired;
}

static void virtual_deadline_realize(DeviceState *dev, Error **errp)
{
    virtual_deadline_arm(VIRTUAL_DEADLINE(dev));
}

static void virtual_deadline_unrealize(DeviceState *dev)
{
    timer_del(&VIRTUAL_DEADLINE(dev)->timer);
}

static void virtual_deadline_init(Object *obj)
{
    VirtualDeadline *s = VIRTUAL_DEADLINE(obj);

    timer_init_ns(&s->timer, QEMU_CLOCK_VIRTUAL, virtual_deadline_reached, s);
}

static const VMStateDescription vmstate_virtual_deadline = {
    .name = TYPE_VIRTUAL_DEADLINE,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_INT64(at_ns, VirtualDeadline),
        VMSTATE_BOOL(expired, VirtualDeadline),
        VMSTATE_TIMER(timer, VirtualDeadline),
        VMSTATE_END_OF_LIST()
    }
};

static void virtual_deadline_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "Watchdog action at a given virtual time";
    dc->realize = virtual_deadline_realize;
    dc->unrealize = virtual_deadline_unrealize;
    dc->vmsd = &vmstate_virtual_deadline;
    set_bit(DEVICE_CATEGORY_WATCHDOG, dc->categories);
    object_class_property_add(klass, "at-ns", "int", virtual_deadline_get_at,
                              virtual_deadline_set_at, NULL, NULL);
    object_class_property_add_bool(klass, "expired",
                                   virtual_deadline_get_expired, NULL);
    object_class_property_set_description(klass, "at-ns",
        "virtual time of the deadline in nanoseconds; 0 = none");
}

static const TypeInfo virtual_deadline_types[] = {
    {
        .name = TYPE_VIRTUAL_DEADLINE,
        .parent = TYPE_DEVICE,
        .instance_size = sizeof(VirtualDeadline),
        .instance_init = virtual_deadline_init,
        .class_init = virtual_deadline_class_init,
    },
};

DEFINE_TYPES(virtual_deadline_types)
