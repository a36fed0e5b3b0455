/*
 * Takes lines from the lab's own programs in the guest
 *
 * What a kernel prints on its console can be printed by anything in it. This
 * device is another way out, which printk does not use: each byte that is
 * written to it is added to a line, and each line goes to a character device,
 * with the virtual time of its end in nanoseconds in front of it.
 *
 *   -chardev file,id=transcript,path=transcript.log
 *   -device virtual-transcript,chardev=transcript[,stop-at=LINE]
 *
 * The machine stops once, at the instruction that ends the first such line.
 *
 * The register lies among the ARM-local peripherals, which the BCM2711 maps at
 * 0xff800000: local_intc and GIC are in the first 0x48000 bytes, and nothing is
 * behind them (arch/arm/boot/dts/bcm2711.dtsi of Linux). No DMA channel reaches
 * it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "chardev/char-fe.h"
#include "exec/address-spaces.h"
#include "exec/memory.h"
#include "hw/qdev-core.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/error-report.h"
#include "qemu/module.h"
#include "qemu/timer.h"
#include "qemu/units.h"
#include "system/cpus.h"
#include "system/runstate.h"
#include "trace.h"

#define TYPE_VIRTUAL_TRANSCRIPT "virtual-transcript"
OBJECT_DECLARE_SIMPLE_TYPE(VirtualTranscript, VIRTUAL_TRANSCRIPT)

/* qemu-images/rootfs/canary/canary.c writes to this address */
#define TRANSCRIPT_ADDRESS 0xff900000
#define TRANSCRIPT_LINE_MAX 1024

struct VirtualTranscript {
    DeviceState parent_obj;

    MemoryRegion iomem;
    uint8_t line[TRANSCRIPT_LINE_MAX];  /* the one that is not complete */
    uint32_t length;                    /* of it; more is left out */
    uint64_t written;                   /* bytes of all lines */

    /* properties */
    CharBackend chr;
    uint64_t limit;                     /* of written; more is left out */
    char *stop_at;                      /* NULL once it was reached */
};

static bool virtual_transcript_stops(const VirtualTranscript *s)
{
    return s->stop_at && s->length == strlen(s->stop_at) &&
           !memcmp(s->line, s->stop_at, s->length);
}

static void virtual_transcript_stop(VirtualTranscript *s)
{
    g_clear_pointer(&s->stop_at, g_free);
    qemu_system_vmstop_request_prepare();
    qemu_system_vmstop_request(RUN_STATE_PAUSED);
    cpu_stop_current(); /* not when the main loop serves the request */
}

static void virtual_transcript_end_line(VirtualTranscript *s)
{
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    g_autoptr(GString) line = g_string_new(NULL);

    if (virtual_transcript_stops(s)) {
        virtual_transcript_stop(s);
    }
    trace_virtual_transcript_line(now, s->length);
    g_string_printf(line, "%" PRId64 " ", now);
    g_string_append_len(line, (char *)s->line, s->length);
    g_string_append_c(line, '\n');
    s->length = 0;
    if (line->len > s->limit - s->written) {
        warn_report_once("transcript: longer than its limit of %" PRIu64
                         " bytes", s->limit);
        s->written = s->limit;
        return;
    }
    s->written += line->len;
    if (qemu_chr_fe_write_all(&s->chr, (uint8_t *)line->str, line->len) !=
        line->len) {
        warn_report_once("transcript: a line could not be written");
    }
}

static uint64_t virtual_transcript_read(void *opaque, hwaddr addr,
                                        unsigned int size)
{
    return 0;
}

static void virtual_transcript_write(void *opaque, hwaddr addr, uint64_t value,
                                     unsigned int size)
{
    VirtualTranscript *s = opaque;

    if (value == '\n') {
        virtual_transcript_end_line(s);
    } else if (s->length < sizeof(s->line)) {
        s->line[s->length++] = value;
    }
}

static const MemoryRegionOps virtual_transcript_ops = {
    .read = virtual_transcript_read,
    .write = virtual_transcript_write,
    .valid.max_access_size = 1,
    .endianness = DEVICE_LITTLE_ENDIAN,
};

static void virtual_transcript_realize(DeviceState *dev, Error **errp)
{
    VirtualTranscript *s = VIRTUAL_TRANSCRIPT(dev);

    if (!qemu_chr_fe_backend_connected(&s->chr)) {
        error_setg(errp, "chardev must be set");
        return;
    }
    memory_region_init_io(&s->iomem, OBJECT(s), &virtual_transcript_ops, s,
                          TYPE_VIRTUAL_TRANSCRIPT, 1);
    memory_region_add_subregion(get_system_memory(), TRANSCRIPT_ADDRESS,
                                &s->iomem);
}

static int virtual_transcript_post_load(void *opaque, int version_id)
{
    VirtualTranscript *s = opaque;

    return s->length <= sizeof(s->line) && s->written <= s->limit ? 0 : -EINVAL;
}

static const VMStateDescription vmstate_virtual_transcript = {
    .name = TYPE_VIRTUAL_TRANSCRIPT,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = virtual_transcript_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8_ARRAY(line, VirtualTranscript, TRANSCRIPT_LINE_MAX),
        VMSTATE_UINT32(length, VirtualTranscript),
        VMSTATE_UINT64(written, VirtualTranscript),
        VMSTATE_END_OF_LIST()
    }
};

static const Property virtual_transcript_properties[] = {
    DEFINE_PROP_CHR("chardev", VirtualTranscript, chr),
    DEFINE_PROP_SIZE("limit", VirtualTranscript, limit, 64 * MiB),
    DEFINE_PROP_STRING("stop-at", VirtualTranscript, stop_at),
};

static void virtual_transcript_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "Lines from the guest, with their virtual times";
    dc->realize = virtual_transcript_realize;
    dc->vmsd = &vmstate_virtual_transcript;
    dc->hotpluggable = false;
    device_class_set_props(dc, virtual_transcript_properties);
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
}

static const TypeInfo virtual_transcript_types[] = {
    {
        .name = TYPE_VIRTUAL_TRANSCRIPT,
        .parent = TYPE_DEVICE,
        .instance_size = sizeof(VirtualTranscript),
        .class_init = virtual_transcript_class_init,
    },
};

DEFINE_TYPES(virtual_transcript_types)
