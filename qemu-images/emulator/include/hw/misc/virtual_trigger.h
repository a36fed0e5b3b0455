/*
 * A property that is set when a counter of another device gets there
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_MISC_VIRTUAL_TRIGGER_H
#define HW_MISC_VIRTUAL_TRIGGER_H

#include "hw/qdev-core.h"
#include "qemu/timer.h"
#include "qom/object.h"

#define TYPE_VIRTUAL_TRIGGER "virtual-trigger"
OBJECT_DECLARE_SIMPLE_TYPE(VirtualTrigger, VIRTUAL_TRIGGER)

struct VirtualTrigger {
    DeviceState parent_obj;

    QEMUTimer timer;
    int64_t reached_ns;         /* when the counter was seen there, or -1 */
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

#endif
