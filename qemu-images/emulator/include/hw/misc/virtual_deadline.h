/*
 * A deadline in virtual time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_MISC_VIRTUAL_DEADLINE_H
#define HW_MISC_VIRTUAL_DEADLINE_H

#include "hw/qdev-core.h"
#include "qemu/timer.h"
#include "qom/object.h"

#define TYPE_VIRTUAL_DEADLINE "virtual-deadline"
OBJECT_DECLARE_SIMPLE_TYPE(VirtualDeadline, VIRTUAL_DEADLINE)

struct VirtualDeadline {
    DeviceState parent_obj;

    QEMUTimer timer;
    int64_t at_ns;              /* property; 0 = no deadline */
    bool expired;
};

#endif
