/*
 * BCM2711 hardware video scaler (HVS5): when a frame's lines are read
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HVS_SCAN_H
#define HW_DISPLAY_BCM2711_HVS_SCAN_H

/* When a pixel valve or the transposer reads the lines of a frame. */
typedef struct BCM2711HVSScan {
    int64_t active_ns;      /* virtual time at which line 0 is read */
    int64_t duration_ns;    /* of all lines together */
    uint32_t lines;
} BCM2711HVSScan;

#endif /* HW_DISPLAY_BCM2711_HVS_SCAN_H */
