/*
 * Clocks that the BCM2711's firmware manages
 *
 * QEMU interface:
 *  + Clock output "m2mc": the HDMI state machine's clock, 0 Hz while it is off
 * lab {
 *  + property "refused" (uint32, rw at any time; reset does not change it): a
 *    fault, a bit for each clock's id. A request to set the rate of such a
 *    clock fails, and the rate stays as it is
 * } lab
 *  + property "clocks-stay-on" (bool, rw at any time): a request to switch a
 *    clock off has no effect, as with current firmware; by default, as with
 *    older firmware, it goes off
 *  + property "enable-4k60" (bool, rw at any time): CORE runs at up to 550 MHz
 *    instead of 500, as with hdmi_enable_4kp60 in the firmware's config.txt
 * lab {
 *  + property "m2mc-unset" (bool, rw; at once, and at each reset): a fault. The
 *    firmware leaves M2MC at 0 Hz, as it does if it finds no monitor at boot
 * } lab
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef BCM2711_FW_CLOCKS_H
#define BCM2711_FW_CLOCKS_H

#include "hw/clock.h"
#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_BCM2711_FW_CLOCKS "bcm2711-fw-clocks"
OBJECT_DECLARE_SIMPLE_TYPE(BCM2711FwClocks, BCM2711_FW_CLOCKS)

/* Ids 0 to 14 of the firmware's property interface; 0 is no clock. */
#define BCM2711_FW_NCLOCKS 15

struct BCM2711FwClocks {
    SysBusDevice parent_obj;    /* for the reset only; it has no registers */

    uint32_t rate[BCM2711_FW_NCLOCKS];
    bool off[BCM2711_FW_NCLOCKS];
    /* lab { */
    uint32_t refused;           /* property: a bit for each id */
    bool m2mc_unset;            /* property */
    /* } lab */
    bool stay_on;               /* property */
    bool enable_4k60;           /* property */
    /* lab { */
    bool failed;                /* a tag was refused since the last query */
    /* } lab */
    Clock *m2mc;
};

/*
 * Answers @tag if it is about clocks. @value is the address of its value buffer
 * of @size bytes. Returns false and does nothing for other tags or if @clocks
 * is NULL; else sets @resplen to the answer's length.
 */
bool bcm2711_fw_clocks_answer(BCM2711FwClocks *clocks, AddressSpace *as,
                              uint32_t tag, hwaddr value, uint32_t size,
                              size_t *resplen);

/* lab { */
/* Whether a tag was refused since the last call; false if @clocks is NULL */
bool bcm2711_fw_clocks_failed(BCM2711FwClocks *clocks);
/* } lab */

#endif
