/*
 * BCM2711 HDMI transmitter: records of the packets that a monitor gets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hdmi_infoframe_log.h"
#include "hw/display/bcm2711_hdmi_internal.h"
#include "qapi/qapi-builtin-visit.h"
#include "qapi/util.h"

/* By packet; others are no infoframes */
static const char *const types[] = {
    [1] = "vendor", [2] = "avi", [3] = "spd", [4] = "audio", [5] = "mpeg",
    [7] = "drm",
};

static BCM2711HDMIInfoframe *infoframes_find(BCM2711HDMIInfoframes *log,
                                             unsigned int id,
                                             const uint8_t *bytes, int rule)
{
    for (uint32_t i = 0; i < log->num; i++) {
        BCM2711HDMIInfoframe *frame = &log->frames[i];

        if (frame->id == id && frame->rule == rule &&
            !memcmp(frame->bytes, bytes, BCM2711_HDMI_PACKET_BYTES)) {
            return frame;
        }
    }
    return NULL;
}

void bcm2711_hdmi_infoframes_sent(BCM2711HDMIInfoframes *log, unsigned int id,
                                  const uint8_t *bytes, int rule, int64_t ns)
{
    BCM2711HDMIInfoframe *frame = infoframes_find(log, id, bytes, rule);

    if (!frame) {
        if (log->num == BCM2711_HDMI_INFOFRAMES_MAX) {
            log->unrecorded++;
            return;
        }
        frame = &log->frames[log->num++];
        frame->id = id;
        memcpy(frame->bytes, bytes, BCM2711_HDMI_PACKET_BYTES);
        frame->rule = rule;
        frame->first_ns = ns;
    }
    frame->count++;
    frame->last_ns = ns;
}

static char *infoframe_describe(const BCM2711HDMIInfoframes *log,
                                const BCM2711HDMIInfoframe *frame)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const char *state = "valid";

    if (frame->id >= ARRAY_SIZE(types) || !types[frame->id]) {
        g_string_append_printf(text, "packet-%u", frame->id);
        state = "unchecked";
    } else {
        g_string_append(text, types[frame->id]);
        if (frame->rule != BCM2711_HDMI_INFOFRAME_VALID) {
            state = log->rule_names[frame->rule];
        }
    }
    g_string_append_printf(text, " state=%s count=%" PRIu64 " first-ns=%" PRId64
                           " last-ns=%" PRId64 " bytes=", state, frame->count,
                           frame->first_ns, frame->last_ns);
    for (int i = 0; i < BCM2711_HDMI_PACKET_BYTES; i++) {
        g_string_append_printf(text, "%02x", frame->bytes[i]);
    }
    return g_strdup(text->str);
}

static void infoframes_get(Object *obj, Visitor *v, const char *name,
                           void *opaque, Error **errp)
{
    BCM2711HDMIInfoframes *log = opaque;
    strList *list = NULL;
    strList **tail = &list;

    for (uint32_t i = 0; i < log->num; i++) {
        QAPI_LIST_APPEND(tail, infoframe_describe(log, &log->frames[i]));
    }
    visit_type_strList(v, name, &list, errp);
    qapi_free_strList(list);
}

void bcm2711_hdmi_infoframes_init(BCM2711HDMIInfoframes *log, Object *owner,
                                  const char *const *rule_names)
{
    log->rule_names = rule_names;
    object_property_add(owner, "infoframes", "strList", infoframes_get, NULL,
                        NULL, log);
    object_property_set_description(owner, "infoframes",
        "Distinct packets that started to be sent");
    object_property_add_uint64_ptr(owner, "infoframes-unrecorded",
                                   &log->unrecorded, OBJ_PROP_FLAG_READ);
    object_property_set_description(owner, "infoframes-unrecorded",
        "Packets that started to be sent and are not in the list");
}

static bool infoframes_valid(void *opaque, int version_id)
{
    BCM2711HDMIInfoframes *log = opaque;

    if (log->num > BCM2711_HDMI_INFOFRAMES_MAX) {
        return false;
    }
    for (uint32_t i = 0; i < log->num; i++) {
        int rule = log->frames[i].rule;

        if (rule != BCM2711_HDMI_INFOFRAME_VALID &&
            (rule < BCM2711_HDMI_RULE_INFOFRAME_HEADER ||
             rule > BCM2711_HDMI_RULE_INFOFRAME_MODE)) {
            return false;
        }
    }
    return true;
}

static const VMStateDescription vmstate_bcm2711_hdmi_infoframe = {
    .name = "bcm2711-hdmi-infoframe",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(id, BCM2711HDMIInfoframe),
        VMSTATE_UINT8_ARRAY(bytes, BCM2711HDMIInfoframe,
                            BCM2711_HDMI_PACKET_BYTES),
        VMSTATE_INT32(rule, BCM2711HDMIInfoframe),
        VMSTATE_UINT64(count, BCM2711HDMIInfoframe),
        VMSTATE_INT64(first_ns, BCM2711HDMIInfoframe),
        VMSTATE_INT64(last_ns, BCM2711HDMIInfoframe),
        VMSTATE_END_OF_LIST()
    }
};

const VMStateDescription vmstate_bcm2711_hdmi_infoframes = {
    .name = "bcm2711-hdmi-infoframes",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT_ARRAY(frames, BCM2711HDMIInfoframes,
                             BCM2711_HDMI_INFOFRAMES_MAX, 1,
                             vmstate_bcm2711_hdmi_infoframe,
                             BCM2711HDMIInfoframe),
        VMSTATE_UINT32(num, BCM2711HDMIInfoframes),
        VMSTATE_VALIDATE("infoframes fit, and their rules are known",
                         infoframes_valid),
        VMSTATE_UINT64(unrecorded, BCM2711HDMIInfoframes),
        VMSTATE_END_OF_LIST()
    }
};
