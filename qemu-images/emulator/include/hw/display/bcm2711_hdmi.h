/*
 * BCM2711 HDMI transmitter
 *
 * Source of the places: Linux arch/arm/boot/dts/bcm2711.dtsi.
 *
 * QEMU interface:
 *  + sysbus MMIO regions, with their places in the peripherals:
 *
 *     index                      size    HDMI0      HDMI1
 *     BCM2711_HDMI_CORE      0   0x300   0xf00700   0xf05700
 *     BCM2711_HDMI_DVP       1   0x200   0xf00300   0xf05300
 *     BCM2711_HDMI_PHY       2   0x080   0xf00f00   0xf05f00
 *     BCM2711_HDMI_RM        3   0x080   0xf00f80   0xf05f80
 *     BCM2711_HDMI_PACKET    4   0x200   0xf01b00   0xf06b00
 *     BCM2711_HDMI_METADATA  5   0x400   0xf01f00   0xf06f00
 *     BCM2711_HDMI_CSC       6   0x080   0xf00200   0xf00280
 *     BCM2711_HDMI_CEC       7   0x100   0xf04300   0xf09300
 *
 *  + Clock output "pixel-clock": what the PHY's PLL makes, 0 Hz while the PLL
 *    is held in reset
 *  + Clock input "hsm": the HDMI state machine's clock. Optional: where it has
 *    no source it counts as running
 *  + named GPIO input "sw-reset": high holds the block in reset
 *  + named GPIO output "hotplug": high while a monitor is connected
 *  + named GPIO outputs "hpd-connected" and "hpd-removed": a pulse when one
 *    comes or goes
 *  + properties, readable and where it says so settable at any time:
 *     packet-delay-ns          uint64, rw: how long a packet's status takes to
 *                              follow its configuration; UINT64_MAX = for ever
 *     connected                bool, rw: whether a monitor is plugged in
 *     audio-infoframe          str: hex of the audio infoframe as sent for the
 *                              newest stream, header and checksum included
 *     audio-infoframe-late-ns  int64: the longest time, over all streams, from
 *                              the first word to the first infoframe; 0 if it
 *                              was being sent before; -1 if a stream never had
 *                              one. A stream that is still without counts as
 *                              late by the time that has passed
 *     audio-infoframe-missing-ns  int64: the longest that a stream went on,
 *                              from its first word to its end, without ever
 *                              having one; 0 if there is no such stream
 *     audio-monitor-rate       uint64: samples a second that a monitor makes of
 *                              the N and CTS that it is sent; 0 for none
 *     violations               strList: see hw/misc/bcm2711_rules.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HDMI_H
#define HW_DISPLAY_BCM2711_HDMI_H

#include "hw/clock.h"
#include "hw/display/bcm2711_hdmi_infoframe.h"
#include "hw/display/bcm2711_hdmi_packets.h"
#include "hw/misc/bcm2711_rules.h"
#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_BCM2711_HDMI "bcm2711-hdmi"
OBJECT_DECLARE_SIMPLE_TYPE(BCM2711HDMIState, BCM2711_HDMI)

/* Indices of the MMIO regions */
enum {
    BCM2711_HDMI_CORE,
    BCM2711_HDMI_DVP,
    BCM2711_HDMI_PHY,
    BCM2711_HDMI_RM,
    BCM2711_HDMI_PACKET,
    BCM2711_HDMI_METADATA,
    BCM2711_HDMI_CSC,
    BCM2711_HDMI_CEC,
    BCM2711_HDMI_NUM_BLOCKS,
};

#define BCM2711_HDMI_CORE_SIZE 0x300
#define BCM2711_HDMI_DVP_SIZE 0x200
#define BCM2711_HDMI_PHY_SIZE 0x80
#define BCM2711_HDMI_RM_SIZE 0x80
#define BCM2711_HDMI_METADATA_SIZE 0x400
#define BCM2711_HDMI_CSC_SIZE 0x80
#define BCM2711_HDMI_CEC_SIZE 0x100

/* One register block: its MMIO region, its words, whose it is */
typedef struct BCM2711HDMIBlock {
    MemoryRegion mmio;
    BCM2711HDMIState *hdmi;
    uint32_t *regs;
} BCM2711HDMIBlock;

struct BCM2711HDMIState {
    SysBusDevice parent_obj;

    BCM2711HDMIBlock blocks[BCM2711_HDMI_NUM_BLOCKS];
    Clock *pixel_clock;
    Clock *hsm;
    qemu_irq hotplug;
    qemu_irq hpd_connected;
    qemu_irq hpd_removed;

    uint32_t core[BCM2711_HDMI_CORE_SIZE / 4];
    uint32_t dvp[BCM2711_HDMI_DVP_SIZE / 4];
    uint32_t phy[BCM2711_HDMI_PHY_SIZE / 4];
    uint32_t rm[BCM2711_HDMI_RM_SIZE / 4];
    uint32_t metadata[BCM2711_HDMI_METADATA_SIZE / 4];
    uint32_t csc[BCM2711_HDMI_CSC_SIZE / 4];
    uint32_t cec[BCM2711_HDMI_CEC_SIZE / 4];

    BCM2711HDMIPackets packets;
    BCM2711AudioInfoframe infoframe;
    BCM2711Rules rules;
    bool connected;
    bool in_reset;
};

enum {
    BCM2711_HDMI_RULE_WRITE_WHILE_SENDING,
    BCM2711_HDMI_RULE_WRITE_WHILE_OFF,
    /* A register was touched while the state machine's clock was off */
    BCM2711_HDMI_RULE_CLOCK_OFF,
    /* The same, while the block was held in reset */
    BCM2711_HDMI_RULE_IN_RESET,
    /* HDMI mode was entered with too slow a state machine's clock */
    BCM2711_HDMI_RULE_HSM_SLOW,
    /* A stream's words came while the clock was off, or in reset */
    BCM2711_HDMI_RULE_AUDIO_OFF,
    /* A stream's first word came while N and CTS told of another rate */
    BCM2711_HDMI_RULE_AUDIO_CLOCK,
};

/* Of the PHY's PLL; 0 while it is held in reset */
uint64_t bcm2711_hdmi_pixel_hz(BCM2711HDMIState *s);
/* Whether the block has its clock and is not held in reset */
bool bcm2711_hdmi_operates(BCM2711HDMIState *s);

/*
 * What the MAI tells about its stream. @ns is the virtual time of the event,
 * @rate how many samples a second leave.
 */
void bcm2711_hdmi_audio_start(BCM2711HDMIState *s, int64_t ns);
void bcm2711_hdmi_audio_first_word(BCM2711HDMIState *s, uint64_t rate,
                                   int64_t ns);
void bcm2711_hdmi_audio_end(BCM2711HDMIState *s, int64_t ns);

/* For the transmitter's own parts */
void bcm2711_hdmi_audio_packet_sent(void *opaque, unsigned int id, int64_t ns);
void bcm2711_hdmi_audio_check_operates(BCM2711HDMIState *s);
uint64_t bcm2711_hdmi_audio_monitor_rate(BCM2711HDMIState *s);
void bcm2711_hdmi_add_properties(ObjectClass *klass);

#endif
