/*
 * BCM2711 HDMI transmitter: the monitor's end of the CEC line
 *
 * A television that acknowledges what is addressed to it, and answers as
 * bcm2711_hdmi_cec_answer.c says. It is no part of the machine: a reset does
 * not change it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hdmi_cec_peer.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qemu/cutils.h"
#include "trace.h"

static int64_t peer_time(void *opaque, BCM2711CECTime time)
{
    static const int us[CEC_NUM_TIMES] = {
        400, 600, 800, 1300, 1500, 1700, 2050, 2400, 2750, 3500, 3700, 3900,
        4300, 4500, 4700,
    };

    return us[time] * SCALE_US;
}

static bool peer_there(const BCM2711CECPeer *peer)
{
    return peer->present && *peer->plugged;
}

/* Each attempt to send a message counts. */
static bool fault_strikes(uint64_t *times)
{
    if (*times == 0) {
        return false;
    }
    if (*times != UINT64_MAX) {
        --*times;
    }
    return true;
}

/* A broadcast is refused by pulling the line, any other by not pulling it. */
static bool peer_pulls_ack(void *opaque, uint8_t header, bool first)
{
    BCM2711CECPeer *peer = opaque;
    bool broadcast = (header & 0xf) == CEC_BROADCAST;

    if (!peer_there(peer) ||
        (!broadcast && (header & 0xf) != peer->self.address)) {
        return false;
    }
    if (first) {
        peer->refuses = fault_strikes(&peer->nack);
    }
    return peer->refuses == broadcast;
}

/* Send */

static void peer_send(BCM2711CECPeer *peer, const BCM2711CECMessage *message)
{
    if (!bcm2711_cec_node_busy(&peer->node)) {
        bcm2711_cec_node_send(&peer->node, message->bytes, message->len);
    } else if (!peer->next.len) {
        peer->next = *message;
    } else {
        trace_bcm2711_cec_peer_drops(message->bytes[0], message->len);
    }
}

static void peer_sent(void *opaque, BCM2711CECResult result)
{
    BCM2711CECPeer *peer = opaque;

    if (peer->next.len) {
        bcm2711_cec_node_send(&peer->node, peer->next.bytes, peer->next.len);
        peer->next.len = 0;
    }
}

void bcm2711_cec_peer_leave(BCM2711CECPeer *peer)
{
    peer->next.len = 0;
    bcm2711_cec_node_cancel(&peer->node);
    bcm2711_cec_node_drop(&peer->node);
}

/*
 * Another device with the television's address, the lowest, starts at the same
 * moment. What it says needs no answer.
 */
static void peer_starts(void *opaque)
{
    BCM2711CECPeer *peer = opaque;
    BCM2711CECMessage rival = bcm2711_cec_vendor_id(0);

    if (peer_there(peer) && !bcm2711_cec_node_busy(&peer->node) &&
        fault_strikes(&peer->lose_arbitration)) {
        bcm2711_cec_node_join(&peer->node, rival.bytes, rival.len);
    }
}

static void peer_heard(void *opaque, const BCM2711CECMessage *message)
{
    BCM2711CECPeer *peer = opaque;
    BCM2711CECMessage answer;

    if (!peer_there(peer)) {
        return;
    }
    peer->heard = *message;
    trace_bcm2711_cec_peer_heard(message->bytes[0], message->len,
                                 message->acked);
    if (message->acked && (message->bytes[0] & 0xf) == peer->self.address &&
        bcm2711_cec_answer(&peer->self, message, &answer)) {
        peer_send(peer, &answer);
    }
}

static const BCM2711CECNodeOps peer_ops = {
    .time = peer_time,
    .pulls_ack = peer_pulls_ack,
    .heard = peer_heard,
    .sent = peer_sent,
    .starts = peer_starts,
};

/* Properties */

static void peer_visit_present(Object *obj, Visitor *v, const char *name,
                               void *opaque, Error **errp)
{
    BCM2711CECPeer *peer = opaque;

    if (visit_type_bool(v, name, &peer->present, errp) && !peer->present) {
        bcm2711_cec_peer_leave(peer);
    }
}

static void peer_get_osd_name(Object *obj, Visitor *v, const char *name,
                              void *opaque, Error **errp)
{
    BCM2711CECPeer *peer = opaque;
    char *text = (char *)peer->self.osd_name;

    visit_type_str(v, name, &text, errp);
}

static void peer_set_osd_name(Object *obj, Visitor *v, const char *name,
                              void *opaque, Error **errp)
{
    BCM2711CECPeer *peer = opaque;
    g_autofree char *text = NULL;

    if (!visit_type_str(v, name, &text, errp)) {
        return;
    }
    if (strlen(text) > CEC_OSD_NAME_BYTES) {
        error_setg(errp, "%s: at most %d characters", name,
                   CEC_OSD_NAME_BYTES);
        return;
    }
    pstrcpy((char *)peer->self.osd_name, sizeof(peer->self.osd_name), text);
}

static void visit_message(Visitor *v, const char *name,
                          const BCM2711CECMessage *message, Error **errp)
{
    g_autoptr(GString) hex = g_string_new(NULL);

    for (int i = 0; i < message->len; i++) {
        g_string_append_printf(hex, "%02x", message->bytes[i]);
    }
    visit_type_str(v, name, &hex->str, errp);
}

static void peer_get_heard(Object *obj, Visitor *v, const char *name,
                           void *opaque, Error **errp)
{
    BCM2711CECPeer *peer = opaque;

    visit_message(v, name, &peer->heard, errp);
}

static void peer_get_next(Object *obj, Visitor *v, const char *name,
                          void *opaque, Error **errp)
{
    BCM2711CECPeer *peer = opaque;

    visit_message(v, name, &peer->next, errp);
}

static void peer_set_next(Object *obj, Visitor *v, const char *name,
                          void *opaque, Error **errp)
{
    BCM2711CECPeer *peer = opaque;
    g_autofree char *text = NULL;
    BCM2711CECMessage message = { };

    if (!visit_type_str(v, name, &text, errp)) {
        return;
    }
    for (const char *at = text; *at; at += 2, message.len++) {
        if (message.len == CEC_MAX_BYTES || !g_ascii_isxdigit(at[0]) ||
            !g_ascii_isxdigit(at[1])) {
            error_setg(errp, "%s: 1 to %d bytes in hexadecimal, such as "
                       "\"4036\"", name, CEC_MAX_BYTES);
            return;
        }
        message.bytes[message.len] = g_ascii_xdigit_value(at[0]) << 4 |
                                     g_ascii_xdigit_value(at[1]);
    }
    if (!message.len) {
        return;
    }
    if (!peer_there(peer)) {
        error_setg(errp, "%s: no monitor with CEC is plugged in", name);
    } else if (peer->next.len) {
        error_setg(errp, "%s: another message waits", name);
    } else {
        peer_send(peer, &message);
    }
}

static void peer_add_properties(BCM2711CECPeer *peer, Object *owner)
{
    object_property_add(owner, "cec-peer", "bool", peer_visit_present,
                        peer_visit_present, NULL, peer);
    object_property_set_description(owner, "cec-peer",
        "Whether the monitor answers on CEC");
    object_property_add_uint8_ptr(owner, "cec-peer-address",
                                  &peer->self.address, OBJ_PROP_FLAG_READWRITE);
    object_property_add_uint16_ptr(owner, "cec-peer-physical-address",
                                   &peer->self.physical,
                                   OBJ_PROP_FLAG_READWRITE);
    object_property_add(owner, "cec-peer-osd-name", "string",
                        peer_get_osd_name, peer_set_osd_name, NULL, peer);
    object_property_add(owner, "cec-peer-send", "string", peer_get_next,
                        peer_set_next, NULL, peer);
    object_property_set_description(owner, "cec-peer-send",
        "What the monitor sends when the line is free, in hexadecimal");
    object_property_add(owner, "cec-peer-heard", "string", peer_get_heard,
                        NULL, NULL, peer);
    object_property_add_uint64_ptr(owner, "cec-nack", &peer->nack,
                                   OBJ_PROP_FLAG_READWRITE);
    object_property_set_description(owner, "cec-nack",
        "How many attempts the monitor still refuses; UINT64_MAX = all");
    object_property_add_uint64_ptr(owner, "cec-lose-arbitration",
                                   &peer->lose_arbitration,
                                   OBJ_PROP_FLAG_READWRITE);
    object_property_set_description(owner, "cec-lose-arbitration",
        "How many attempts of the port still lose to another device");
}

void bcm2711_cec_peer_init(BCM2711CECPeer *peer, Object *owner,
                           BCM2711CECLine *line, const bool *plugged)
{
    peer->plugged = plugged;
    peer->present = true;
    pstrcpy((char *)peer->self.osd_name, sizeof(peer->self.osd_name),
            "monitor");
    bcm2711_cec_node_init(&peer->node, line, &peer_ops, peer);
    peer_add_properties(peer, owner);
}

void bcm2711_cec_peer_finalize(BCM2711CECPeer *peer)
{
    bcm2711_cec_node_finalize(&peer->node);
}

static int peer_post_load(void *opaque, int version_id)
{
    BCM2711CECPeer *peer = opaque;

    return peer->self.osd_name[CEC_OSD_NAME_BYTES] ? -EINVAL : 0;
}

const VMStateDescription vmstate_bcm2711_cec_peer = {
    .name = "bcm2711-cec-peer",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = peer_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(node, BCM2711CECPeer, 1, vmstate_bcm2711_cec_node,
                       BCM2711CECNode),
        VMSTATE_BOOL(present, BCM2711CECPeer),
        VMSTATE_UINT8(self.address, BCM2711CECPeer),
        VMSTATE_UINT16(self.physical, BCM2711CECPeer),
        VMSTATE_BUFFER(self.osd_name, BCM2711CECPeer),
        VMSTATE_UINT64(nack, BCM2711CECPeer),
        VMSTATE_UINT64(lose_arbitration, BCM2711CECPeer),
        VMSTATE_BOOL(refuses, BCM2711CECPeer),
        VMSTATE_STRUCT(heard, BCM2711CECPeer, 1, vmstate_bcm2711_cec_message,
                       BCM2711CECMessage),
        VMSTATE_STRUCT(next, BCM2711CECPeer, 1, vmstate_bcm2711_cec_message,
                       BCM2711CECMessage),
        VMSTATE_END_OF_LIST()
    }
};
