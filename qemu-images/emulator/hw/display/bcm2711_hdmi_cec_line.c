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

static int64_t node_time(BCM2711CECNode *n, BCM2711CECTime time)
{
    return n->ops->time(n->opaque, time);
}

static bool node_within(BCM2711CECNode *n, int64_t ns, BCM2711CECTime min,
                        BCM2711CECTime max)
{
    return ns >= node_time(n, min) && ns <= node_time(n, max);
}

static bool node_sends(const BCM2711CECNode *n)
{
    return n->tx_state > TX_WAITING;
}

static const BCM2711CECNode *node_other(const BCM2711CECNode *n)
{
    return n->line->nodes[n == n->line->nodes[0]];
}

/* Sender: before a message */

static void tx_await_free_line(BCM2711CECNode *n)
{
    int bits = !n->last_own ? FREE_OTHER
               : n->tx_attempt ? FREE_AGAIN : FREE_SAME;

    if (bcm2711_cec_line_high(n->line)) {
        int64_t bit = node_time(n, CEC_BIT);
        int64_t free_since = MAX(n->rise_ns, n->fall_ns + bit);

        timer_mod(&n->tx_timer, MAX(now_ns(), free_since + bits * bit));
    }
}

static void tx_wait(BCM2711CECNode *n)
{
    n->tx_state = TX_WAITING;
    tx_await_free_line(n);
}

/* Receiver */

static void node_pull(BCM2711CECNode *n, bool low);

static void rx_block_ends(BCM2711CECNode *n, bool ack_bit)
{
    bool broadcast = (n->rx.bytes[0] & 0xf) == CEC_BROADCAST;

    n->rx.len = MIN(n->rx.len + 1, CEC_MAX_BYTES);
    n->rx.acked = ack_bit == broadcast;
    if (n->rx_end || !n->rx.acked) {
        n->rx_own = node_sends(n);
        n->rx_state = RX_END;
        timer_mod(&n->rx_timer, n->fall_ns + node_time(n, CEC_BIT));
    }
}

static void rx_take(BCM2711CECNode *n, bool bit)
{
    n->rx_state = RX_BIT_HIGH;
    timer_mod(&n->rx_timer, n->fall_ns + node_time(n, CEC_BIT_MAX) + 1);
    switch (n->rx_bit) {
    case END_BIT:
        n->rx_end = bit;
        /* The bytes of a longer message are acknowledged, and lost. */
        if (n->rx.len < CEC_MAX_BYTES) {
            n->rx.bytes[n->rx.len] = n->rx_byte;
        }
        break;
    case ACK_BIT:
        rx_block_ends(n, bit);
        break;
    default:
        n->rx_byte = n->rx_byte << 1 | bit;
        break;
    }
    n->rx_bit = (n->rx_bit + 1) % BLOCK_BITS;
}

static void rx_message_begins(BCM2711CECNode *n)
{
    n->rx_state = RX_BIT_LOW;
    n->rx_bit = 0;
    n->rx.len = 0;
    n->last_own = node_sends(n);
}

static void rx_bit_begins(BCM2711CECNode *n)
{
    n->rx_state = RX_BIT_LOW;
    if (n->rx_bit == ACK_BIT && !node_sends(n) &&
        n->ops->pulls_ack(n->opaque, n->rx.bytes[0], n->rx.len == 0)) {
        timer_mod(&n->rx_timer, n->fall_ns + node_time(n, CEC_ZERO));
        node_pull(n, true);
    }
}

static void node_falls(BCM2711CECNode *n)
{
    int64_t now = now_ns();
    int64_t since = now - n->fall_ns;

    n->fall_ns = now;
    timer_mod(&n->rx_timer, now + node_time(n, CEC_START_MAX) + 1);
    /* One that was to begin at this very moment begins. */
    if (n->tx_state == TX_WAITING && timer_pending(&n->tx_timer) &&
        timer_expire_time_ns(&n->tx_timer) > now) {
        timer_del(&n->tx_timer);
    }
    if (n->rx_state == RX_START_HIGH &&
        node_within(n, since, CEC_START_MIN, CEC_START_MAX)) {
        rx_message_begins(n);
    } else if (n->rx_state == RX_BIT_HIGH &&
               node_within(n, since, CEC_BIT_MIN, CEC_BIT_MAX)) {
        rx_bit_begins(n);
    } else {
        n->rx_state = RX_START_LOW;
        if (n->ops->starts && !node_sends(n) &&
            node_other(n)->tx_state == TX_START_LOW) {
            n->ops->starts(n->opaque);
        }
    }
}

static void node_rises(BCM2711CECNode *n)
{
    int64_t now = now_ns();
    int64_t low = now - n->fall_ns;

    n->rise_ns = now;
    if (n->tx_state == TX_WAITING) {
        tx_await_free_line(n);
    }
    if (n->rx_state == RX_START_LOW &&
        node_within(n, low, CEC_START_LOW_MIN, CEC_START_LOW_MAX)) {
        n->rx_state = RX_START_HIGH;
        timer_mod(&n->rx_timer, n->fall_ns + node_time(n, CEC_START_MAX) + 1);
    } else if (n->rx_state == RX_BIT_LOW &&
               node_within(n, low, CEC_ONE_MIN, CEC_ONE_MAX)) {
        rx_take(n, true);
    } else if (n->rx_state == RX_BIT_LOW &&
               node_within(n, low, CEC_ZERO_MIN, CEC_ZERO_MAX)) {
        rx_take(n, false);
    } else {
        bcm2711_cec_node_drop(n);
    }
}

static void node_rx_timer(void *opaque)
{
    BCM2711CECNode *n = opaque;
    bool low = n->rx_state == RX_START_LOW || n->rx_state == RX_BIT_LOW;
    bool ended = n->rx_state == RX_END;

    if (n->rx_state == RX_BIT_LOW && n->pulls && !node_sends(n)) {
        /* The line may stay low without this node */
        timer_mod(&n->rx_timer, n->fall_ns + node_time(n, CEC_START_MAX) + 1);
        node_pull(n, false);
        return;
    }
    n->rx_state = RX_IDLE;
    if (ended && !n->rx_own) {
        n->ops->heard(n->opaque, &n->rx);
    } else if (low && n->ops->stuck) {
        n->ops->stuck(n->opaque);
    }
}

void bcm2711_cec_node_drop(BCM2711CECNode *n)
{
    timer_del(&n->rx_timer);
    n->rx_state = RX_IDLE;
    if (n->pulls && !node_sends(n)) {
        node_pull(n, false);
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

static void node_pull(BCM2711CECNode *n, bool low)
{
    bool was_high = bcm2711_cec_line_high(n->line);

    n->pulls = low;
    line_changed(n->line, was_high);
}

void bcm2711_cec_line_hold_low(BCM2711CECLine *line, bool low)
{
    bool was_high = bcm2711_cec_line_high(line);

    line->held_low = low;
    line_changed(line, was_high);
}

/* Sender */

static bool tx_value(const BCM2711CECNode *n)
{
    unsigned int block = n->tx_bit / BLOCK_BITS;
    unsigned int bit = n->tx_bit % BLOCK_BITS;

    switch (bit) {
    case END_BIT:
        return block == n->tx.len - 1;
    case ACK_BIT:
        return true;
    default:
        return n->tx.bytes[block] >> (7 - bit) & 1;
    }
}

static void tx_start(BCM2711CECNode *n)
{
    n->tx_state = TX_START_LOW;
    n->tx_bit = 0;
    n->tx_nacked = false;
    n->tx_fall_ns = now_ns();
    timer_mod(&n->tx_timer, n->tx_fall_ns + node_time(n, CEC_START_LOW));
    node_pull(n, true);
}

static void tx_begin_bit(BCM2711CECNode *n)
{
    n->tx_state = TX_BIT_LOW;
    n->tx_fall_ns = now_ns();
    timer_mod(&n->tx_timer, n->tx_fall_ns +
              node_time(n, tx_value(n) ? CEC_ONE : CEC_ZERO));
    node_pull(n, true);
}

static void tx_end_low(BCM2711CECNode *n)
{
    bool one = tx_value(n);
    int64_t sample = (node_time(n, CEC_ONE_MAX) +
                      node_time(n, CEC_ZERO_MIN)) / 2;

    n->tx_state = one ? TX_BIT_SAMPLE : TX_BIT_HIGH;
    timer_mod(&n->tx_timer, n->tx_fall_ns +
              (one ? sample : node_time(n, CEC_BIT)));
    node_pull(n, false);
}

static void tx_end(BCM2711CECNode *n, BCM2711CECResult result)
{
    n->tx_state = TX_IDLE;
    n->results[result]++;
    n->tx_attempt++;
    trace_bcm2711_cec_sent(n->tx.bytes[0], n->tx.len, n->tx_attempt, result);
    if (result != CEC_ACKED && n->tx_attempt < CEC_ATTEMPTS) {
        tx_wait(n);
    } else {
        n->ops->sent(n->opaque, result);
    }
}

static void tx_sample(BCM2711CECNode *n)
{
    bool high = bcm2711_cec_line_high(n->line);
    bool broadcast = (n->tx.bytes[0] & 0xf) == CEC_BROADCAST;

    if (n->tx_bit % BLOCK_BITS == ACK_BIT) {
        n->tx_nacked = high != broadcast;
    } else if (!high) {
        n->last_own = false;
        tx_end(n, n->tx_bit < INITIATOR_BITS ? CEC_LOST : CEC_DISTURBED);
        return;
    }
    n->tx_state = TX_BIT_HIGH;
    timer_mod(&n->tx_timer, n->tx_fall_ns + node_time(n, CEC_BIT));
}

static void tx_end_bit(BCM2711CECNode *n)
{
    n->tx_bit++;
    if (n->tx_nacked) {
        tx_end(n, CEC_NACKED);
    } else if (n->tx_bit == n->tx.len * BLOCK_BITS) {
        tx_end(n, CEC_ACKED);
    } else {
        tx_begin_bit(n);
    }
}

static void node_tx_timer(void *opaque)
{
    BCM2711CECNode *n = opaque;

    switch (n->tx_state) {
    case TX_WAITING:
        tx_start(n);
        break;
    case TX_START_LOW:
        n->tx_state = TX_START_HIGH;
        timer_mod(&n->tx_timer, n->tx_fall_ns + node_time(n, CEC_START));
        node_pull(n, false);
        break;
    case TX_START_HIGH:
        tx_begin_bit(n);
        break;
    case TX_BIT_LOW:
        tx_end_low(n);
        break;
    case TX_BIT_SAMPLE:
        tx_sample(n);
        break;
    case TX_BIT_HIGH:
        tx_end_bit(n);
        break;
    }
}

static void tx_load(BCM2711CECNode *n, const uint8_t *bytes, uint8_t len)
{
    memcpy(n->tx.bytes, bytes, len);
    n->tx.len = len;
    n->tx_attempt = 0;
}

bool bcm2711_cec_node_busy(const BCM2711CECNode *n)
{
    return n->tx_state != TX_IDLE;
}

void bcm2711_cec_node_send(BCM2711CECNode *n, const uint8_t *bytes,
                           uint8_t len)
{
    tx_load(n, bytes, len);
    tx_wait(n);
}

void bcm2711_cec_node_join(BCM2711CECNode *n, const uint8_t *bytes,
                           uint8_t len)
{
    tx_load(n, bytes, len);
    tx_start(n);
}

void bcm2711_cec_node_cancel(BCM2711CECNode *n)
{
    bool sends = node_sends(n);

    timer_del(&n->tx_timer);
    n->tx_state = TX_IDLE;
    if (sends && n->pulls) {
        node_pull(n, false);
    }
}

/* Life cycle */

void bcm2711_cec_node_init(BCM2711CECNode *n, BCM2711CECLine *line,
                           const BCM2711CECNodeOps *ops, void *opaque)
{
    n->line = line;
    n->ops = ops;
    n->opaque = opaque;
    timer_init_ns(&n->rx_timer, QEMU_CLOCK_VIRTUAL, node_rx_timer, n);
    timer_init_ns(&n->tx_timer, QEMU_CLOCK_VIRTUAL, node_tx_timer, n);
}

void bcm2711_cec_node_finalize(BCM2711CECNode *n)
{
    timer_del(&n->rx_timer);
    timer_del(&n->tx_timer);
}

static bool time_valid(int64_t ns)
{
    return ns >= 0 && ns <= INT64_MAX / 2;
}

static int node_post_load(void *opaque, int version_id)
{
    BCM2711CECNode *n = opaque;
    bool tx_valid = n->tx_state == TX_IDLE ||
                    (n->tx_state < TX_NUM_STATES && n->tx.len > 0 &&
                     n->tx_bit < n->tx.len * BLOCK_BITS &&
                     n->tx_attempt < CEC_ATTEMPTS);
    bool rx_valid = n->rx_state < RX_NUM_STATES && n->rx_bit < BLOCK_BITS;

    return tx_valid && rx_valid && time_valid(n->fall_ns) &&
           time_valid(n->rise_ns) && time_valid(n->tx_fall_ns) ? 0 : -EINVAL;
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
