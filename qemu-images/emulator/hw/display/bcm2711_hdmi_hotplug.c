/*
 * BCM2711 HDMI transmitter: the monitor's hotplug line
 *
 * The line is high while the cable is plugged in and the monitor does not hold
 * it low. HDMI 1.4, chapter 8.5: a monitor announces another EDID by a pulse of
 * 100 ms or more. Some also drop the line for a while when the signal ends.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hdmi_hotplug.h"
#include "qapi/error.h"
#include "qapi/visitor.h"

#define MAX_LOW_NS (INT64_MAX / 2)

static void hotplug_update(BCM2711HDMIHotplug *hotplug)
{
    bool high = hotplug->connected && !timer_pending(&hotplug->pulse) &&
                !timer_pending(&hotplug->blank);

    if (high != hotplug->high) {
        hotplug->high = high;
        qemu_set_irq(hotplug->line, high);
        qemu_irq_pulse(high ? hotplug->rises : hotplug->falls);
    }
}

static void hotplug_timer(void *opaque)
{
    hotplug_update(opaque);
}

static void hotplug_hold_low(BCM2711HDMIHotplug *hotplug, QEMUTimer *timer,
                             uint64_t ns)
{
    if (ns) {
        timer_mod(timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + ns);
    } else {
        timer_del(timer);
    }
    hotplug_update(hotplug);
}

void bcm2711_hdmi_hotplug_signal(BCM2711HDMIHotplug *hotplug, bool signal)
{
    if (signal != hotplug->signal) {
        hotplug->signal = signal;
        hotplug_hold_low(hotplug, &hotplug->blank,
                         signal ? 0 : hotplug->blank_drop_ns);
    }
}

void bcm2711_hdmi_hotplug_reset(BCM2711HDMIHotplug *hotplug)
{
    qemu_set_irq(hotplug->line, hotplug->high);
}

/* Properties */

static void hotplug_visit_connected(Object *obj, Visitor *v, const char *name,
                                    void *opaque, Error **errp)
{
    BCM2711HDMIHotplug *hotplug = opaque;

    if (visit_type_bool(v, name, &hotplug->connected, errp)) {
        hotplug_update(hotplug);
        if (!hotplug->connected) {
            hotplug->unplugged(hotplug->opaque);
        }
    }
}

static bool hotplug_visit_ns(Visitor *v, const char *name, uint64_t *ns,
                             Error **errp)
{
    uint64_t value = *ns;

    if (!visit_type_uint64(v, name, &value, errp)) {
        return false;
    }
    if (value > MAX_LOW_NS) {
        error_setg(errp, "%s: at most %" PRIi64, name, MAX_LOW_NS);
        return false;
    }
    *ns = value;
    return true;
}

static void hotplug_visit_blank_drop(Object *obj, Visitor *v, const char *name,
                                     void *opaque, Error **errp)
{
    BCM2711HDMIHotplug *hotplug = opaque;

    hotplug_visit_ns(v, name, &hotplug->blank_drop_ns, errp);
}

static void hotplug_set_pulse(Object *obj, Visitor *v, const char *name,
                              void *opaque, Error **errp)
{
    BCM2711HDMIHotplug *hotplug = opaque;
    uint64_t ns = 0;

    if (hotplug_visit_ns(v, name, &ns, errp)) {
        hotplug_hold_low(hotplug, &hotplug->pulse, ns);
    }
}

static int64_t hotplug_until(QEMUTimer *timer)
{
    return timer_pending(timer) ? timer_expire_time_ns(timer) : 0;
}

static void hotplug_get_low(Object *obj, Visitor *v, const char *name,
                            void *opaque, Error **errp)
{
    BCM2711HDMIHotplug *hotplug = opaque;
    int64_t until = MAX(hotplug_until(&hotplug->pulse),
                        hotplug_until(&hotplug->blank));
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    uint64_t ns = MAX(until - now, 0);

    visit_type_uint64(v, name, &ns, errp);
}

void bcm2711_hdmi_hotplug_init(BCM2711HDMIHotplug *hotplug, Object *owner)
{
    hotplug->connected = true;
    hotplug->high = true;
    timer_init_ns(&hotplug->pulse, QEMU_CLOCK_VIRTUAL, hotplug_timer, hotplug);
    timer_init_ns(&hotplug->blank, QEMU_CLOCK_VIRTUAL, hotplug_timer, hotplug);
    object_property_add(owner, "connected", "bool", hotplug_visit_connected,
                        hotplug_visit_connected, NULL, hotplug);
    object_property_set_description(owner, "connected",
        "Whether a monitor is plugged in");
    object_property_add(owner, "hotplug-low-ns", "uint64", hotplug_get_low,
                        hotplug_set_pulse, NULL, hotplug);
    object_property_set_description(owner, "hotplug-low-ns",
        "How long the monitor still holds its hotplug line low; set: a pulse");
    object_property_add(owner, "blank-drops-hotplug-ns", "uint64",
                        hotplug_visit_blank_drop, hotplug_visit_blank_drop,
                        NULL, hotplug);
    object_property_set_description(owner, "blank-drops-hotplug-ns",
        "How long the monitor holds it low when the signal ends");
}

void bcm2711_hdmi_hotplug_finalize(BCM2711HDMIHotplug *hotplug)
{
    timer_del(&hotplug->pulse);
    timer_del(&hotplug->blank);
}

const VMStateDescription vmstate_bcm2711_hdmi_hotplug = {
    .name = "bcm2711-hdmi-hotplug",
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(connected, BCM2711HDMIHotplug),
        VMSTATE_BOOL(high, BCM2711HDMIHotplug),
        VMSTATE_BOOL(signal, BCM2711HDMIHotplug),
        VMSTATE_UINT64(blank_drop_ns, BCM2711HDMIHotplug),
        VMSTATE_TIMER(pulse, BCM2711HDMIHotplug),
        VMSTATE_TIMER(blank, BCM2711HDMIHotplug),
        VMSTATE_END_OF_LIST()
    }
};
