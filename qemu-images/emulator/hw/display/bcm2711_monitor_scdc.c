/*
 * HDMI monitor on a BCM2711 HDMI port: status and control data channel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Registers: Linux include/drm/display/drm_scdc.h, after HDMI 2.0. A port that
 * scrambles what it sends tells the monitor so here, and the monitor whether it
 * finds that it is scrambled. Clock and channels that the monitor has locked to
 * (STATUS_FLAGS) and character errors are not modelled; they read as 0.
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_monitor_scdc.h"
#include "qemu/bitops.h"
#include "trace.h"

enum {
    SINK_VERSION = 0x01,
    SOURCE_VERSION = 0x02,
    UPDATE_0 = 0x10,
    TMDS_CONFIG = 0x20,
    SCRAMBLER_STATUS = 0x21,
    CONFIG_0 = 0x30,
};

#define VERSION                 1
#define UPDATE_STATUS           BIT(0)
#define TMDS_CONFIG_SCRAMBLING  BIT(0)
#define TMDS_CONFIG_QUARTER     BIT(1)  /* clock of a quarter of the rate */
#define SCRAMBLER_DETECTED      BIT(0)
#define CONFIG_READ_REQUEST     BIT(0)

static uint8_t scdc_scrambler_status(const BCM2711SCDC *scdc)
{
    return scdc->scrambled && (scdc->tmds_config & TMDS_CONFIG_SCRAMBLING)
           ? SCRAMBLER_DETECTED : 0;
}

/* lab { */
static bool scdc_agrees(const BCM2711SCDC *scdc)
{
    return scdc->scrambled &&
           scdc->tmds_config == (TMDS_CONFIG_SCRAMBLING | TMDS_CONFIG_QUARTER);
}
/* } lab */

void bcm2711_scdc_reset(BCM2711SCDC *scdc)
{
    scdc->expect_offset = false;
    scdc->offset = 0;
    scdc->source_version = 0;
    scdc->updates = 0;
    scdc->tmds_config = 0;
    scdc->config = 0;
}

static void scdc_set_signal(BCM2711SCDC *scdc, bool scrambled,
                            uint8_t tmds_config)
{
    uint8_t before = scdc_scrambler_status(scdc);
    /* lab { */
    bool agreed = scdc_agrees(scdc);
    /* } lab */

    scdc->scrambled = scrambled;
    scdc->tmds_config = tmds_config;
    if (scdc_scrambler_status(scdc) != before) {
        scdc->updates |= UPDATE_STATUS;
    }
    /* lab { */
    scdc->agreements += scdc_agrees(scdc) && !agreed;
    /* } lab */
}

void bcm2711_scdc_signal(BCM2711SCDC *scdc, bool scrambled)
{
    scdc_set_signal(scdc, scrambled, scdc->tmds_config);
}

void bcm2711_scdc_start_send(BCM2711SCDC *scdc)
{
    scdc->expect_offset = true;
}

/* A write of a register that is read-only is acknowledged and ignored. */
void bcm2711_scdc_send(BCM2711SCDC *scdc, uint8_t data)
{
    if (scdc->expect_offset) {
        scdc->expect_offset = false;
        scdc->offset = data;
        return;
    }
    trace_bcm2711_scdc_write(scdc->offset, data);
    switch (scdc->offset++) {
    case SOURCE_VERSION:
        scdc->source_version = data;
        break;
    case UPDATE_0:
        scdc->updates &= ~data;
        break;
    case TMDS_CONFIG:
        scdc_set_signal(scdc, scdc->scrambled,
                        data & (TMDS_CONFIG_SCRAMBLING | TMDS_CONFIG_QUARTER));
        break;
    case CONFIG_0:
        scdc->config = data & CONFIG_READ_REQUEST;
        break;
    }
}

static uint8_t scdc_register(const BCM2711SCDC *scdc)
{
    switch (scdc->offset) {
    case SINK_VERSION:
        return VERSION;
    case SOURCE_VERSION:
        return scdc->source_version;
    case UPDATE_0:
        return scdc->updates;
    case TMDS_CONFIG:
        return scdc->tmds_config;
    case SCRAMBLER_STATUS:
        return scdc_scrambler_status(scdc);
    case CONFIG_0:
        return scdc->config;
    default:
        return 0;
    }
}

uint8_t bcm2711_scdc_recv(BCM2711SCDC *scdc)
{
    uint8_t value = scdc_register(scdc);

    trace_bcm2711_scdc_read(scdc->offset, value);
    scdc->offset++;
    return value;
}

const VMStateDescription vmstate_bcm2711_scdc = {
    .name = "bcm2711-scdc",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(scrambled, BCM2711SCDC),
        VMSTATE_BOOL(expect_offset, BCM2711SCDC),
        VMSTATE_UINT8(offset, BCM2711SCDC),
        VMSTATE_UINT8(source_version, BCM2711SCDC),
        VMSTATE_UINT8(updates, BCM2711SCDC),
        VMSTATE_UINT8(tmds_config, BCM2711SCDC),
        VMSTATE_UINT8(config, BCM2711SCDC),
        /* lab { */
        VMSTATE_UINT64(agreements, BCM2711SCDC),
        /* } lab */
        VMSTATE_END_OF_LIST()
    }
};
