/*
 * HDMI monitor on a BCM2711 HDMI port: status and control data channel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_MONITOR_SCDC_H
#define HW_DISPLAY_BCM2711_MONITOR_SCDC_H

#include "migration/vmstate.h"

typedef struct BCM2711SCDC {
    bool scrambled;             /* the signal that the monitor gets is */
    bool expect_offset;         /* the next byte written is an offset */
    uint8_t offset;
    uint8_t source_version;
    uint8_t updates;
    uint8_t tmds_config;
    uint8_t config;
    /* lab { */
    uint64_t agreements;        /* scrambled, and both bits became set */
    /* } lab */
} BCM2711SCDC;

/* What a monitor does that is unplugged, or whose hotplug line falls */
void bcm2711_scdc_reset(BCM2711SCDC *scdc);

void bcm2711_scdc_signal(BCM2711SCDC *scdc, bool scrambled);
void bcm2711_scdc_start_send(BCM2711SCDC *scdc);
void bcm2711_scdc_send(BCM2711SCDC *scdc, uint8_t data);
uint8_t bcm2711_scdc_recv(BCM2711SCDC *scdc);

extern const VMStateDescription vmstate_bcm2711_scdc;

#endif
