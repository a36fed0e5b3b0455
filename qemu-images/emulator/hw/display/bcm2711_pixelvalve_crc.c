/*
 * BCM2711 pixel valve: which pictures it passed on
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_picture_crc.h"
#include "hw/display/bcm2711_pixelvalve_crc.h"
#include "qapi/error.h"
#include "qapi/qapi-builtin-visit.h"
#include "qapi/util.h"
#include "qemu/timer.h"
#include "trace.h"

static BCM2711PVPictureRecord *record_of(BCM2711PVCrc *crc, int64_t now)
{
    BCM2711PVPictureRecord *record;

    for (uint32_t i = 0; i < crc->num_pictures; i++) {
        if (crc->pictures[i].crc == crc->newest) {
            return &crc->pictures[i];
        }
    }
    if (crc->num_pictures == BCM2711_PV_MAX_PICTURES) {
        return NULL;
    }
    record = &crc->pictures[crc->num_pictures++];
    *record = (BCM2711PVPictureRecord) {
        .crc = crc->newest, .first_ns = now,
    };
    return record;
}

void bcm2711_pv_crc_frames(BCM2711PVCrc *crc, BCM2711HVSState *hvs,
                           unsigned int output, uint64_t frames)
{
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    g_autofree uint32_t *pixels = NULL;
    BCM2711PVPictureRecord *record;
    uint32_t width, height;

    if (!crc->record && !crc->expected) {
        return;
    }
    pixels = bcm2711_hvs_draw(hvs, output, &width, &height);
    if (!pixels) {
        return;
    }
    crc->newest = bcm2711_picture_crc(pixels, (size_t)width * height);
    record = record_of(crc, now);
    if (record) {
        record->frames += frames;
        record->last_ns = now;
    } else {
        crc->others += frames;
    }
    if (crc->newest == crc->expected) {
        crc->expected_frames += frames;
    }
    trace_bcm2711_pixelvalve_crc(output, crc->newest);
}

static void crc_get_pictures(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    BCM2711PVCrc *crc = opaque;
    strList *list = NULL;
    strList **tail = &list;

    for (uint32_t i = 0; i < crc->num_pictures; i++) {
        const BCM2711PVPictureRecord *record = &crc->pictures[i];

        QAPI_LIST_APPEND(tail, g_strdup_printf(
            "crc=0x%08" PRIx32 " frames=%" PRIu64 " first-ns=%" PRId64
            " last-ns=%" PRId64, record->crc, record->frames,
            record->first_ns, record->last_ns));
    }
    visit_type_strList(v, name, &list, errp);
    qapi_free_strList(list);
}

static void crc_get_record(Object *obj, Visitor *v, const char *name,
                           void *opaque, Error **errp)
{
    BCM2711PVCrc *crc = opaque;

    visit_type_bool(v, name, &crc->record, errp);
}

static void crc_set_record(Object *obj, Visitor *v, const char *name,
                           void *opaque, Error **errp)
{
    BCM2711PVCrc *crc = opaque;

    visit_type_bool(v, name, &crc->record, errp);
}

void bcm2711_pv_crc_init(BCM2711PVCrc *crc, Object *owner)
{
    object_property_add(owner, "record-crc", "bool", crc_get_record,
                        crc_set_record, NULL, crc);
    object_property_add(owner, "pictures", "strList", crc_get_pictures, NULL,
                        NULL, crc);
    object_property_add_uint32_ptr(owner, "crc", &crc->newest,
                                   OBJ_PROP_FLAG_READ);
    object_property_add_uint64_ptr(owner, "pictures-lost", &crc->others,
                                   OBJ_PROP_FLAG_READ);
    object_property_add_uint32_ptr(owner, "expected-crc", &crc->expected,
                                   OBJ_PROP_FLAG_READWRITE);
    object_property_add_uint64_ptr(owner, "expected-frames",
                                   &crc->expected_frames, OBJ_PROP_FLAG_READ);
}

static int crc_post_load(void *opaque, int version_id)
{
    BCM2711PVCrc *crc = opaque;

    return crc->num_pictures <= BCM2711_PV_MAX_PICTURES ? 0 : -EINVAL;
}

static const VMStateDescription vmstate_picture_record = {
    .name = "bcm2711-pixelvalve-picture",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(crc, BCM2711PVPictureRecord),
        VMSTATE_UINT64(frames, BCM2711PVPictureRecord),
        VMSTATE_INT64(first_ns, BCM2711PVPictureRecord),
        VMSTATE_INT64(last_ns, BCM2711PVPictureRecord),
        VMSTATE_END_OF_LIST()
    }
};

const VMStateDescription vmstate_bcm2711_pv_crc = {
    .name = "bcm2711-pixelvalve-crc",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = crc_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(record, BCM2711PVCrc),
        VMSTATE_UINT32(expected, BCM2711PVCrc),
        VMSTATE_UINT64(expected_frames, BCM2711PVCrc),
        VMSTATE_UINT32(newest, BCM2711PVCrc),
        VMSTATE_UINT32(num_pictures, BCM2711PVCrc),
        VMSTATE_STRUCT_ARRAY(pictures, BCM2711PVCrc, BCM2711_PV_MAX_PICTURES,
                             1, vmstate_picture_record,
                             BCM2711PVPictureRecord),
        VMSTATE_UINT64(others, BCM2711PVCrc),
        VMSTATE_END_OF_LIST()
    }
};
