/*
 * BCM2711 HDMI transmitter: CEC
 *
 * It runs on a clock of its own, so messages are sent and received while no
 * mode is set, and while the state machine's clock is off.
 *
 * Source of the registers: Linux drivers/gpu/drm/vc4/vc4_hdmi_regs.h (offsets)
 * and vc4_regs.h (fields, and what their comments say). Of the clock: Linux
 * arch/arm/boot/dts/bcm2711.dtsi. Not documented, and so assumed:
 *  - until CLEAR_RECEIVE_OFF is written after a message, no other one is taken
 *    or acknowledged
 *  - a lost arbitration is one of the two attempts that a message has
 *  - a divider of 0 is no clock; a count of 0 is one cycle
 * Messages of more than 16 bytes (RX_CONTINUE, TX_CONTINUE) are not modelled.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hdmi_cec.h"
#include "hw/registerfields.h"
#include "qapi/visitor.h"
#include "qemu/log.h"

#define CLOCK_MHZ 27

#define GET(port, reg, field) FIELD_EX32((port)->regs[R_ ## reg], reg, field)
#define SET(port, reg, field, value) \
    ARRAY_FIELD_DP32((port)->regs, reg, field, value)

REG32(CEC_CNTRL_1, 0x10)
    FIELD(CEC_CNTRL_1, DIV_CLK_CNT, 0, 12)
    FIELD(CEC_CNTRL_1, ADDR, 12, 4)
    FIELD(CEC_CNTRL_1, MESSAGE_LENGTH, 16, 4)   /* less one */
    FIELD(CEC_CNTRL_1, START_XMIT_BEGIN, 20, 1)
    FIELD(CEC_CNTRL_1, CLEAR_RECEIVE_OFF, 21, 1)
    FIELD(CEC_CNTRL_1, TX_CONTINUE, 22, 1)
    FIELD(CEC_CNTRL_1, RX_CONTINUE, 23, 1)
    FIELD(CEC_CNTRL_1, REC_WRD_CNT, 24, 4)      /* less one */
    FIELD(CEC_CNTRL_1, RX_STATUS_GOOD, 28, 1)
    FIELD(CEC_CNTRL_1, RX_EOM, 29, 1)
    FIELD(CEC_CNTRL_1, TX_STATUS_GOOD, 30, 1)
    FIELD(CEC_CNTRL_1, TX_EOM, 31, 1)
#define CNTRL_1_STATUS MAKE_64BIT_MASK(24, 8)
/* How many cycles of the divided clock make these times, in us */
REG32(CEC_CNTRL_2, 0x14)
    FIELD(CEC_CNTRL_2, CNT_TO_400, 0, 5)
    FIELD(CEC_CNTRL_2, CNT_TO_600, 5, 6)
    FIELD(CEC_CNTRL_2, CNT_TO_800, 11, 6)
    FIELD(CEC_CNTRL_2, CNT_TO_1300, 17, 7)
    FIELD(CEC_CNTRL_2, CNT_TO_1500, 24, 7)
REG32(CEC_CNTRL_3, 0x18)
    FIELD(CEC_CNTRL_3, CNT_TO_1700, 0, 8)
    FIELD(CEC_CNTRL_3, CNT_TO_2050, 8, 8)
    FIELD(CEC_CNTRL_3, CNT_TO_2400, 16, 8)
    FIELD(CEC_CNTRL_3, CNT_TO_2750, 24, 8)
REG32(CEC_CNTRL_4, 0x1c)
    FIELD(CEC_CNTRL_4, CNT_TO_3500, 0, 8)
    FIELD(CEC_CNTRL_4, CNT_TO_3600, 8, 8)
    FIELD(CEC_CNTRL_4, CNT_TO_3900, 16, 8)
    FIELD(CEC_CNTRL_4, CNT_TO_4300, 24, 8)
REG32(CEC_CNTRL_5, 0x20)
    FIELD(CEC_CNTRL_5, CNT_TO_4500, 0, 8)
    FIELD(CEC_CNTRL_5, CNT_TO_4700, 8, 8)
    FIELD(CEC_CNTRL_5, RX_CEC_INT, 23, 1)       /* the newest one was RX */
    FIELD(CEC_CNTRL_5, RX_SW_RESET, 26, 1)
    FIELD(CEC_CNTRL_5, TX_SW_RESET, 27, 1)
/* The first byte is the low byte of the first register. */
REG32(CEC_TX_DATA_1, 0x28)
REG32(CEC_TX_DATA_4, 0x34)
REG32(CEC_RX_DATA_1, 0x38)
REG32(CEC_RX_DATA_4, 0x44)

static uint32_t cec_count(BCM2711CECPort *port, BCM2711CECTime time)
{
    switch (time) {
    case CEC_ONE_MIN:
        return GET(port, CEC_CNTRL_2, CNT_TO_400);
    case CEC_ONE:
        return GET(port, CEC_CNTRL_2, CNT_TO_600);
    case CEC_ONE_MAX:
        return GET(port, CEC_CNTRL_2, CNT_TO_800);
    case CEC_ZERO_MIN:
        return GET(port, CEC_CNTRL_2, CNT_TO_1300);
    case CEC_ZERO:
        return GET(port, CEC_CNTRL_2, CNT_TO_1500);
    case CEC_ZERO_MAX:
        return GET(port, CEC_CNTRL_3, CNT_TO_1700);
    case CEC_BIT_MIN:
        return GET(port, CEC_CNTRL_3, CNT_TO_2050);
    case CEC_BIT:
        return GET(port, CEC_CNTRL_3, CNT_TO_2400);
    case CEC_BIT_MAX:
        return GET(port, CEC_CNTRL_3, CNT_TO_2750);
    case CEC_START_LOW_MIN:
        return GET(port, CEC_CNTRL_4, CNT_TO_3500);
    case CEC_START_LOW:
        return GET(port, CEC_CNTRL_4, CNT_TO_3600);
    case CEC_START_LOW_MAX:
        return GET(port, CEC_CNTRL_4, CNT_TO_3900);
    case CEC_START_MIN:
        return GET(port, CEC_CNTRL_4, CNT_TO_4300);
    case CEC_START:
        return GET(port, CEC_CNTRL_5, CNT_TO_4500);
    default:
        return GET(port, CEC_CNTRL_5, CNT_TO_4700);
    }
}

static int64_t cec_time(void *opaque, BCM2711CECTime time)
{
    BCM2711CECPort *port = opaque;
    uint32_t cycles = MAX(cec_count(port, time), 1) *
                      MAX(GET(port, CEC_CNTRL_1, DIV_CLK_CNT), 1);

    return cycles * 1000LL / CLOCK_MHZ;
}

/* Receive */

static bool cec_receives(BCM2711CECPort *port)
{
    return GET(port, CEC_CNTRL_1, DIV_CLK_CNT) &&
           !GET(port, CEC_CNTRL_5, RX_SW_RESET) &&
           !GET(port, CEC_CNTRL_1, RX_EOM);
}

static bool cec_is_for(BCM2711CECPort *port, uint8_t header)
{
    return cec_receives(port) && (header & 0xf) == GET(port, CEC_CNTRL_1, ADDR);
}

static bool cec_pulls_ack(void *opaque, uint8_t header, bool first)
{
    /* A port without an address has that of broadcasts. */
    return (header & 0xf) != CEC_BROADCAST && cec_is_for(opaque, header);
}

static void cec_clear_receiver(BCM2711CECPort *port)
{
    SET(port, CEC_CNTRL_1, REC_WRD_CNT, 0);
    SET(port, CEC_CNTRL_1, RX_STATUS_GOOD, 0);
    SET(port, CEC_CNTRL_1, RX_EOM, 0);
    SET(port, CEC_CNTRL_5, RX_CEC_INT, 0);
}

static void cec_heard(void *opaque, const BCM2711CECMessage *message)
{
    BCM2711CECPort *port = opaque;
    bool broadcast = (message->bytes[0] & 0xf) == CEC_BROADCAST;

    if (!message->acked || !(cec_is_for(port, message->bytes[0]) ||
                             (broadcast && cec_receives(port)))) {
        return;
    }
    for (int i = 0; i < message->len; i++) {
        uint32_t *reg = &port->regs[R_CEC_RX_DATA_1 + i / 4];

        *reg = deposit32(*reg, i % 4 * 8, 8, message->bytes[i]);
    }
    SET(port, CEC_CNTRL_1, REC_WRD_CNT, message->len - 1);
    SET(port, CEC_CNTRL_1, RX_STATUS_GOOD, 1);
    SET(port, CEC_CNTRL_1, RX_EOM, 1);
    SET(port, CEC_CNTRL_5, RX_CEC_INT, 1);
    port->received++;
    qemu_irq_pulse(port->rx_done);
}

static void cec_stuck(void *opaque)
{
    BCM2711CECPort *port = opaque;

    if (GET(port, CEC_CNTRL_1, DIV_CLK_CNT)) {
        qemu_irq_pulse(port->line_low);
    }
}

/* Send */

static void cec_start(BCM2711CECPort *port)
{
    uint8_t bytes[CEC_MAX_BYTES];

    SET(port, CEC_CNTRL_1, TX_STATUS_GOOD, 0);
    SET(port, CEC_CNTRL_1, TX_EOM, 0);
    if (!GET(port, CEC_CNTRL_1, DIV_CLK_CNT) ||
        GET(port, CEC_CNTRL_5, TX_SW_RESET)) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: CEC message sent without a clock, "
                      "or in reset\n", __func__);
        return;
    }
    for (int i = 0; i < CEC_MAX_BYTES; i++) {
        bytes[i] = extract32(port->regs[R_CEC_TX_DATA_1 + i / 4], i % 4 * 8, 8);
    }
    bcm2711_cec_node_send(&port->node, bytes,
                          GET(port, CEC_CNTRL_1, MESSAGE_LENGTH) + 1);
}

static void cec_sent(void *opaque, BCM2711CECResult result)
{
    BCM2711CECPort *port = opaque;

    SET(port, CEC_CNTRL_1, TX_STATUS_GOOD, result == CEC_ACKED);
    SET(port, CEC_CNTRL_1, TX_EOM, 1);
    SET(port, CEC_CNTRL_5, RX_CEC_INT, 0);
    qemu_irq_pulse(port->tx_done);
}

static const BCM2711CECNodeOps cec_ops = {
    .time = cec_time,
    .pulls_ack = cec_pulls_ack,
    .heard = cec_heard,
    .sent = cec_sent,
    .stuck = cec_stuck,
};

/* Registers */

static void cec_write_cntrl_1(BCM2711CECPort *port, uint32_t value)
{
    bool started = GET(port, CEC_CNTRL_1, START_XMIT_BEGIN);

    port->regs[R_CEC_CNTRL_1] = (port->regs[R_CEC_CNTRL_1] & CNTRL_1_STATUS) |
                                (value & ~CNTRL_1_STATUS);
    if (GET(port, CEC_CNTRL_1, RX_CONTINUE) ||
        GET(port, CEC_CNTRL_1, TX_CONTINUE)) {
        qemu_log_mask(LOG_UNIMP, "%s: CEC messages of more than %d bytes\n",
                      __func__, CEC_MAX_BYTES);
    }
    if (GET(port, CEC_CNTRL_1, CLEAR_RECEIVE_OFF)) {
        cec_clear_receiver(port);
    }
    if (!GET(port, CEC_CNTRL_1, START_XMIT_BEGIN)) {
        bcm2711_cec_node_cancel(&port->node);
    } else if (!started) {
        cec_start(port);
    }
}

static void cec_write_cntrl_5(BCM2711CECPort *port, uint32_t value)
{
    bool rx_int = GET(port, CEC_CNTRL_5, RX_CEC_INT);

    port->regs[R_CEC_CNTRL_5] = FIELD_DP32(value, CEC_CNTRL_5, RX_CEC_INT,
                                           rx_int);
    if (GET(port, CEC_CNTRL_5, TX_SW_RESET)) {
        bcm2711_cec_node_cancel(&port->node);
    }
    if (GET(port, CEC_CNTRL_5, RX_SW_RESET)) {
        bcm2711_cec_node_drop(&port->node);
        cec_clear_receiver(port);
    }
}

void bcm2711_hdmi_cec_write(BCM2711CECPort *port, hwaddr addr, uint32_t value)
{
    switch (addr) {
    case A_CEC_CNTRL_1:
        cec_write_cntrl_1(port, value);
        break;
    case A_CEC_CNTRL_5:
        cec_write_cntrl_5(port, value);
        break;
    case A_CEC_RX_DATA_1 ... A_CEC_RX_DATA_4:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: CEC_RX_DATA is read-only\n",
                      __func__);
        break;
    default:
        port->regs[addr / 4] = value;
        break;
    }
}

void bcm2711_hdmi_cec_reset(BCM2711CECPort *port)
{
    bcm2711_cec_node_cancel(&port->node);
    bcm2711_cec_node_drop(&port->node);
    memset(port->regs, 0, sizeof(port->regs));
}

/* Properties */

static void cec_get_line_high(Object *obj, Visitor *v, const char *name,
                              void *opaque, Error **errp)
{
    BCM2711CECPort *port = opaque;
    bool high = bcm2711_cec_line_high(&port->line);

    visit_type_bool(v, name, &high, errp);
}

static void cec_get_held_low(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    BCM2711CECPort *port = opaque;

    visit_type_bool(v, name, &port->line.held_low, errp);
}

static void cec_set_held_low(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    BCM2711CECPort *port = opaque;
    bool low;

    if (visit_type_bool(v, name, &low, errp)) {
        bcm2711_cec_line_hold_low(&port->line, low);
    }
}

void bcm2711_hdmi_cec_init(BCM2711CECPort *port, Object *owner,
                           const bool *plugged)
{
    port->line.nodes[0] = &port->node;
    port->line.nodes[1] = &port->peer.node;
    bcm2711_cec_node_init(&port->node, &port->line, &cec_ops, port);
    bcm2711_cec_peer_init(&port->peer, owner, &port->line, plugged);
    object_property_add(owner, "cec-line-high", "bool", cec_get_line_high,
                        NULL, NULL, port);
    object_property_add(owner, "cec-line-low", "bool", cec_get_held_low,
                        cec_set_held_low, NULL, port);
    object_property_set_description(owner, "cec-line-low",
        "Something holds the CEC line low");
    object_property_add_uint64_ptr(owner, "cec-acked",
                                   &port->node.results[CEC_ACKED],
                                   OBJ_PROP_FLAG_READ);
    object_property_add_uint64_ptr(owner, "cec-nacked",
                                   &port->node.results[CEC_NACKED],
                                   OBJ_PROP_FLAG_READ);
    object_property_add_uint64_ptr(owner, "cec-arbitration-lost",
                                   &port->node.results[CEC_LOST],
                                   OBJ_PROP_FLAG_READ);
    object_property_add_uint64_ptr(owner, "cec-received", &port->received,
                                   OBJ_PROP_FLAG_READ);
}

void bcm2711_hdmi_cec_finalize(BCM2711CECPort *port)
{
    bcm2711_cec_node_finalize(&port->node);
    bcm2711_cec_peer_finalize(&port->peer);
}

const VMStateDescription vmstate_bcm2711_hdmi_cec = {
    .name = "bcm2711-hdmi-cec",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(regs, BCM2711CECPort, BCM2711_HDMI_CEC_SIZE / 4),
        VMSTATE_BOOL(line.held_low, BCM2711CECPort),
        VMSTATE_STRUCT(node, BCM2711CECPort, 1, vmstate_bcm2711_cec_node,
                       BCM2711CECNode),
        VMSTATE_STRUCT(peer, BCM2711CECPort, 1, vmstate_bcm2711_cec_peer,
                       BCM2711CECPeer),
        VMSTATE_UINT64(received, BCM2711CECPort),
        VMSTATE_END_OF_LIST()
    }
};
