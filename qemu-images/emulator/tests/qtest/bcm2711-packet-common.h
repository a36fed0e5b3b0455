/*
 * Shared by the tests of the BCM2711 HDMI transmitter's packets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_QTEST_BCM2711_PACKET_COMMON_H
#define TESTS_QTEST_BCM2711_PACKET_COMMON_H

#include "bcm2711-hdmi-common.h"

#define HDMI0_CORE (PERIPHERALS + 0xf00700)
#define HDMI0_PACKET (PERIPHERALS + 0xf01b00)

/* Linux vc4_regs.h, VC4_HDMI_RAM_PACKET_*; a bit for each packet */
#define RAM_PACKET_CONFIG (HDMI0_CORE + 0x0bc)
#define RAM_ON BIT(16)
#define RAM_PACKET_STATUS (HDMI0_CORE + 0x0c4)
#define AVI BIT(2)
#define AUDIO BIT(4)
/* Two of which no infoframe is known */
#define FREE_8 BIT(8)
#define FREE_9 BIT(9)

/* A packet's nine words */
#define PACKET(id) (HDMI0_PACKET + 0x24 * (id))

/* The device's default */
#define DELAY_NS 2000

#endif
