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

/* The parts of a link that sends frames, each as Linux enables it */
static inline void phy_on(QTestState *qts, bool on)
{
    qtest_writel(qts, PERIPHERALS + 0xf00f98, 0x88980000);
    qtest_writel(qts, PERIPHERALS + 0xf00f28, 0x500);
    qtest_writel(qts, PERIPHERALS + 0xf00f00, on ? 0x30 : 0x0f);
}

static inline void video_on(QTestState *qts, bool on)
{
    qtest_writel(qts, PERIPHERALS + 0xf20044, on ? BIT(31) : 0);
}

static inline void valve_on(QTestState *qts, bool on)
{
    /* 1280x720, see bcm2711-pixelvalve-common.h */
    qtest_writel(qts, PERIPHERALS + 0x20a00c, 220 / 2 << 16 | 40 / 2);
    qtest_writel(qts, PERIPHERALS + 0x20a010, 110 / 2 << 16 | 1280 / 2);
    qtest_writel(qts, PERIPHERALS + 0x20a014, 20 << 16 | 5);
    qtest_writel(qts, PERIPHERALS + 0x20a018, 5 << 16 | 720);
    qtest_writel(qts, PERIPHERALS + 0x20a000, 1);
    qtest_writel(qts, PERIPHERALS + 0x20a004, on);
}

/* 720p from HDMI0, and the clock of a stream of 48 kHz */
static inline QTestState *machine_start_sending(void)
{
    QTestState *qts = machine_start();

    phy_on(qts, true);
    valve_on(qts, true);
    video_on(qts, true);
    qtest_writel(qts, HDMI0_CORE + 0x0c8, 6144);
    qtest_writel(qts, HDMI0_CORE + 0x0cc, 74250);
    qtest_writel(qts, HDMI0_CORE + 0x0d0, 74250);
    return qts;
}

#endif
