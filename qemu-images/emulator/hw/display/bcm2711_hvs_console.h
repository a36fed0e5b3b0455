/*
 * BCM2711 hardware video scaler (HVS5): the consoles that show its outputs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HVS_CONSOLE_H
#define HW_DISPLAY_BCM2711_HVS_CONSOLE_H

#include "hw/display/bcm2711_hvs_compose.h"
#include "ui/console.h"

/* Returns false if @output of @device shows nothing now */
typedef bool BCM2711HVSPictureFn(DeviceState *device, unsigned int output,
                                 BCM2711HVSPicture *picture);

typedef struct BCM2711HVSHead {
    DeviceState *device;
    BCM2711HVSPictureFn *picture;
    QemuConsole *con;
    unsigned int output;
    bool on;                /* the console shows a picture */
} BCM2711HVSHead;

/* Console @number of @device shows its @output */
void bcm2711_hvs_head_init(BCM2711HVSHead *head, DeviceState *device,
                           BCM2711HVSPictureFn *picture, uint32_t number,
                           unsigned int output);

#endif /* HW_DISPLAY_BCM2711_HVS_CONSOLE_H */
