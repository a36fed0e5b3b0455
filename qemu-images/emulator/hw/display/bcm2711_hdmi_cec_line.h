/*
 * CEC: a line, and the nodes that send and receive messages on it
 *
 * The line is high unless a node pulls it low. A node is a state machine for
 * bits: it sends a message with start bit, blocks and arbitration, receives
 * what is on the line by the times between its edges, and acknowledges blocks.
 *
 * Source: HDMI 1.4, supplement 1 (CEC), chapters 5 to 9.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HDMI_CEC_LINE_H
#define HW_DISPLAY_BCM2711_HDMI_CEC_LINE_H

#include "migration/vmstate.h"
#include "qemu/timer.h"

#define CEC_MAX_BYTES 16
#define CEC_BROADCAST 0xf
/* A first attempt and a repetition */
#define CEC_ATTEMPTS 2

/* Times from a falling edge on, in the order of their nominal length */
typedef enum BCM2711CECTime {
    CEC_ONE_MIN,                /* 400 us */
    CEC_ONE,                    /* 600 us */
    CEC_ONE_MAX,                /* 800 us */
    CEC_ZERO_MIN,               /* 1300 us */
    CEC_ZERO,                   /* 1500 us */
    CEC_ZERO_MAX,               /* 1700 us */
    CEC_BIT_MIN,                /* 2050 us */
    CEC_BIT,                    /* 2400 us */
    CEC_BIT_MAX,                /* 2750 us */
    CEC_START_LOW_MIN,          /* 3500 us */
    CEC_START_LOW,              /* 3700 us */
    CEC_START_LOW_MAX,          /* 3900 us */
    CEC_START_MIN,              /* 4300 us */
    CEC_START,                  /* 4500 us */
    CEC_START_MAX,              /* 4700 us */
    CEC_NUM_TIMES,
} BCM2711CECTime;

/* How an attempt to send a message ended */
typedef enum BCM2711CECResult {
    CEC_ACKED,
    CEC_NACKED,
    CEC_LOST,                   /* another node sends a lower address */
    CEC_DISTURBED,              /* the line was low for a bit that is 1 */
    CEC_NUM_RESULTS,
} BCM2711CECResult;

typedef struct BCM2711CECMessage {
    uint8_t bytes[CEC_MAX_BYTES];
    uint8_t len;
    bool acked;
} BCM2711CECMessage;

typedef struct BCM2711CECNodeOps {
    /* In ns, more than 0 */
    int64_t (*time)(void *opaque, BCM2711CECTime time);
    /*
     * Whether to pull the line low in the acknowledge bit of a block of another
     * node's message; @first is the block of the header
     */
    bool (*pulls_ack)(void *opaque, uint8_t header, bool first);
    /* Another node's message ended, or its sender gave it up */
    void (*heard)(void *opaque, const BCM2711CECMessage *message);
    /* The last attempt of a message that this node sends ended */
    void (*sent)(void *opaque, BCM2711CECResult result);
    /* Optional: another node's start bit begins */
    void (*starts)(void *opaque);
    /* Optional: the line stays low for longer than any bit */
    void (*stuck)(void *opaque);
} BCM2711CECNodeOps;

typedef struct BCM2711CECLine BCM2711CECLine;

typedef struct BCM2711CECNode {
    BCM2711CECLine *line;
    const BCM2711CECNodeOps *ops;
    void *opaque;

    bool pulls;                 /* the line low */
    int64_t fall_ns;            /* the line's newest edges */
    int64_t rise_ns;
    bool last_own;              /* the newest message was this node's */

    /* Receiver */
    uint8_t rx_state;
    uint8_t rx_bit;             /* of the block */
    uint8_t rx_byte;
    bool rx_end;                /* end of message */
    bool rx_own;
    BCM2711CECMessage rx;
    QEMUTimer rx_timer;

    /* Sender */
    uint8_t tx_state;
    uint8_t tx_bit;             /* of the message */
    uint8_t tx_attempt;
    bool tx_nacked;
    int64_t tx_fall_ns;
    BCM2711CECMessage tx;
    QEMUTimer tx_timer;

    uint64_t results[CEC_NUM_RESULTS];  /* of attempts */
} BCM2711CECNode;

struct BCM2711CECLine {
    BCM2711CECNode *nodes[2];
    bool held_low;              /* a fault */
};

extern const VMStateDescription vmstate_bcm2711_cec_message;
extern const VMStateDescription vmstate_bcm2711_cec_node;

void bcm2711_cec_node_init(BCM2711CECNode *node, BCM2711CECLine *line,
                           const BCM2711CECNodeOps *ops, void *opaque);
void bcm2711_cec_node_finalize(BCM2711CECNode *node);

/* Whether a message waits or is being sent */
bool bcm2711_cec_node_busy(const BCM2711CECNode *node);
/* Send 1 to CEC_MAX_BYTES bytes once the line is free; the node is not busy */
void bcm2711_cec_node_send(BCM2711CECNode *node, const uint8_t *bytes,
                           uint8_t len);
/* The same at once, together with the start bit that begins: in starts() */
void bcm2711_cec_node_join(BCM2711CECNode *node, const uint8_t *bytes,
                           uint8_t len);
/* Stop to send; sent() is not called */
void bcm2711_cec_node_cancel(BCM2711CECNode *node);
/* Stop to receive the message that is on the line */
void bcm2711_cec_node_drop(BCM2711CECNode *node);

bool bcm2711_cec_line_high(const BCM2711CECLine *line);
void bcm2711_cec_line_hold_low(BCM2711CECLine *line, bool low);

#endif
