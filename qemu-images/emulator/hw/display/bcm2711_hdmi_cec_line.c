/*
 * CEC: a line, and the nodes that send and receive messages on it
 *
 * A message is a start bit and blocks of ten bits: a byte, its highest bit
 * first; end of message; acknowledge. Each bit begins with a falling edge. How
 * long the line is low says which bit it is; the sender lets go of it early in
 * an acknowledge bit, and a follower may hold it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hdmi_cec_line.h"
#include "trace.h"

#define BLOCK_BITS 10
#define END_BIT 8
#define ACK_BIT 9
#define INITIATOR_BITS 4

/* How long the line has to be free before a message, in bits */
#define FREE_AGAIN 3            /* a repetition */
#define FREE_OTHER 5            /* after another node's message */
#define FREE_SAME 7             /* after this node's */

enum {
    RX_IDLE,
    RX_START_LOW,
    RX_START_HIGH,
    RX_BIT_LOW,
    RX_BIT_HIGH,
    RX_END,                     /* the rest of the last bit */
    RX_NUM_STATES,
};

enum {
    TX_IDLE,
    TX_WAITING,                 /* for the line to be free */
    TX_START_LOW,
    TX_START_HIGH,
    TX_BIT_LOW,
    TX_BIT_SAMPLE,              /* of a bit that is 1 */
    TX_BIT_HIGH,
    TX_NUM_STATES,
};

static int64_t now_ns(void)
{
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

static int64_t node_time(BCM2711CECNode *node, BCM2711CECTime time)
{
    return node->ops->time(node->opaque, time);
}

static bool node_within(BCM2711CECNode *node, int64_t ns, BCM2711CECTime min,
                        BCM2711CECTime max)
{
    return ns >= node_time(node, min) && ns <= node_time(node, max);
}

static bool node_sends(const BCM2711CECNode *node)
{
    return node->tx_state > TX_WAITING;
}

static const BCM2711CECNode *node_other(const BCM2711CECNode *node)
{
    return node->line->nodes[node == node->line->nodes[0]];
}

/* Sender: before a message */

static void tx_await_free_line(BCM2711CECNode *node)
{
    int bits = !node->last_own ? FREE_OTHER
               : node->tx_attempt ? FREE_AGAIN : FREE_SAME;

    if (bcm2711_cec_line_high(node->line)) {
        int64_t bit = node_time(node, CEC_BIT);
        int64_t free_since = MAX(node->rise_ns, node->fall_ns + bit);

        timer_mod(&node->tx_timer, MAX(now_ns(), free_since + bits * bit));
    }
}

static void tx_wait(BCM2711CECNode *node)
{
    node->tx_state = TX_WAITING;
    tx_await_free_line(node);
}

/* Receiver */

static void node_pull(BCM2711CECNode *node, bool low);

static void rx_block_ends(BCM2711CECNode *node, bool ack_bit)
{
    bool broadcast = (node->rx.bytes[0] & 0xf) == CEC_BROADCAST;

    node->rx.len = MIN(node->rx.len + 1, CEC_MAX_BYTES);
    node->rx.acked = ack_bit == broadcast;
    if (node->rx_end || !node->rx.acked) {
        node->rx_own = node_sends(node);
        node->rx_state = RX_END;
        timer_mod(&node->rx_timer, node->fall_ns + node_time(node, CEC_BIT));
    }
}

static void rx_take(BCM2711CECNode *node, bool bit)
{
    node->rx_state = RX_BIT_HIGH;
    timer_mod(&node->rx_timer,
              node->fall_ns + node_time(node, CEC_BIT_MAX) + 1);
    switch (node->rx_bit) {
    case END_BIT:
        node->rx_end = bit;
        /* The bytes of a longer message are acknowledged, and lost. */
        if (node->rx.len < CEC_MAX_BYTES) {
            node->rx.bytes[node->rx.len] = node->rx_byte;
        }
        break;
    case ACK_BIT:
        rx_block_ends(node, bit);
        break;
    default:
        node->rx_byte = node->rx_byte << 1 | bit;
        break;
    }
    node->rx_bit = (node->rx_bit + 1) % BLOCK_BITS;
}

static void rx_message_begins(BCM2711CECNode *node)
{
    node->rx_state = RX_BIT_LOW;
    node->rx_bit = 0;
    node->rx.len = 0;
    node->last_own = node_sends(node);
}

static void rx_bit_begins(BCM2711CECNode *node)
{
    node->rx_state = RX_BIT_LOW;
    if (node->rx_bit == ACK_BIT && !node_sends(node) &&
        node->ops->pulls_ack(node->opaque, node->rx.bytes[0],
                             node->rx.len == 0)) {
        timer_mod(&node->rx_timer, node->fall_ns + node_time(node, CEC_ZERO));
        node_pull(node, true);
    }
}

static void node_falls(BCM2711CECNode *node)
{
    int64_t now = now_ns();
    int64_t since = now - node->fall_ns;

    node->fall_ns = now;
    timer_mod(&node->rx_timer, now + node_time(node, CEC_START_MAX) + 1);
    /* One that was to begin at this very moment begins. */
    if (node->tx_state == TX_WAITING && timer_pending(&node->tx_timer) &&
        timer_expire_time_ns(&node->tx_timer) > now) {
        timer_del(&node->tx_timer);
    }
    if (node->rx_state == RX_START_HIGH &&
        node_within(node, since, CEC_START_MIN, CEC_START_MAX)) {
        rx_message_begins(node);
    } else if (node->rx_state == RX_BIT_HIGH &&
               node_within(node, since, CEC_BIT_MIN, CEC_BIT_MAX)) {
        rx_bit_begins(node);
    } else {
        node->rx_state = RX_START_LOW;
        if (node->ops->starts && !node_sends(node) &&
            node_other(node)->tx_state == TX_START_LOW) {
            node->ops->starts(node->opaque);
        }
    }
}

static void node_rises(BCM2711CECNode *node)
{
    int64_t now = now_ns();
    int64_t low = now - node->fall_ns;

    node->rise_ns = now;
    if (node->tx_state == TX_WAITING) {
        tx_await_free_line(node);
    }
    if (node->rx_state == RX_START_LOW &&
        node_within(node, low, CEC_START_LOW_MIN, CEC_START_LOW_MAX)) {
        node->rx_state = RX_START_HIGH;
        timer_mod(&node->rx_timer,
                  node->fall_ns + node_time(node, CEC_START_MAX) + 1);
    } else if (node->rx_state == RX_BIT_LOW &&
               node_within(node, low, CEC_ONE_MIN, CEC_ONE_MAX)) {
        rx_take(node, true);
    } else if (node->rx_state == RX_BIT_LOW &&
               node_within(node, low, CEC_ZERO_MIN, CEC_ZERO_MAX)) {
        rx_take(node, false);
    } else {
        bcm2711_cec_node_drop(node);
    }
}

static void node_rx_timer(void *opaque)
{
    BCM2711CECNode *node = opaque;
    bool low = node->rx_state == RX_START_LOW || node->rx_state == RX_BIT_LOW;
    bool ended = node->rx_state == RX_END;

    if (node->rx_state == RX_BIT_LOW && node->pulls && !node_sends(node)) {
        /* The line may stay low without this node */
        timer_mod(&node->rx_timer,
                  node->fall_ns + node_time(node, CEC_START_MAX) + 1);
        node_pull(node, false);
        return;
    }
    node->rx_state = RX_IDLE;
    if (ended && !node->rx_own) {
        node->ops->heard(node->opaque, &node->rx);
    } else if (low && node->ops->stuck) {
        node->ops->stuck(node->opaque);
    }
}

void bcm2711_cec_node_drop(BCM2711CECNode *node)
{
    timer_del(&node->rx_timer);
    node->rx_state = RX_IDLE;
    if (node->pulls && !node_sends(node)) {
        node_pull(node, false);
    }
}

/* Line */

bool bcm2711_cec_line_high(const BCM2711CECLine *line)
{
    return !line->held_low && !line->nodes[0]->pulls && !line->nodes[1]->pulls;
}

static void line_changed(BCM2711CECLine *line, bool was_high)
{
    bool high = bcm2711_cec_line_high(line);

    if (high == was_high) {
        return;
    }
    for (int i = 0; i < ARRAY_SIZE(line->nodes); i++) {
        if (high) {
            node_rises(line->nodes[i]);
        } else {
            node_falls(line->nodes[i]);
        }
    }
}

static void node_pull(BCM2711CECNode *node, bool low)
{
    bool was_high = bcm2711_cec_line_high(node->line);

    node->pulls = low;
    line_changed(node->line, was_high);
}

void bcm2711_cec_line_hold_low(BCM2711CECLine *line, bool low)
{
    bool was_high = bcm2711_cec_line_high(line);

    line->held_low = low;
    line_changed(line, was_high);
}

/* Sender */

static bool tx_value(const BCM2711CECNode *node)
{
    unsigned int block = node->tx_bit / BLOCK_BITS;
    unsigned int bit = node->tx_bit % BLOCK_BITS;

    switch (bit) {
    case END_BIT:
        return block == node->tx.len - 1;
    case ACK_BIT:
        return true;
    default:
        return node->tx.bytes[block] >> (7 - bit) & 1;
    }
}

static void tx_start(BCM2711CECNode *node)
{
    node->tx_state = TX_START_LOW;
    node->tx_bit = 0;
    node->tx_nacked = false;
    node->tx_fall_ns = now_ns();
    timer_mod(&node->tx_timer,
              node->tx_fall_ns + node_time(node, CEC_START_LOW));
    node_pull(node, true);
}

static void tx_begin_bit(BCM2711CECNode *node)
{
    node->tx_state = TX_BIT_LOW;
    node->tx_fall_ns = now_ns();
    timer_mod(&node->tx_timer, node->tx_fall_ns +
              node_time(node, tx_value(node) ? CEC_ONE : CEC_ZERO));
    node_pull(node, true);
}

static void tx_end_low(BCM2711CECNode *node)
{
    bool one = tx_value(node);
    int64_t sample = (node_time(node, CEC_ONE_MAX) +
                      node_time(node, CEC_ZERO_MIN)) / 2;

    node->tx_state = one ? TX_BIT_SAMPLE : TX_BIT_HIGH;
    timer_mod(&node->tx_timer, node->tx_fall_ns +
              (one ? sample : node_time(node, CEC_BIT)));
    node_pull(node, false);
}

static void tx_end(BCM2711CECNode *node, BCM2711CECResult result)
{
    node->tx_state = TX_IDLE;
    node->results[result]++;
    node->tx_attempt++;
    trace_bcm2711_cec_sent(node->tx.bytes[0], node->tx.len, node->tx_attempt,
                           result);
    if (result != CEC_ACKED && node->tx_attempt < CEC_ATTEMPTS) {
        tx_wait(node);
    } else {
        node->ops->sent(node->opaque, result);
    }
}

static void tx_sample(BCM2711CECNode *node)
{
    bool high = bcm2711_cec_line_high(node->line);
    bool broadcast = (node->tx.bytes[0] & 0xf) == CEC_BROADCAST;

    if (node->tx_bit % BLOCK_BITS == ACK_BIT) {
        node->tx_nacked = high != broadcast;
    } else if (!high) {
        node->last_own = false;
        tx_end(node, node->tx_bit < INITIATOR_BITS ? CEC_LOST : CEC_DISTURBED);
        return;
    }
    node->tx_state = TX_BIT_HIGH;
    timer_mod(&node->tx_timer, node->tx_fall_ns + node_time(node, CEC_BIT));
}

static void tx_end_bit(BCM2711CECNode *node)
{
    node->tx_bit++;
    if (node->tx_nacked) {
        tx_end(node, CEC_NACKED);
    } else if (node->tx_bit == node->tx.len * BLOCK_BITS) {
        tx_end(node, CEC_ACKED);
    } else {
        tx_begin_bit(node);
    }
}

static void node_tx_timer(void *opaque)
{
    BCM2711CECNode *node = opaque;

    switch (node->tx_state) {
    case TX_WAITING:
        tx_start(node);
        break;
    case TX_START_LOW:
        node->tx_state = TX_START_HIGH;
        timer_mod(&node->tx_timer,
                  node->tx_fall_ns + node_time(node, CEC_START));
        node_pull(node, false);
        break;
    case TX_START_HIGH:
        tx_begin_bit(node);
        break;
    case TX_BIT_LOW:
        tx_end_low(node);
        break;
    case TX_BIT_SAMPLE:
        tx_sample(node);
        break;
    case TX_BIT_HIGH:
        tx_end_bit(node);
        break;
    }
}

static void tx_load(BCM2711CECNode *node, const uint8_t *bytes, uint8_t len)
{
    memcpy(node->tx.bytes, bytes, len);
    node->tx.len = len;
    node->tx_attempt = 0;
}

bool bcm2711_cec_node_busy(const BCM2711CECNode *node)
{
    return node->tx_state != TX_IDLE;
}

void bcm2711_cec_node_send(BCM2711CECNode *node, const uint8_t *bytes,
                           uint8_t len)
{
    tx_load(node, bytes, len);
    tx_wait(node);
}

void bcm2711_cec_node_join(BCM2711CECNode *node, const uint8_t *bytes,
                           uint8_t len)
{
    tx_load(node, bytes, len);
    tx_start(node);
}

void bcm2711_cec_node_cancel(BCM2711CECNode *node)
{
    bool sends = node_sends(node);

    timer_del(&node->tx_timer);
    node->tx_state = TX_IDLE;
    if (sends && node->pulls) {
        node_pull(node, false);
    }
}

/* Life cycle */

void bcm2711_cec_node_init(BCM2711CECNode *node, BCM2711CECLine *line,
                           const BCM2711CECNodeOps *ops, void *opaque)
{
    node->line = line;
    node->ops = ops;
    node->opaque = opaque;
    timer_init_ns(&node->rx_timer, QEMU_CLOCK_VIRTUAL, node_rx_timer, node);
    timer_init_ns(&node->tx_timer, QEMU_CLOCK_VIRTUAL, node_tx_timer, node);
}

void bcm2711_cec_node_finalize(BCM2711CECNode *node)
{
    timer_del(&node->rx_timer);
    timer_del(&node->tx_timer);
}

static bool time_valid(int64_t ns)
{
    return ns >= 0 && ns <= INT64_MAX / 2;
}

static int node_post_load(void *opaque, int version_id)
{
    BCM2711CECNode *node = opaque;
    bool tx_valid = node->tx_state == TX_IDLE ||
                    (node->tx_state < TX_NUM_STATES && node->tx.len > 0 &&
                     node->tx_bit < node->tx.len * BLOCK_BITS &&
                     node->tx_attempt < CEC_ATTEMPTS);
    bool rx_valid = node->rx_state < RX_NUM_STATES && node->rx_bit < BLOCK_BITS;

    return tx_valid && rx_valid && time_valid(node->fall_ns) &&
           time_valid(node->rise_ns) && time_valid(node->tx_fall_ns)
           ? 0 : -EINVAL;
}

static int message_post_load(void *opaque, int version_id)
{
    return ((BCM2711CECMessage *)opaque)->len <= CEC_MAX_BYTES ? 0 : -EINVAL;
}

const VMStateDescription vmstate_bcm2711_cec_message = {
    .name = "bcm2711-cec-message",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = message_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8_ARRAY(bytes, BCM2711CECMessage, CEC_MAX_BYTES),
        VMSTATE_UINT8(len, BCM2711CECMessage),
        VMSTATE_BOOL(acked, BCM2711CECMessage),
        VMSTATE_END_OF_LIST()
    }
};

const VMStateDescription vmstate_bcm2711_cec_node = {
    .name = "bcm2711-cec-node",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = node_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(pulls, BCM2711CECNode),
        VMSTATE_INT64(fall_ns, BCM2711CECNode),
        VMSTATE_INT64(rise_ns, BCM2711CECNode),
        VMSTATE_BOOL(last_own, BCM2711CECNode),
        VMSTATE_UINT8(rx_state, BCM2711CECNode),
        VMSTATE_UINT8(rx_bit, BCM2711CECNode),
        VMSTATE_UINT8(rx_byte, BCM2711CECNode),
        VMSTATE_BOOL(rx_end, BCM2711CECNode),
        VMSTATE_BOOL(rx_own, BCM2711CECNode),
        VMSTATE_STRUCT(rx, BCM2711CECNode, 1, vmstate_bcm2711_cec_message,
                       BCM2711CECMessage),
        VMSTATE_TIMER(rx_timer, BCM2711CECNode),
        VMSTATE_UINT8(tx_state, BCM2711CECNode),
        VMSTATE_UINT8(tx_bit, BCM2711CECNode),
        VMSTATE_UINT8(tx_attempt, BCM2711CECNode),
        VMSTATE_BOOL(tx_nacked, BCM2711CECNode),
        VMSTATE_INT64(tx_fall_ns, BCM2711CECNode),
        VMSTATE_STRUCT(tx, BCM2711CECNode, 1, vmstate_bcm2711_cec_message,
                       BCM2711CECMessage),
        VMSTATE_TIMER(tx_timer, BCM2711CECNode),
        VMSTATE_UINT64_ARRAY(results, BCM2711CECNode, CEC_NUM_RESULTS),
        VMSTATE_END_OF_LIST()
    }
};
