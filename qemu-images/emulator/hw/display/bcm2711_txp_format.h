/*
 * BCM2711 transposer (TXP): the formats in which it writes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_TXP_FORMAT_H
#define HW_DISPLAY_BCM2711_TXP_FORMAT_H

/* The bytes of a pixel; 0 if the field FORMAT of DST_CTRL has no such value */
unsigned int bcm2711_txp_pixel_bytes(unsigned int format);

/* Convert @count pixels of 0xRRGGBB, all with @alpha, to @bytes */
void bcm2711_txp_convert(unsigned int format, uint8_t alpha,
                         const uint32_t *pixels, uint8_t *bytes,
                         unsigned int count);

#endif /* HW_DISPLAY_BCM2711_TXP_FORMAT_H */
