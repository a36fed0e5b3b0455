/*
 * Hands a text to a guest that runs already
 *
 * The board leaves room for the text in the device tree that it gives to the
 * kernel. Linux shows the room as /proc/device-tree/chosen/vc4lab,text, and
 * each read of that file reads the guest's RAM. So a machine can be stopped, be
 * saved, and go on with another text each time that it is loaded:
 *
 *   -device virtual-hand-in,id=hand-in
 *   qom-set /machine/peripheral/hand-in text TEXT
 *
 * Newlines fill the rest of the room. A reset empties it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "exec/address-spaces.h"
#include "exec/memory.h"
#include "hw/misc/virtual_hand_in.h"
#include "hw/qdev-core.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/module.h"
#include "qemu/units.h"
#include "system/device_tree.h"

#define TYPE_VIRTUAL_HAND_IN "virtual-hand-in"
OBJECT_DECLARE_SIMPLE_TYPE(VirtualHandIn, VIRTUAL_HAND_IN)

/* qemu-images/rootfs/init reads it */
#define ROOM_NODE "/chosen"
#define ROOM_PROPERTY "vc4lab,text"
#define ROOM_SIZE (16 * KiB)

struct VirtualHandIn {
    DeviceState parent_obj;

    uint64_t address;           /* of the room; 0 = there is none */
};

/* Of this process's machine; a loaded one may have it elsewhere */
static uint64_t room_address;

void virtual_hand_in_make_room(void *fdt, uint64_t fdt_address)
{
    g_autofree char *blank = g_strnfill(ROOM_SIZE, '\n');
    const char *room;

    qemu_fdt_setprop(fdt, ROOM_NODE, ROOM_PROPERTY, blank, ROOM_SIZE);
    room = qemu_fdt_getprop(fdt, ROOM_NODE, ROOM_PROPERTY, NULL, &error_fatal);
    room_address = fdt_address + (room - (const char *)fdt);
}

static void virtual_hand_in_set_text(Object *obj, const char *text,
                                     Error **errp)
{
    VirtualHandIn *s = VIRTUAL_HAND_IN(obj);
    g_autofree char *content = g_strnfill(ROOM_SIZE, '\n');
    size_t length = strlen(text);

    s->address = s->address ?: room_address;
    if (!s->address) {
        error_setg(errp, "text: the machine has no device tree (-dtb)");
        return;
    }
    if (length > ROOM_SIZE) {
        error_setg(errp, "text: %zu bytes, limit %d", length, (int)ROOM_SIZE);
        return;
    }
    memcpy(content, text, length);
    address_space_write(&address_space_memory, s->address,
                        MEMTXATTRS_UNSPECIFIED, content, ROOM_SIZE);
}

static int virtual_hand_in_pre_save(void *opaque)
{
    VirtualHandIn *s = opaque;

    s->address = s->address ?: room_address;
    return 0;
}

static const VMStateDescription vmstate_virtual_hand_in = {
    .name = TYPE_VIRTUAL_HAND_IN,
    .version_id = 1,
    .minimum_version_id = 1,
    .pre_save = virtual_hand_in_pre_save,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(address, VirtualHandIn),
        VMSTATE_END_OF_LIST()
    }
};

static void virtual_hand_in_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "Text for a guest that runs already";
    dc->vmsd = &vmstate_virtual_hand_in;
    dc->hotpluggable = false;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    object_class_property_add_str(klass, "text", NULL,
                                  virtual_hand_in_set_text);
    object_class_property_set_description(klass, "text",
        "What the guest reads from now on");
}

static const TypeInfo virtual_hand_in_types[] = {
    {
        .name = TYPE_VIRTUAL_HAND_IN,
        .parent = TYPE_DEVICE,
        .instance_size = sizeof(VirtualHandIn),
        .class_init = virtual_hand_in_class_init,
    },
};

DEFINE_TYPES(virtual_hand_in_types)
