/*
 * BCM2711 MAI: what can be set and seen from outside
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "hw/audio/bcm2711_mai.h"

static char *mai_get_capture(Object *obj, Error **errp)
{
    return g_strdup(BCM2711_MAI(obj)->capture.path ?: "");
}

static void mai_set_capture(Object *obj, const char *path, Error **errp)
{
    BCM2711MAIState *s = BCM2711_MAI(obj);

    if (bcm2711_mai_capture_open(&s->capture, path, errp)) {
        bcm2711_mai_capture_current(s);
    }
}

static bool mai_get_dreq_exact(Object *obj, Error **errp)
{
    return BCM2711_MAI(obj)->fifo.dreq_exact;
}

static void mai_set_dreq_exact(Object *obj, bool exact, Error **errp)
{
    BCM2711MAIState *s = BCM2711_MAI(obj);
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    bcm2711_mai_stream_advance(s, now);
    s->fifo.dreq_exact = exact;
    bcm2711_mai_stream_update(s, now);
}

static void mai_get_dreq_stall(Object *obj, Visitor *v, const char *name,
                               void *opaque, Error **errp)
{
    visit_type_uint64(v, name, &BCM2711_MAI(obj)->dreq_stall_ns, errp);
}

static void mai_set_dreq_stall(Object *obj, Visitor *v, const char *name,
                               void *opaque, Error **errp)
{
    BCM2711MAIState *s = BCM2711_MAI(obj);
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    uint64_t ns;

    if (visit_type_uint64(v, name, &ns, errp)) {
        bcm2711_mai_stream_advance(s, now);
        s->dreq_stall_ns = ns;
        bcm2711_mai_stream_stall(s, now);
        bcm2711_mai_stream_update(s, now);
    }
}

/* Up to date. What else a change brings about, the timer does at its time. */
static BCM2711MAIState *mai_by_now(Object *obj)
{
    BCM2711MAIState *s = BCM2711_MAI(obj);

    bcm2711_mai_stream_advance(s, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL));
    return s;
}

static void mai_get_uint64(Object *obj, Visitor *v, const char *name,
                           void *opaque, Error **errp)
{
    char *s = (char *)mai_by_now(obj);

    visit_type_uint64(v, name, (uint64_t *)(s + (uintptr_t)opaque), errp);
}

static void mai_get_int64(Object *obj, Visitor *v, const char *name,
                          void *opaque, Error **errp)
{
    char *s = (char *)mai_by_now(obj);

    visit_type_int64(v, name, (int64_t *)(s + (uintptr_t)opaque), errp);
}

static void mai_get_rate(Object *obj, Visitor *v, const char *name,
                         void *opaque, Error **errp)
{
    uint64_t rate = bcm2711_mai_rate(BCM2711_MAI(obj));

    visit_type_uint64(v, name, &rate, errp);
}

static void mai_get_channels(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    uint32_t channels = bcm2711_mai_channels(BCM2711_MAI(obj));

    visit_type_uint32(v, name, &channels, errp);
}

static void mai_get_capture_files(Object *obj, Visitor *v, const char *name,
                                  void *opaque, Error **errp)
{
    uint32_t files = mai_by_now(obj)->capture.files;

    visit_type_uint32(v, name, &files, errp);
}

static void mai_get_level(Object *obj, Visitor *v, const char *name,
                          void *opaque, Error **errp)
{
    uint32_t level = bcm2711_mai_fifo_level(&mai_by_now(obj)->fifo);

    visit_type_uint32(v, name, &level, errp);
}

static const struct {
    const char *name;
    size_t offset;
    const char *description;
} mai_counters[] = {
    { "words-played", offsetof(BCM2711MAIState, words_played),
      "Words that left the FIFO" },
    { "streams", offsetof(BCM2711MAIState, streams),
      "How often the MAI was enabled" },
    { "underruns", offsetof(BCM2711MAIState, underruns),
      "How often words were missing inside a stream" },
    { "drains", offsetof(BCM2711MAIState, drains),
      "How often the FIFO had run dry at a stream's end" },
    { "overruns", offsetof(BCM2711MAIState, overruns),
      "Words that were written to a full FIFO" },
    { "capture-lost", offsetof(BCM2711MAIState, capture.lost),
      "Words that left the FIFO and could not be written to a file" },
    { "capture-unfiled", offsetof(BCM2711MAIState, capture.unfiled),
      "Words of more formats than a capture has files for" },
};

void bcm2711_mai_add_properties(ObjectClass *klass)
{
    object_class_property_add_str(klass, "capture", mai_get_capture,
                                  mai_set_capture);
    object_class_property_set_description(klass, "capture",
        "Path of the first WAV file of the words that leave the FIFO");
    object_class_property_add_bool(klass, "dreq-exact", mai_get_dreq_exact,
                                   mai_set_dreq_exact);
    object_class_property_set_description(klass, "dreq-exact",
        "DREQ rises as soon as the level is under DREQLOW");
    object_class_property_add(klass, "dreq-stall-ns", "uint64",
                              mai_get_dreq_stall, mai_set_dreq_stall,
                              NULL, NULL);
    object_class_property_set_description(klass, "dreq-stall-ns",
        "fault: DREQ stays low for that long in each stream");
    for (int i = 0; i < ARRAY_SIZE(mai_counters); i++) {
        object_class_property_add(klass, mai_counters[i].name, "uint64",
                                  mai_get_uint64, NULL, NULL,
                                  (void *)mai_counters[i].offset);
        object_class_property_set_description(klass, mai_counters[i].name,
                                              mai_counters[i].description);
    }
    object_class_property_add(klass, "first-word-ns", "int64",
                              mai_get_int64, NULL, NULL,
                              (void *)offsetof(BCM2711MAIState,
                                               first_word_ns));
    object_class_property_set_description(klass, "first-word-ns",
        "When the newest stream's first word left the FIFO, -1 = not yet");
    object_class_property_add(klass, "last-word-ns", "int64",
                              mai_get_int64, NULL, NULL,
                              (void *)offsetof(BCM2711MAIState, last_word_ns));
    object_class_property_set_description(klass, "last-word-ns",
        "When the newest word left the FIFO, -1 = none did");
    object_class_property_add(klass, "rate", "uint64", mai_get_rate,
                              NULL, NULL, NULL);
    object_class_property_set_description(klass, "rate",
        "Samples a second");
    object_class_property_add(klass, "channels", "uint32", mai_get_channels,
                              NULL, NULL, NULL);
    object_class_property_set_description(klass, "channels",
        "Words in a sample");
    object_class_property_add(klass, "capture-files", "uint32",
                              mai_get_capture_files, NULL, NULL, NULL);
    object_class_property_set_description(klass, "capture-files",
        "Files that the capture has begun, one for each change of format");
    object_class_property_add(klass, "level", "uint32", mai_get_level,
                              NULL, NULL, NULL);
    object_class_property_set_description(klass, "level",
        "Words in the FIFO");
}
