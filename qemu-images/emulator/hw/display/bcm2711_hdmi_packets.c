/*
 * BCM2711 HDMI packet RAM: packets to be sent, and packets being sent
 *
 * A bit of RAM_PACKET_CONFIG requests a packet to be sent with each video
 * frame; the same bit of RAM_PACKET_STATUS shows that it is being sent. The
 * status follows the configuration after a delay, because the hardware polls
 * the configuration: the driver (vc4_hdmi.c, vc4_hdmi_stop_packet) waits for up
 * to 100 ms. Each packet has its own deadline, counted from when its
 * configuration started to differ from its status; if the two agree again
 * before that, nothing happens.
 *
 * Packets go out between frames. While there are none, no packet is sent; those
 * that are configured are sent a delay after the frames begin.
 *
 * lab {
 * The hardware polls at moments of its own: with a jitter the delay is longer,
 * by up to that much, as the seed of the vCPUs' turns has it.
 *
 * Delay and jitter are properties of the device, which no reset touches.
 *
 * } lab
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hdmi_packets.h"
#include "hw/registerfields.h"
/* lab { */
#include "qemu/icount-jitter.h"
/* } lab */
#include "trace.h"

/* Linux vc4_regs.h: VC4_HDMI_RAM_PACKET_ENABLE */
FIELD(RAM_PACKET_CONFIG, PACKETS, 0, BCM2711_HDMI_PACKET_FLAGS)
FIELD(RAM_PACKET_CONFIG, RAM_ON, 16, 1)

bool bcm2711_hdmi_packets_ram_on(const BCM2711HDMIPackets *packets)
{
    return FIELD_EX32(packets->config, RAM_PACKET_CONFIG, RAM_ON);
}

static uint32_t packets_configured(const BCM2711HDMIPackets *packets)
{
    return bcm2711_hdmi_packets_ram_on(packets)
           ? FIELD_EX32(packets->config, RAM_PACKET_CONFIG, PACKETS) : 0;
}

/* The status after the delay */
static uint32_t packets_target(const BCM2711HDMIPackets *packets)
{
    return packets->sending ? packets_configured(packets) : 0;
}

/* When packet @id's status follows; INT64_MAX: never */
static int64_t packets_deadline(const BCM2711HDMIPackets *packets,
                                unsigned int id)
{
    int64_t due = packets->since_ns[id];

    /* lab { */
    /* The DMA's channels are the first sources of jitter */
    due += icount_jitter((1 + packets->port) * BCM2711_HDMI_PACKET_FLAGS + id,
                         due, packets->jitter_ns);
    /* } lab */
    return packets->delay_ns > INT64_MAX - due ? INT64_MAX
                                               : due + packets->delay_ns;
}

static void packets_arm(BCM2711HDMIPackets *packets)
{
    uint32_t differ = packets_target(packets) ^ packets->status;
    int64_t next = INT64_MAX;

    for (unsigned int id = 0; id < BCM2711_HDMI_PACKET_FLAGS; id++) {
        if (differ & BIT(id)) {
            next = MIN(next, packets_deadline(packets, id));
        }
    }
    if (next == INT64_MAX) {
        timer_del(&packets->timer);
    } else {
        timer_mod(&packets->timer, next);
    }
}

/* Update every status bit whose deadline has passed */
static void packets_update(BCM2711HDMIPackets *packets, int64_t now)
{
    uint32_t differ = packets_target(packets) ^ packets->status;

    for (unsigned int id = 0; id < BCM2711_HDMI_PACKET_FLAGS; id++) {
        int64_t deadline = packets_deadline(packets, id);

        if (!(differ & BIT(id)) || deadline > now) {
            continue;
        }
        packets->status ^= BIT(id);
        trace_bcm2711_hdmi_packet(id, !!(packets->status & BIT(id)), deadline);
        if (packets->status & BIT(id)) {
            packets->sent(packets->opaque, id, deadline);
        }
    }
    packets_arm(packets);
}

static void packets_timer(void *opaque)
{
    packets_update(opaque, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL));
}

static void packets_set(BCM2711HDMIPackets *packets, uint32_t config,
                        bool sending)
{
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    uint32_t changed;

    packets_update(packets, now);
    changed = packets_target(packets);
    packets->config = config;
    packets->sending = sending;
    changed ^= packets_target(packets);
    for (unsigned int id = 0; id < BCM2711_HDMI_PACKET_FLAGS; id++) {
        if (changed & BIT(id)) {
            packets->since_ns[id] = now;
        }
    }
    packets_update(packets, now);
}

void bcm2711_hdmi_packets_set_config(BCM2711HDMIPackets *packets,
                                     uint32_t value)
{
    packets_set(packets, value, packets->sending);
}

void bcm2711_hdmi_packets_set_sending(BCM2711HDMIPackets *packets, bool sending)
{
    if (sending != packets->sending) {
        packets_set(packets, packets->config, sending);
    }
}

/* lab { */
void bcm2711_hdmi_packets_set_delay(BCM2711HDMIPackets *packets,
                                    uint64_t delay_ns, uint64_t jitter_ns)
{
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    packets_update(packets, now);
    packets->delay_ns = delay_ns;
    packets->jitter_ns = jitter_ns;
    /* Pending changes take the new delay, counted from their start */
    packets_update(packets, now);
}
/* } lab */

uint32_t bcm2711_hdmi_packets_status(BCM2711HDMIPackets *packets)
{
    packets_update(packets, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL));
    return packets->status;
}

bool bcm2711_hdmi_packets_in_use(BCM2711HDMIPackets *packets, unsigned int id)
{
    return (packets_configured(packets) |
            bcm2711_hdmi_packets_status(packets)) & BIT(id);
}

/* vc4_hdmi_write_infoframe: words of three and of four bytes alternate */
void bcm2711_hdmi_packets_bytes(const BCM2711HDMIPackets *packets,
                                unsigned int id,
                                uint8_t bytes[BCM2711_HDMI_PACKET_BYTES])
{
    unsigned int word = id * BCM2711_HDMI_PACKET_STRIDE / 4;
    unsigned int count = 0;

    assert(id < BCM2711_HDMI_NUM_PACKETS);
    for (unsigned int i = 0; count < BCM2711_HDMI_PACKET_BYTES; i++) {
        for (unsigned int j = 0; j < (i % 2 ? 4 : 3); j++) {
            bytes[count++] = extract32(packets->ram[word + i], 8 * j, 8);
        }
    }
}

void bcm2711_hdmi_packets_reset(BCM2711HDMIPackets *packets)
{
    packets->config = 0;
    packets->status = 0;
    memset(packets->ram, 0, sizeof(packets->ram));
    memset(packets->since_ns, 0, sizeof(packets->since_ns));
    timer_del(&packets->timer);
}

void bcm2711_hdmi_packets_init(BCM2711HDMIPackets *packets,
                               BCM2711HDMIPacketSent *sent, void *opaque)
{
    packets->sent = sent;
    packets->opaque = opaque;
    timer_init_ns(&packets->timer, QEMU_CLOCK_VIRTUAL, packets_timer, packets);
}

void bcm2711_hdmi_packets_finalize(BCM2711HDMIPackets *packets)
{
    timer_del(&packets->timer);
}

static int packets_post_load(void *opaque, int version_id)
{
    packets_arm(opaque);
    return 0;
}

const VMStateDescription vmstate_bcm2711_hdmi_packets = {
    .name = "bcm2711-hdmi-packets",
    .version_id = 3,
    .minimum_version_id = 3,
    .post_load = packets_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(sending, BCM2711HDMIPackets),
        VMSTATE_UINT32(config, BCM2711HDMIPackets),
        VMSTATE_UINT32(status, BCM2711HDMIPackets),
        VMSTATE_UINT32_ARRAY(ram, BCM2711HDMIPackets,
                             BCM2711_HDMI_PACKET_RAM_SIZE / 4),
        VMSTATE_INT64_ARRAY(since_ns, BCM2711HDMIPackets,
                            BCM2711_HDMI_PACKET_FLAGS),
        /* lab { */
        VMSTATE_UINT64(delay_ns, BCM2711HDMIPackets),
        VMSTATE_UINT64(jitter_ns, BCM2711HDMIPackets),
        /* } lab */
        VMSTATE_END_OF_LIST()
    }
};
