/*
 * EDIDs of monitors on a BCM2711 HDMI port
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_EDID_H
#define HW_DISPLAY_BCM2711_EDID_H

#define BCM2711_EDID_BLOCK  128
/* What E-DDC can address: 128 segments of two blocks */
#define BCM2711_EDID_MAX    (256 * BCM2711_EDID_BLOCK)

/* The monitor that a port has if none is chosen */
#define BCM2711_EDID_DEFAULT "surround"

/*
 * Writes the EDID of the monitor called @name to @edid, which has room for
 * BCM2711_EDID_MAX bytes. Returns its size; 0 if there is no such monitor.
 */
size_t bcm2711_edid_build(uint8_t *edid, const char *name);

/* The monitor that has this EDID, or "" */
const char *bcm2711_edid_name(const uint8_t *edid, size_t size);

/* Whether it announces a status and control data channel */
bool bcm2711_edid_has_scdc(const uint8_t *edid, size_t size);

/* The names of all monitors, for messages; to be freed */
char *bcm2711_edid_names(void);

#endif /* HW_DISPLAY_BCM2711_EDID_H */
