/*
 * BCM2711 HDMI transmitter: records of the packets that a monitor gets
 *
 * Of each type of infoframe it is counted how often one started to be sent,
 * valid or not. Whoever wants to know at once sets the property
 * "infoframe-events": a guest that starts and stops packets without end would
 * fill the memory of a QMP client that does not ask for them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hdmi_infoframe_log.h"
#include "hw/display/bcm2711_hdmi_internal.h"
#include "qapi/qapi-builtin-visit.h"
#include "qapi/qapi-events-bcm2711.h"
#include "qapi/util.h"

/* By packet; others are no infoframes */
static const char *const types[BCM2711_HDMI_INFOFRAME_TYPES] = {
    [1] = "vendor", [2] = "avi", [3] = "spd", [4] = "audio", [5] = "mpeg",
    [7] = "drm",
};

static BCM2711HDMIInfoframe *infoframes_find(BCM2711HDMIInfoframes *log,
                                             unsigned int id,
                                             const uint8_t *bytes, int rule)
{
    for (uint32_t i = 0; i < log->num_frames; i++) {
        BCM2711HDMIInfoframe *frame = &log->frames[i];

        if (frame->id == id && frame->rule == rule &&
            !memcmp(frame->bytes, bytes, BCM2711_HDMI_PACKET_BYTES)) {
            return frame;
        }
    }
    return NULL;
}

static const char *infoframe_type(unsigned int id)
{
    return id < ARRAY_SIZE(types) ? types[id] : NULL;
}

static const char *infoframe_state(const BCM2711HDMIInfoframes *log,
                                   unsigned int id, int rule)
{
    if (!infoframe_type(id)) {
        return "unchecked";
    }
    return rule == BCM2711_HDMI_INFOFRAME_VALID ? "valid"
                                                : log->rule_names[rule];
}

static char *bytes_in_hex(const uint8_t *bytes)
{
    GString *hex = g_string_sized_new(2 * BCM2711_HDMI_PACKET_BYTES);

    for (int i = 0; i < BCM2711_HDMI_PACKET_BYTES; i++) {
        g_string_append_printf(hex, "%02x", bytes[i]);
    }
    return g_string_free(hex, FALSE);
}

static void infoframe_count(BCM2711HDMIInfoframes *log, unsigned int id,
                            const uint8_t *bytes, int rule, int64_t ns)
{
    if (!infoframe_type(id)) {
        return;
    }
    log->sent[id]++;
    if (log->events) {
        g_autofree char *hex = bytes_in_hex(bytes);
        g_autofree char *path = object_get_canonical_path(log->owner);

        qapi_event_send_bcm2711_infoframe(path, types[id],
                                          infoframe_state(log, id, rule), ns,
                                          hex);
    }
}

void bcm2711_hdmi_infoframes_sent(BCM2711HDMIInfoframes *log, unsigned int id,
                                  const uint8_t *bytes, int rule, int64_t ns)
{
    BCM2711HDMIInfoframe *frame = infoframes_find(log, id, bytes, rule);

    infoframe_count(log, id, bytes, rule, ns);
    if (!frame) {
        if (log->num_frames == BCM2711_HDMI_INFOFRAMES_MAX) {
            log->unrecorded++;
            return;
        }
        frame = &log->frames[log->num_frames++];
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
    g_autofree char *hex = bytes_in_hex(frame->bytes);
    g_autofree char *type = infoframe_type(frame->id)
                            ? g_strdup(types[frame->id])
                            : g_strdup_printf("packet-%u", frame->id);

    return g_strdup_printf("%s state=%s count=%" PRIu64 " first-ns=%" PRId64
                           " last-ns=%" PRId64 " bytes=%s", type,
                           infoframe_state(log, frame->id, frame->rule),
                           frame->count, frame->first_ns, frame->last_ns, hex);
}

static void infoframes_get(Object *obj, Visitor *v, const char *name,
                           void *opaque, Error **errp)
{
    BCM2711HDMIInfoframes *log = opaque;
    strList *list = NULL;
    strList **tail = &list;

    for (uint32_t i = 0; i < log->num_frames; i++) {
        QAPI_LIST_APPEND(tail, infoframe_describe(log, &log->frames[i]));
    }
    visit_type_strList(v, name, &list, errp);
    qapi_free_strList(list);
}

static void infoframes_visit_events(Object *obj, Visitor *v, const char *name,
                                    void *opaque, Error **errp)
{
    BCM2711HDMIInfoframes *log = opaque;

    visit_type_bool(v, name, &log->events, errp);
}

void bcm2711_hdmi_infoframes_init(BCM2711HDMIInfoframes *log, Object *owner,
                                  const char *const *rule_names)
{
    log->owner = owner;
    log->rule_names = rule_names;
    for (int id = 0; id < ARRAY_SIZE(types); id++) {
        if (types[id]) {
            g_autofree char *name = g_strdup_printf("infoframes-%s", types[id]);

            object_property_add_uint64_ptr(owner, name, &log->sent[id],
                                           OBJ_PROP_FLAG_READ);
            object_property_set_description(owner, name,
                "Infoframes of this type that started to be sent");
        }
    }
    object_property_add(owner, "infoframes", "strList", infoframes_get, NULL,
                        NULL, log);
    object_property_set_description(owner, "infoframes",
        "Distinct packets that started to be sent");
    object_property_add_uint64_ptr(owner, "infoframes-unrecorded",
                                   &log->unrecorded, OBJ_PROP_FLAG_READ);
    object_property_set_description(owner, "infoframes-unrecorded",
        "Packets that started to be sent and are not in the list");
    object_property_add(owner, "infoframe-events", "bool",
                        infoframes_visit_events, infoframes_visit_events, NULL,
                        log);
    object_property_set_description(owner, "infoframe-events",
        "Whether each infoframe that starts to be sent is a QMP event");
}

static bool infoframes_valid(void *opaque, int version_id)
{
    BCM2711HDMIInfoframes *log = opaque;

    if (log->num_frames > BCM2711_HDMI_INFOFRAMES_MAX) {
        return false;
    }
    for (uint32_t i = 0; i < log->num_frames; i++) {
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
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT_ARRAY(frames, BCM2711HDMIInfoframes,
                             BCM2711_HDMI_INFOFRAMES_MAX, 1,
                             vmstate_bcm2711_hdmi_infoframe,
                             BCM2711HDMIInfoframe),
        VMSTATE_UINT32(num_frames, BCM2711HDMIInfoframes),
        VMSTATE_VALIDATE("infoframes fit, and their rules are known",
                         infoframes_valid),
        VMSTATE_UINT64(unrecorded, BCM2711HDMIInfoframes),
        VMSTATE_UINT64_ARRAY(sent, BCM2711HDMIInfoframes,
                             BCM2711_HDMI_INFOFRAME_TYPES),
        VMSTATE_BOOL(events, BCM2711HDMIInfoframes),
        VMSTATE_END_OF_LIST()
    }
};
