/*
 * EDID of a monitor on a BCM2711 HDMI port
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Two blocks: the base block, with 1280x720 at 60 Hz preferred, and a CEA-861
 * block that announces HDMI and optionally LPCM audio.
 */

#ifndef HW_DISPLAY_BCM2711_EDID_H
#define HW_DISPLAY_BCM2711_EDID_H

#define BCM2711_EDID_BLOCK  128
#define BCM2711_EDID_SIZE   (2 * BCM2711_EDID_BLOCK)

/*
 * Writes BCM2711_EDID_SIZE bytes to @edid. @audio: announce LPCM audio;
 * @corrupt: change one byte of each block without its checksum.
 */
void bcm2711_edid_build(uint8_t *edid, bool audio, bool corrupt);

#endif /* HW_DISPLAY_BCM2711_EDID_H */
