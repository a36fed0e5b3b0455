/*
 * BCM2711 hardware video scaler (HVS5): the consoles that show its outputs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The picture is composed when a console is displayed or dumped, from the list
 * that is active then (bcm2711_hvs_compose.c).
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hvs_console.h"
#include "qemu/log.h"

static void head_off(BCM2711HVSHead *head)
{
    if (head->on) {
        dpy_gfx_replace_surface(head->con, NULL);
        head->on = false;
    }
}

static void head_resize(BCM2711HVSHead *head, uint32_t width, uint32_t height)
{
    if (!head->on || qemu_console_get_width(head->con, 0) != width ||
        qemu_console_get_height(head->con, 0) != height) {
        dpy_gfx_replace_surface(head->con,
                                qemu_create_displaysurface(width, height));
        head->on = true;
    }
}

static void head_gfx_update(void *opaque)
{
    BCM2711HVSHead *head = opaque;
    DisplaySurface *surface;
    BCM2711HVSPicture picture;

    if (!head->picture(head->device, head->output, &picture)) {
        head_off(head);
        return;
    }
    head_resize(head, picture.width, picture.height);
    surface = qemu_console_surface(head->con);
    if (!bcm2711_hvs_compose(&picture, surface_data(surface),
                             surface_stride(surface) / 4)) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: display list of output %u has no "
                      "end or too much to draw\n", __func__, head->output);
    }
    dpy_gfx_update_full(head->con);
}

static const GraphicHwOps head_gfx_ops = {
    .gfx_update = head_gfx_update,
};

void bcm2711_hvs_head_init(BCM2711HVSHead *head, DeviceState *device,
                           BCM2711HVSPictureFn *picture, uint32_t number,
                           unsigned int output)
{
    head->device = device;
    head->picture = picture;
    head->output = output;
    head->con = graphic_console_init(device, number, &head_gfx_ops, head);
}
