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

static bool peer_there(const BCM2711CECPeer *p)
{
    return p->present && *p->plugged;
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
    BCM2711CECPeer *p = opaque;
    bool broadcast = (header & 0xf) == CEC_BROADCAST;

    if (!peer_there(p) || (!broadcast && (header & 0xf) != p->self.address)) {
        return false;
    }
    if (first) {
        p->refuses = fault_strikes(&p->nack);
    }
    return p->refuses == broadcast;
}

/* Send */

static void peer_send(BCM2711CECPeer *p, const BCM2711CECMessage *m)
{
    if (!bcm2711_cec_node_busy(&p->node)) {
        bcm2711_cec_node_send(&p->node, m->bytes, m->len);
    } else if (!p->next.len) {
        p->next = *m;
    } else {
        trace_bcm2711_cec_peer_drops(m->bytes[0], m->len);
    }
}

static void peer_sent(void *opaque, BCM2711CECResult result)
{
    BCM2711CECPeer *p = opaque;

    if (p->next.len) {
        bcm2711_cec_node_send(&p->node, p->next.bytes, p->next.len);
        p->next.len = 0;
    }
}

void bcm2711_cec_peer_leave(BCM2711CECPeer *p)
{
    p->next.len = 0;
    bcm2711_cec_node_cancel(&p->node);
    bcm2711_cec_node_drop(&p->node);
}

/*
 * Another device with the television's address, the lowest, starts at the same
 * moment. What it says needs no answer.
 */
static void peer_starts(void *opaque)
{
    BCM2711CECPeer *p = opaque;
    BCM2711CECMessage rival = bcm2711_cec_vendor_id(0);

    if (peer_there(p) && !bcm2711_cec_node_busy(&p->node) &&
        fault_strikes(&p->lose_arbitration)) {
        bcm2711_cec_node_join(&p->node, rival.bytes, rival.len);
    }
}

static void peer_heard(void *opaque, const BCM2711CECMessage *m)
{
    BCM2711CECPeer *p = opaque;
    BCM2711CECMessage answer;

    if (!peer_there(p)) {
        return;
    }
    p->heard = *m;
    trace_bcm2711_cec_peer_heard(m->bytes[0], m->len, m->acked);
    if (m->acked && (m->bytes[0] & 0xf) == p->self.address &&
        bcm2711_cec_answer(&p->self, m, &answer)) {
        peer_send(p, &answer);
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
    BCM2711CECPeer *p = opaque;

    if (visit_type_bool(v, name, &p->present, errp) && !p->present) {
        bcm2711_cec_peer_leave(p);
    }
}

static void peer_get_osd_name(Object *obj, Visitor *v, const char *name,
                              void *opaque, Error **errp)
{
    BCM2711CECPeer *p = opaque;
    char *text = (char *)p->self.osd_name;

    visit_type_str(v, name, &text, errp);
}

static void peer_set_osd_name(Object *obj, Visitor *v, const char *name,
                              void *opaque, Error **errp)
{
    BCM2711CECPeer *p = opaque;
    g_autofree char *text = NULL;

    if (!visit_type_str(v, name, &text, errp)) {
        return;
    }
    if (strlen(text) > CEC_OSD_NAME_BYTES) {
        error_setg(errp, "%s: at most %d characters", name,
                   CEC_OSD_NAME_BYTES);
        return;
    }
    pstrcpy((char *)p->self.osd_name, sizeof(p->self.osd_name), text);
}

static void visit_message(Visitor *v, const char *name,
                          const BCM2711CECMessage *m, Error **errp)
{
    g_autoptr(GString) hex = g_string_new(NULL);

    for (int i = 0; i < m->len; i++) {
        g_string_append_printf(hex, "%02x", m->bytes[i]);
    }
    visit_type_str(v, name, &hex->str, errp);
}

static void peer_get_heard(Object *obj, Visitor *v, const char *name,
                           void *opaque, Error **errp)
{
    BCM2711CECPeer *p = opaque;

    visit_message(v, name, &p->heard, errp);
}

static void peer_get_next(Object *obj, Visitor *v, const char *name,
                          void *opaque, Error **errp)
{
    BCM2711CECPeer *p = opaque;

    visit_message(v, name, &p->next, errp);
}

static void peer_set_next(Object *obj, Visitor *v, const char *name,
                          void *opaque, Error **errp)
{
    BCM2711CECPeer *p = opaque;
    g_autofree char *text = NULL;
    BCM2711CECMessage m = { };

    if (!visit_type_str(v, name, &text, errp)) {
        return;
    }
    for (const char *at = text; *at; at += 2, m.len++) {
        if (m.len == CEC_MAX_BYTES || !g_ascii_isxdigit(at[0]) ||
            !g_ascii_isxdigit(at[1])) {
            error_setg(errp, "%s: 1 to %d bytes in hexadecimal, such as "
                       "\"4036\"", name, CEC_MAX_BYTES);
            return;
        }
        m.bytes[m.len] = g_ascii_xdigit_value(at[0]) << 4 |
                         g_ascii_xdigit_value(at[1]);
    }
    if (!m.len) {
        return;
    }
    if (!peer_there(p)) {
        error_setg(errp, "%s: no monitor with CEC is plugged in", name);
    } else if (p->next.len) {
        error_setg(errp, "%s: another message waits", name);
    } else {
        peer_send(p, &m);
    }
}

static void peer_add_properties(BCM2711CECPeer *p, Object *owner)
{
    object_property_add(owner, "cec-peer", "bool", peer_visit_present,
                        peer_visit_present, NULL, p);
    object_property_set_description(owner, "cec-peer",
        "Whether the monitor answers on CEC");
    object_property_add_uint8_ptr(owner, "cec-peer-address", &p->self.address,
                                  OBJ_PROP_FLAG_READWRITE);
    object_property_add_uint16_ptr(owner, "cec-peer-physical-address",
                                   &p->self.physical, OBJ_PROP_FLAG_READWRITE);
    object_property_add(owner, "cec-peer-osd-name", "string",
                        peer_get_osd_name, peer_set_osd_name, NULL, p);
    object_property_add(owner, "cec-peer-send", "string", peer_get_next,
                        peer_set_next, NULL, p);
    object_property_set_description(owner, "cec-peer-send",
        "What the monitor sends when the line is free, in hexadecimal");
    object_property_add(owner, "cec-peer-heard", "string", peer_get_heard,
                        NULL, NULL, p);
    object_property_add_uint64_ptr(owner, "cec-nack", &p->nack,
                                   OBJ_PROP_FLAG_READWRITE);
    object_property_set_description(owner, "cec-nack",
        "How many attempts the monitor still refuses; UINT64_MAX = all");
    object_property_add_uint64_ptr(owner, "cec-lose-arbitration",
                                   &p->lose_arbitration,
                                   OBJ_PROP_FLAG_READWRITE);
    object_property_set_description(owner, "cec-lose-arbitration",
        "How many attempts of the port still lose to another device");
}

void bcm2711_cec_peer_init(BCM2711CECPeer *p, Object *owner,
                           BCM2711CECLine *line, const bool *plugged)
{
    p->plugged = plugged;
    p->present = true;
    pstrcpy((char *)p->self.osd_name, sizeof(p->self.osd_name), "monitor");
    bcm2711_cec_node_init(&p->node, line, &peer_ops, p);
    peer_add_properties(p, owner);
}

void bcm2711_cec_peer_finalize(BCM2711CECPeer *p)
{
    bcm2711_cec_node_finalize(&p->node);
}

static int peer_post_load(void *opaque, int version_id)
{
    BCM2711CECPeer *p = opaque;

    return p->self.osd_name[CEC_OSD_NAME_BYTES] ? -EINVAL : 0;
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
