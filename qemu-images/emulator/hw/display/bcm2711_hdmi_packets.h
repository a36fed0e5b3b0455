/*
 * BCM2711 HDMI packet RAM: packets to be sent, and packets being sent
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HDMI_PACKETS_H
#define HW_DISPLAY_BCM2711_HDMI_PACKETS_H

#include "qemu/timer.h"
#include "migration/vmstate.h"

#define BCM2711_HDMI_PACKET_RAM_SIZE 0x200
/* Linux vc4_hdmi_regs.h: VC4_HDMI_PACKET_STRIDE */
#define BCM2711_HDMI_PACKET_STRIDE 0x24
/* How many packets of that stride the RAM holds */
#define BCM2711_HDMI_NUM_PACKETS \
    (BCM2711_HDMI_PACKET_RAM_SIZE / BCM2711_HDMI_PACKET_STRIDE)
/* A packet: three header bytes, 28 body bytes */
#define BCM2711_HDMI_PACKET_BYTES 31
/* Bits in RAM_PACKET_CONFIG and RAM_PACKET_STATUS */
#define BCM2711_HDMI_PACKET_FLAGS 16

/* An infinite delay: the status never follows the configuration */
#define BCM2711_HDMI_PACKET_NEVER UINT64_MAX

/* Called when packet @id started to be sent, at virtual time @ns */
typedef void BCM2711HDMIPacketSent(void *opaque, unsigned int id, int64_t ns);

typedef struct BCM2711HDMIPackets {
    /* lab { */
    uint8_t port;               /* property, until the device is realized */
    /* } lab */

    bool sending;               /* frames, with packets between them */
    uint32_t config;
    uint32_t status;
    uint32_t ram[BCM2711_HDMI_PACKET_RAM_SIZE / 4];
    /* Since when a packet's status differs from what it has to become */
    int64_t since_ns[BCM2711_HDMI_PACKET_FLAGS];
    uint64_t delay_ns;
    /* lab { */
    uint64_t jitter_ns;
    /* } lab */

    QEMUTimer timer;
    BCM2711HDMIPacketSent *sent;
    void *opaque;
} BCM2711HDMIPackets;

extern const VMStateDescription vmstate_bcm2711_hdmi_packets;

void bcm2711_hdmi_packets_init(BCM2711HDMIPackets *packets,
                               BCM2711HDMIPacketSent *sent, void *opaque);
void bcm2711_hdmi_packets_finalize(BCM2711HDMIPackets *packets);
void bcm2711_hdmi_packets_reset(BCM2711HDMIPackets *packets);

void bcm2711_hdmi_packets_set_config(BCM2711HDMIPackets *packets,
                                     uint32_t value);
void bcm2711_hdmi_packets_set_sending(BCM2711HDMIPackets *packets,
                                      bool sending);
/* lab { */
void bcm2711_hdmi_packets_set_delay(BCM2711HDMIPackets *packets,
                                    uint64_t delay_ns, uint64_t jitter_ns);
/* } lab */
uint32_t bcm2711_hdmi_packets_status(BCM2711HDMIPackets *packets);

/* Whether RAM_PACKET_CONFIG has the packet RAM switched on */
bool bcm2711_hdmi_packets_ram_on(const BCM2711HDMIPackets *packets);

/* Whether packet @id is configured to be sent or still being sent */
bool bcm2711_hdmi_packets_in_use(BCM2711HDMIPackets *packets, unsigned int id);

/* The bytes of packet @id, as sent */
void bcm2711_hdmi_packets_bytes(const BCM2711HDMIPackets *packets,
                                unsigned int id,
                                uint8_t bytes[BCM2711_HDMI_PACKET_BYTES]);

#endif
