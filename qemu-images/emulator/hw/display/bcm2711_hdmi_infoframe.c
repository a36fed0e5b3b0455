/*
 * BCM2711 HDMI transmitter: the infoframes that a monitor gets, and which of
 * them it would not accept
 *
 * Linux puts an infoframe of type 0x80 + n in packet n (vc4_hdmi.c,
 * vc4_hdmi_write_infoframe). CEA-861 defines the header of each: type, version
 * and length. A checksum follows, which makes the sum of all bytes 0. The rest
 * of the packet has to be 0 (vc4_hdmi.c, later than 5.10, clears it because it
 * "triggers a checksum error on hdmi analyser").
 *
 * An AVI infoframe may name its mode by a code of CEA-861. Of the progressive
 * modes that are used most, the size is compared with that of the mode that is
 * set; 0 stands for any other mode.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hdmi_infoframe.h"
#include "hw/display/bcm2711_hdmi_internal.h"
#include "qapi/qapi-builtin-visit.h"
#include "qapi/util.h"

#define FIRST_TYPE 0x80
#define AVI 2
#define HEADER_BYTES 4          /* the checksum included */
#define AVI_VIC_BYTE 7

static const struct {
    const char *name;
    uint8_t version_min, version_max;
    uint8_t length_min, length_max;
} infoframes[] = {
    [1] = { "vendor", 1, 1, 4, 27 },
    [AVI] = { "avi", 2, 4, 13, 14 },
    [3] = { "spd", 1, 1, 25, 25 },
    [4] = { "audio", 1, 1, 10, 10 },
    [5] = { "mpeg", 1, 1, 10, 10 },
    [7] = { "drm", 1, 1, 26, 26 },      /* dynamic range and mastering */
};

static const struct {
    uint8_t vic;
    uint16_t width, height;
} modes[] = {
    { 1, 640, 480 }, { 2, 720, 480 }, { 3, 720, 480 }, { 4, 1280, 720 },
    { 16, 1920, 1080 }, { 17, 720, 576 }, { 18, 720, 576 }, { 19, 1280, 720 },
    { 31, 1920, 1080 }, { 32, 1920, 1080 }, { 33, 1920, 1080 },
    { 34, 1920, 1080 }, { 60, 1280, 720 }, { 61, 1280, 720 }, { 62, 1280, 720 },
    { 63, 1920, 1080 }, { 64, 1920, 1080 }, { 93, 3840, 2160 },
    { 94, 3840, 2160 }, { 95, 3840, 2160 }, { 96, 3840, 2160 },
    { 97, 3840, 2160 },
};

static bool is_infoframe(unsigned int id)
{
    return id < ARRAY_SIZE(infoframes) && infoframes[id].name;
}

static bool avi_describes_mode(uint8_t vic, const uint32_t *core)
{
    uint32_t width = FIELD_EX32(core[R_HORZA], HORZA, ACTIVE);
    uint32_t height = FIELD_EX32(core[R_VERTA0], VERTA, ACTIVE);

    for (int i = 0; i < ARRAY_SIZE(modes); i++) {
        if (modes[i].vic == vic) {
            return modes[i].width == width && modes[i].height == height;
        }
    }
    return true;
}

int bcm2711_hdmi_infoframe_check(unsigned int id,
                                 const uint8_t bytes[BCM2711_HDMI_PACKET_BYTES],
                                 const uint32_t *core)
{
    unsigned int length = HEADER_BYTES + bytes[2];
    uint8_t sum = 0;

    if (!is_infoframe(id)) {
        return BCM2711_HDMI_INFOFRAME_VALID;
    }
    if (bytes[0] != FIRST_TYPE + id ||
        bytes[1] < infoframes[id].version_min ||
        bytes[1] > infoframes[id].version_max ||
        bytes[2] < infoframes[id].length_min ||
        bytes[2] > infoframes[id].length_max) {
        return BCM2711_HDMI_RULE_INFOFRAME_HEADER;
    }
    for (unsigned int i = 0; i < length; i++) {
        sum += bytes[i];
    }
    if (sum) {
        return BCM2711_HDMI_RULE_INFOFRAME_CHECKSUM;
    }
    for (unsigned int i = length; i < BCM2711_HDMI_PACKET_BYTES; i++) {
        if (bytes[i]) {
            return BCM2711_HDMI_RULE_INFOFRAME_TAIL;
        }
    }
    return id == AVI && !avi_describes_mode(bytes[AVI_VIC_BYTE], core)
           ? BCM2711_HDMI_RULE_INFOFRAME_MODE : BCM2711_HDMI_INFOFRAME_VALID;
}

/* Records */

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

    if (!is_infoframe(frame->id)) {
        g_string_append_printf(text, "packet-%u", frame->id);
        state = "unchecked";
    } else {
        g_string_append(text, infoframes[frame->id].name);
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
