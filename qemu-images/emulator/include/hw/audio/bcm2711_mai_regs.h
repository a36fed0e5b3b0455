/*
 * Registers of the BCM2711 MAI
 *
 * Source: Linux drivers/gpu/drm/vc4/vc4_hdmi_regs.h (offsets) and vc4_regs.h
 * (VC4_HD_MAI_*, VC4_HDMI_MAI_FORMAT_*). Linux 5.10 to 7.1 write CTL, THR, SMP
 * and, by DMA, DATA; from 6.1 on FMT too; none of them reads one. Reset values
 * are not public; all registers start as zero.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_AUDIO_BCM2711_MAI_REGS_H
#define HW_AUDIO_BCM2711_MAI_REGS_H

#include "hw/registerfields.h"

REG32(CTL, 0x00)
    FIELD(CTL, RESET, 0, 1)     /* single shot */
    FIELD(CTL, ERRORF, 1, 1)    /* overflow, write 1 to clear */
    FIELD(CTL, ERRORE, 2, 1)    /* underflow, write 1 to clear */
    FIELD(CTL, ENABLE, 3, 1)
    FIELD(CTL, CHNUM, 4, 4)
    FIELD(CTL, PAREN, 8, 1)     /* make the parity bit, do not pass it on */
    FIELD(CTL, FLUSH, 9, 1)
    FIELD(CTL, EMPTY, 10, 1)
    FIELD(CTL, FULL, 11, 1)
    FIELD(CTL, WHOLSMP, 12, 1)  /* take whole samples only */
    FIELD(CTL, CHALIGN, 13, 1)
    FIELD(CTL, BUSY, 14, 1)
    FIELD(CTL, DLATE, 15, 1)    /* data came late, write 1 to clear */
REG32(THR, 0x04)                /* see bcm2711_mai_fifo.c */
    FIELD(THR, DREQLOW, 0, 6)
    FIELD(THR, DREQHIGH, 8, 6)
    FIELD(THR, PANICLOW, 16, 6)
    FIELD(THR, PANICHIGH, 24, 6)
REG32(FMT, 0x08)                /* header for the MAI bus; kept only */
    FIELD(FMT, SAMPLE_RATE, 8, 8)
    FIELD(FMT, AUDIO_FORMAT, 16, 8)     /* 2: PCM, 200: HBR */
REG32(DATA, 0x0c)
REG32(SMP, 0x10)                /* see bcm2711_mai_clock.c */
    FIELD(SMP, M, 0, 8)
    FIELD(SMP, N, 8, 24)

#endif
