/*
 * BCM2711 hardware video scaler (HVS5)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The HVS reads planes from memory as display lists describe them, composes
 * them and passes the lines to the pixel valves. It has three channels (FIFOs)
 * and six outputs; mux fields select the channel of each output:
 *
 *   output 0  pixel valve 0         channel 0, fixed
 *   output 1  pixel valve 3 (VEC)   channel 1, fixed
 *   output 2  transposer (TXP)      channel 2, or 0 (DISPECTRL.DSP2_MUX)
 *   output 3  pixel valve 1         DISPCTRL.DSP3_MUX
 *   output 4  pixel valve 2 (HDMI0) DISPEOLN.DSP4_MUX
 *   output 5  pixel valve 4 (HDMI1) DISPDITHER.DSP5_MUX
 *
 * QEMU interface:
 *  + sysbus MMIO region 0: registers and display list RAM, 0x8000 bytes, at
 *    0x400000 in the peripheral window
 *  + sysbus IRQ 0: the HVS interrupt, GIC SPI 97
 *  + QOM property "frames" (uint64, read only): frames started since reset, on
 *    all channels together
 *  + graphic consoles: head 0 shows output 4 (HDMI0), head 1 output 5 (HDMI1).
 *    The device's id is "hvs": QMP screendump, -vnc and the like take it as
 *    "device" or "display".
 */

#ifndef HW_DISPLAY_BCM2711_HVS_H
#define HW_DISPLAY_BCM2711_HVS_H

#include "hw/display/bcm2711_hvs_scan.h"
#include "qom/object.h"

#define TYPE_BCM2711_HVS "bcm2711-hvs"
OBJECT_DECLARE_SIMPLE_TYPE(BCM2711HVSState, BCM2711_HVS)

#define BCM2711_HVS_OUTPUTS     6
#define BCM2711_HVS_OUTPUT_TXP  2

/*
 * What is behind @output requests a new frame (VSTART): the channel that feeds
 * it takes its next display list. @scan says when the lines will be read.
 */
void bcm2711_hvs_vstart(BCM2711HVSState *s, unsigned int output,
                        const BCM2711HVSScan *scan);

/* What is behind @output has read the last line of a frame. */
void bcm2711_hvs_frame_end(BCM2711HVSState *s, unsigned int output);

/*
 * Compose what @output shows now into a new buffer, 0xRRGGBB, line by line; to
 * be freed with g_free(). Returns NULL if that is nothing, or larger than any
 * mode of the hardware. Of a list that has no end, what comes before that is
 * drawn.
 */
uint32_t *bcm2711_hvs_draw(BCM2711HVSState *s, unsigned int output,
                           uint32_t *width, uint32_t *height);

/* The pixels that it reads and writes for that, a measure of time; or 0 */
uint64_t bcm2711_hvs_work(BCM2711HVSState *s, unsigned int output,
                          uint32_t *width, uint32_t *height);

#endif /* HW_DISPLAY_BCM2711_HVS_H */
