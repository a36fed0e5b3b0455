/*
 * CRC of a composed picture
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_PICTURE_CRC_H
#define HW_DISPLAY_BCM2711_PICTURE_CRC_H

/*
 * CRC-32 (as of zlib) of @count pixels of 0xRRGGBB: three bytes each, its red,
 * green and blue
 */
uint32_t bcm2711_picture_crc(const uint32_t *pixels, size_t count);

#endif /* HW_DISPLAY_BCM2711_PICTURE_CRC_H */
