/*
 * BCM2711 MAI: the FIFO through which audio words enter an HDMI transmitter
 *
 * QEMU interface:
 *  + sysbus MMIO region 0, size 0x14, at 0xf20010 (MAI of HDMI0) and 0xf20030
 *    (HDMI1) of the peripherals, over the HD block
 *  + named GPIO output "dreq": falls when the FIFO's level reaches
 *    MAI_THR.DREQLOW, rises when it falls below half of that (a modelling
 *    choice, see hw/audio/bcm2711_mai_fifo.c); to DMA request 10 (HDMI0), 17
 *    (HDMI1), as in the device tree and in "BCM2711 ARM Peripherals", 4.2.1.3.
 *    It rises only from a timer, never within a register write; it may fall
 *    within one
 *  + Clock input "audio": 108 MHz if it has no source
 * lab {
 *  + link "hdmi" <bcm2711-audio-sink>: the transmitter that it feeds; optional
 *  + properties, readable at any time:
 *     dreq-exact     bool, rw: DREQ rises as soon as the level is under
 *                    DREQLOW, as on hardware, and not only under half of it.
 *                    Default false, which costs less of the host's time; no
 *                    reset touches it
 *     dreq-stall-ns  uint64, rw: a fault: in each stream DREQ stays low that
 *                    long from its first word on; if set in the middle of a
 *                    stream, from then on. 0 ends it, UINT64_MAX lasts forever;
 *                    no reset touches it
 *     words-played   uint64: words that left
 *     first-word-ns  int64: when the newest stream's first word left, -1 = not
 *                    yet
 *     last-word-ns   int64: when the newest word of any stream left, -1 = none
 *     streams        uint64: how often MAI_CTL.ENABLE rose
 *     underruns      uint64: how often words were missing inside a stream
 *     drains         uint64: how often a stream ended with the FIFO run dry
 *     overruns       uint64: words that were written to a full FIFO
 *     rate           uint64: samples per second, from MAI_SMP
 *     channels       uint32: from MAI_CTL
 *     level          uint32: words in the FIFO
 *     violations     strList: see hw/misc/bcm2711_rules.h
 * } lab
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_AUDIO_BCM2711_MAI_H
#define HW_AUDIO_BCM2711_MAI_H

#define TYPE_BCM2711_MAI "bcm2711-hdmi-mai"

/* lab { */
/*
 * Whether any MAI plays, or a sample left one at or after the virtual time @ns.
 * It plays from when it is enabled until no sample is there. This neither reads
 * the clock nor changes a device, so that it can be called at any point.
 */
bool bcm2711_mai_played_since(int64_t ns);
/* } lab */

#endif
