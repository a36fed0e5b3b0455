/*
 * BCM2711 HDMI transmitter: registers and rules that its parts share
 *
 * Source of the registers: Linux drivers/gpu/drm/vc4/vc4_hdmi_regs.h (offsets,
 * the tables vc5_hdmi_hdmi0_fields and vc5_hdmi_hdmi1_fields) and vc4_regs.h
 * (fields). The offsets are the same in Linux 5.10.223, 6.1.176, 6.12.107 and
 * 7.1.8. Reset values are not public; all registers start as zero.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HDMI_INTERNAL_H
#define HW_DISPLAY_BCM2711_HDMI_INTERNAL_H

#include "hw/registerfields.h"

/* Core */
REG32(FIFO_CTL, 0x074)
    FIELD(FIFO_CTL, RECENTER, 6, 1)
    FIELD(FIFO_CTL, RECENTER_DONE, 14, 1)
REG32(MAI_CHANNEL_MAP, 0x09c)   /* see bcm2711_hdmi_sound.c, as the next two */
REG32(MAI_CONFIG, 0x0a0)
    FIELD(MAI_CONFIG, CHANNEL_MASK, 0, 16)
REG32(AUDIO_PACKET_CONFIG, 0x0b8)
    FIELD(AUDIO_PACKET_CONFIG, CEA_MASK, 0, 8)
    FIELD(AUDIO_PACKET_CONFIG, FORCE_LAYOUT, 8, 1)
    FIELD(AUDIO_PACKET_CONFIG, LAYOUT, 9, 1)
    FIELD(AUDIO_PACKET_CONFIG, B_FRAME_IDENTIFIER, 10, 4)
REG32(RAM_PACKET_CONFIG, 0x0bc)
REG32(RAM_PACKET_STATUS, 0x0c4)
REG32(CRP_CFG, 0x0c8)
    FIELD(CRP_CFG, N, 0, 20)
    FIELD(CRP_CFG, DISABLE, 25, 1)      /* send no clock packets */
REG32(CTS_0, 0x0cc)
    FIELD(CTS_0, CTS, 0, 20)
REG32(CTS_1, 0x0d0)             /* alternates with CTS_0 */
    FIELD(CTS_1, CTS, 0, 20)
REG32(SCHEDULER_CONTROL, 0x0e0)
    FIELD(SCHEDULER_CONTROL, MODE_HDMI, 0, 1)
    FIELD(SCHEDULER_CONTROL, HDMI_ACTIVE, 1, 1)
REG32(HORZA, 0x0e4)
    FIELD(HORZA, ACTIVE, 0, 14)
REG32(HORZB, 0x0e8)
REG32(VERTA0, 0x0ec)
    FIELD(VERTA, ACTIVE, 0, 13)
REG32(VERTB0, 0x0f0)
REG32(VERTA1, 0x0f4)
REG32(VERTB1, 0x0f8)
/* These from later kernels (6.1) on */
REG32(MISC_CONTROL, 0x100)
REG32(FORMAT_DET_1, 0x134)      /* and on to 10 */
REG32(FORMAT_DET_10, 0x158)
REG32(DEEP_COLOR_CONFIG_1, 0x170)
REG32(GCP_CONFIG, 0x178)
REG32(GCP_WORD_1, 0x17c)
REG32(SCRAMBLER_CTL, 0x1c4)
    FIELD(SCRAMBLER_CTL, ENABLE, 0, 1)
REG32(HOTPLUG, 0x1a8)
    FIELD(HOTPLUG, CONNECTED, 0, 1)

/* DVP interface */
REG32(CLOCK_STOP, 0x0bc)
REG32(VEC_INTERFACE_CFG, 0x0ec)
REG32(VEC_INTERFACE_XBAR, 0x0f0)

/* PHY */
REG32(TX_PHY_RESET_CTL, 0x000)
    FIELD(TX_PHY_RESET_CTL, PLLDIV_RESETB, 4, 1)
    FIELD(TX_PHY_RESET_CTL, PLL_RESETB, 5, 1)
REG32(TX_PHY_CLK_DIV, 0x028)
    FIELD(TX_PHY_CLK_DIV, VCO, 8, 8)

/* Rate manager */
REG32(RM_OFFSET, 0x018)
    FIELD(RM_OFFSET, OFFSET, 0, 31)

enum {
    BCM2711_HDMI_RULE_WRITE_WHILE_SENDING,
    BCM2711_HDMI_RULE_WRITE_WHILE_OFF,
    /* A register was accessed while the state machine's clock was off */
    BCM2711_HDMI_RULE_CLOCK_OFF,
    /* A register was accessed while the block was held in reset */
    BCM2711_HDMI_RULE_IN_RESET,
    /* HDMI mode was entered with the state machine's clock too slow */
    BCM2711_HDMI_RULE_HSM_SLOW,
    /* lab { */
    /* A stream's words came while the clock was off, or in reset */
    BCM2711_HDMI_RULE_AUDIO_OFF,
    /* A stream's first word came while N and CTS gave another rate */
    BCM2711_HDMI_RULE_AUDIO_CLOCK,
    /* } lab */
    /* An infoframe started to be sent; see bcm2711_hdmi_infoframe.c */
    BCM2711_HDMI_RULE_INFOFRAME_HEADER,
    BCM2711_HDMI_RULE_INFOFRAME_CHECKSUM,
    BCM2711_HDMI_RULE_INFOFRAME_TAIL,
    BCM2711_HDMI_RULE_INFOFRAME_MODE,
};

#endif
