/*
 * BCM2711 display and HDMI audio: all blocks and their wiring
 *
 *   memory --> HVS --> TXP --> memory
 *               \----> PV0, PV1, PV2, PV3, PV4
 *                               |         |
 *   DVP (resets) -------------> HDMI0     HDMI1 <-- HD (shared)
 *   AON intc <-- monitors ----- |         |
 *                               | + DDC0  | + DDC1
 *   DMA <-- DREQ 10, DREQ 17 -- MAI0      MAI1
 *
 * A transmitter's PHY generates the pixel clock, and its pixel valve counts it.
 * Addresses, interrupts and DMA requests are those of the device tree, Linux
 * arch/arm/boot/dts/bcm2711.dtsi.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/audio/bcm2711_mai.h"
#include "hw/display/bcm2711_display.h"
#include "hw/display/bcm2711_hdmi.h"
#include "hw/display/bcm2711_hdmi_hd.h"
#include "hw/display/bcm2711_hvs.h"
#include "hw/display/bcm2711_pixelvalve.h"
#include "hw/display/bcm2711_txp.h"
#include "hw/i2c/bcm2711_ddc.h"
#include "hw/intc/bcm2711_l2_intc.h"
#include "hw/irq.h"
#include "hw/misc/bcm2711_dvp.h"
#include "hw/or-irq.h"
#include "hw/qdev-clock.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "qemu/module.h"

#define TXP_OFFSET 0x004000
#define HVS_OFFSET 0x400000
#define DVP_OFFSET 0xf00000
#define AON_INTC_OFFSET 0xf00100
#define HD_OFFSET 0xf20000

const int bcm2711_display_spi[BCM2711_DISPLAY_NUM_IRQS] = {
    [BCM2711_DISPLAY_IRQ_HVS] = 97,
    [BCM2711_DISPLAY_IRQ_PV0] = 109,
    [BCM2711_DISPLAY_IRQ_PV1_PV4] = 110,
    [BCM2711_DISPLAY_IRQ_PV2] = 101,
    [BCM2711_DISPLAY_IRQ_PV3] = 106,
    [BCM2711_DISPLAY_IRQ_AON] = 96,
    [BCM2711_DISPLAY_IRQ_TXP] = 75,
};

typedef struct PixelValveInfo {
    hwaddr offset;
    uint8_t hvs_output;
    uint8_t pixels_per_clock;
    int irq;
    int or_line;                /* input of the OR gate, or -1 */
    int port;                   /* the HDMI port behind it, or -1 */
} PixelValveInfo;

static const PixelValveInfo pv_info[BCM2711_DISPLAY_NUM_PVS] = {
    { 0x206000, 0, 1, BCM2711_DISPLAY_IRQ_PV0, -1, -1 },
    { 0x207000, 3, 1, BCM2711_DISPLAY_IRQ_PV1_PV4, 0, -1 },
    { 0x20a000, 4, 2, BCM2711_DISPLAY_IRQ_PV2, -1, 0 },
    { 0xc12000, 1, 1, BCM2711_DISPLAY_IRQ_PV3, -1, -1 },
    { 0x216000, 5, 2, BCM2711_DISPLAY_IRQ_PV1_PV4, 1, 1 },
};

typedef struct PortInfo {
    hwaddr hdmi[BCM2711_HDMI_NUM_BLOCKS];
    hwaddr mai;
    hwaddr bsc;
    hwaddr auto_i2c;
    int dreq;
    /* Inputs of the AON interrupt controller */
    int aon_connected;
    int aon_removed;
    int aon_cec_tx;
    int aon_cec_rx;
    int aon_cec_low;
} PortInfo;

static const PortInfo port_info[BCM2711_DISPLAY_NUM_PORTS] = {
    {
        .hdmi = {
            [BCM2711_HDMI_CORE] = 0xf00700,
            [BCM2711_HDMI_DVP] = 0xf00300,
            [BCM2711_HDMI_PHY] = 0xf00f00,
            [BCM2711_HDMI_RM] = 0xf00f80,
            [BCM2711_HDMI_PACKET] = 0xf01b00,
            [BCM2711_HDMI_METADATA] = 0xf01f00,
            [BCM2711_HDMI_CSC] = 0xf00200,
            [BCM2711_HDMI_CEC] = 0xf04300,
        },
        .mai = 0xf20010,
        .bsc = 0xf04500,
        .auto_i2c = 0xf00b00,
        .dreq = 10,
        .aon_connected = BCM2711_AON_HDMI0_CONNECTED,
        .aon_removed = BCM2711_AON_HDMI0_REMOVED,
        .aon_cec_tx = BCM2711_AON_HDMI0_CEC_TX,
        .aon_cec_rx = BCM2711_AON_HDMI0_CEC_RX,
        .aon_cec_low = BCM2711_AON_HDMI0_CEC_LOW,
    }, {
        .hdmi = {
            [BCM2711_HDMI_CORE] = 0xf05700,
            [BCM2711_HDMI_DVP] = 0xf05300,
            [BCM2711_HDMI_PHY] = 0xf05f00,
            [BCM2711_HDMI_RM] = 0xf05f80,
            [BCM2711_HDMI_PACKET] = 0xf06b00,
            [BCM2711_HDMI_METADATA] = 0xf06f00,
            [BCM2711_HDMI_CSC] = 0xf00280,
            [BCM2711_HDMI_CEC] = 0xf09300,
        },
        .mai = 0xf20030,
        .bsc = 0xf09500,
        .auto_i2c = 0xf05b00,
        .dreq = 17,
        .aon_connected = BCM2711_AON_HDMI1_CONNECTED,
        .aon_removed = BCM2711_AON_HDMI1_REMOVED,
        .aon_cec_tx = BCM2711_AON_HDMI1_CEC_TX,
        .aon_cec_rx = BCM2711_AON_HDMI1_CEC_RX,
        .aon_cec_low = BCM2711_AON_HDMI1_CEC_LOW,
    },
};

/*
 * Inputs for the children's interrupts. They are forwarded to the container's
 * own outputs, which the board connects after the children.
 */
#define CHILD_IRQ "child-irq"

static void bcm2711_display_irq(void *opaque, int n, int level)
{
    BCM2711DisplayState *s = opaque;

    qemu_set_irq(s->irqs[n], level);
}

static qemu_irq display_irq(BCM2711DisplayState *s, int number)
{
    return qdev_get_gpio_in_named(DEVICE(s), CHILD_IRQ, number);
}

/* The MAIs lie inside the HD block. */
enum { PRIORITY_BLOCK, PRIORITY_MAI };

static void display_map(BCM2711DisplayState *s, void *child, int region,
                        hwaddr offset, int priority)
{
    MemoryRegion *mr = sysbus_mmio_get_region(SYS_BUS_DEVICE(child), region);

    memory_region_add_subregion_overlap(&s->container, offset, mr, priority);
}

static bool display_realize_hvs(BCM2711DisplayState *s, Error **errp)
{
    SysBusDevice *hvs = SYS_BUS_DEVICE(s->hvs);

    if (!sysbus_realize(hvs, errp)) {
        return false;
    }
    display_map(s, hvs, 0, HVS_OFFSET, PRIORITY_BLOCK);
    sysbus_connect_irq(hvs, 0, display_irq(s, BCM2711_DISPLAY_IRQ_HVS));
    return true;
}

/* Requires the HVS. */
static bool display_realize_txp(BCM2711DisplayState *s, Error **errp)
{
    object_property_set_link(OBJECT(s->txp), "hvs", OBJECT(s->hvs),
                             &error_abort);
    if (!sysbus_realize(SYS_BUS_DEVICE(s->txp), errp)) {
        return false;
    }
    display_map(s, s->txp, 0, TXP_OFFSET, PRIORITY_BLOCK);
    sysbus_connect_irq(SYS_BUS_DEVICE(s->txp), 0,
                       display_irq(s, BCM2711_DISPLAY_IRQ_TXP));
    return true;
}

static bool display_realize_dvp(BCM2711DisplayState *s, Error **errp)
{
    if (!sysbus_realize(SYS_BUS_DEVICE(s->dvp), errp)) {
        return false;
    }
    display_map(s, s->dvp, 0, DVP_OFFSET, PRIORITY_BLOCK);
    return true;
}

static bool display_realize_aon_intc(BCM2711DisplayState *s, Error **errp)
{
    if (!sysbus_realize(SYS_BUS_DEVICE(s->aon_intc), errp)) {
        return false;
    }
    display_map(s, s->aon_intc, 0, AON_INTC_OFFSET, PRIORITY_BLOCK);
    sysbus_connect_irq(SYS_BUS_DEVICE(s->aon_intc), 0,
                       display_irq(s, BCM2711_DISPLAY_IRQ_AON));
    return true;
}

static bool display_realize_hd(BCM2711DisplayState *s, Error **errp)
{
    if (!sysbus_realize(SYS_BUS_DEVICE(s->hd), errp)) {
        return false;
    }
    display_map(s, s->hd, 0, HD_OFFSET, PRIORITY_BLOCK);
    return true;
}

static bool display_realize_ddc(BCM2711DisplayState *s, int port, Error **errp)
{
    if (!sysbus_realize(SYS_BUS_DEVICE(s->ddc[port]), errp)) {
        return false;
    }
    display_map(s, s->ddc[port], 0, port_info[port].bsc, PRIORITY_BLOCK);
    display_map(s, s->ddc[port], 1, port_info[port].auto_i2c, PRIORITY_BLOCK);
    return true;
}

static void display_connect_aon(BCM2711DisplayState *s, DeviceState *hdmi,
                                const char *output, int input)
{
    qdev_connect_gpio_out_named(hdmi, output, 0,
                                qdev_get_gpio_in(s->aon_intc, input));
}

/* Requires the DVP, the HD, the AON interrupt controller and this port's DDC */
static bool display_realize_hdmi(BCM2711DisplayState *s, int port, Error **errp)
{
    DeviceState *hdmi = s->hdmi[port];

    /* lab { */
    qdev_prop_set_uint8(hdmi, "port", port);
    /* } lab */
    qdev_connect_gpio_out_named(hdmi, "hotplug", 0,
                                qdev_get_gpio_in_named(s->ddc[port],
                                                       "connected", 0));
    qdev_connect_gpio_out_named(hdmi, "scrambled", 0,
                                qdev_get_gpio_in_named(s->ddc[port],
                                                       "scrambled", 0));
    if (!sysbus_realize(SYS_BUS_DEVICE(hdmi), errp)) {
        return false;
    }
    for (int i = 0; i < BCM2711_HDMI_NUM_BLOCKS; i++) {
        display_map(s, hdmi, i, port_info[port].hdmi[i], PRIORITY_BLOCK);
    }
    qdev_connect_gpio_out_named(s->dvp, "hdmi-reset", port,
                                qdev_get_gpio_in_named(hdmi, "sw-reset", 0));
    qdev_connect_gpio_out_named(s->hd, "video", port,
                                qdev_get_gpio_in_named(hdmi, "video", 0));
    display_connect_aon(s, hdmi, "hpd-connected",
                        port_info[port].aon_connected);
    display_connect_aon(s, hdmi, "hpd-removed", port_info[port].aon_removed);
    display_connect_aon(s, hdmi, "cec-tx", port_info[port].aon_cec_tx);
    display_connect_aon(s, hdmi, "cec-rx", port_info[port].aon_cec_rx);
    display_connect_aon(s, hdmi, "cec-low", port_info[port].aon_cec_low);
    return true;
}

/* Requires the DVP and this port's HDMI. */
static bool display_realize_mai(BCM2711DisplayState *s, int port, Error **errp)
{
    g_autofree char *clock = g_strdup_printf("hdmi%d-108mhz", port);
    DeviceState *mai = s->mai[port];

    qdev_connect_clock_in(mai, "audio", qdev_get_clock_out(s->dvp, clock));
    /* lab { */
    object_property_set_link(OBJECT(mai), "hdmi", OBJECT(s->hdmi[port]),
                             &error_abort);
    /* } lab */
    if (!sysbus_realize(SYS_BUS_DEVICE(mai), errp)) {
        return false;
    }
    display_map(s, mai, 0, port_info[port].mai, PRIORITY_MAI);
    qdev_connect_gpio_out_named(mai, "dreq", 0,
                                qdev_get_gpio_in_named(s->dma,
                                                       "dreq",
                                                       port_info[port].dreq));
    return true;
}

/* Requires the HVS, the OR gate and all HDMIs. */
static bool display_realize_pv(BCM2711DisplayState *s, int number, Error **errp)
{
    const PixelValveInfo *info = &pv_info[number];
    DeviceState *pv = s->pv[number];
    qemu_irq irq = display_irq(s, info->irq);

    object_property_set_link(OBJECT(pv), "hvs", OBJECT(s->hvs), &error_abort);
    qdev_prop_set_uint8(pv, "hvs-output", info->hvs_output);
    qdev_prop_set_uint8(pv, "pixels-per-clock", info->pixels_per_clock);
    if (info->port >= 0) {
        DeviceState *hdmi = s->hdmi[info->port];

        qdev_connect_clock_in(pv, "pixel-clock",
                              qdev_get_clock_out(hdmi, "pixel-clock"));
        qdev_connect_gpio_out_named(pv, "frames", 0,
                                    qdev_get_gpio_in_named(hdmi, "frames", 0));
    }
    if (!sysbus_realize(SYS_BUS_DEVICE(pv), errp)) {
        return false;
    }
    display_map(s, pv, 0, info->offset, PRIORITY_BLOCK);
    if (info->or_line >= 0) {
        irq = qdev_get_gpio_in(s->pv1_pv4_irq, info->or_line);
    }
    sysbus_connect_irq(SYS_BUS_DEVICE(pv), 0, irq);
    return true;
}

static void bcm2711_display_realize(DeviceState *dev, Error **errp)
{
    BCM2711DisplayState *s = BCM2711_DISPLAY(dev);

    if (!s->dma) {
        error_setg(errp, "%s: link \"dma\" has to be set",
                   TYPE_BCM2711_DISPLAY);
        return;
    }
    if (!qdev_realize(s->pv1_pv4_irq, NULL, errp)) {
        return;
    }
    qdev_connect_gpio_out(s->pv1_pv4_irq, 0,
                          display_irq(s, BCM2711_DISPLAY_IRQ_PV1_PV4));

    if (!display_realize_hvs(s, errp) || !display_realize_txp(s, errp) ||
        !display_realize_dvp(s, errp) ||
        !display_realize_aon_intc(s, errp) || !display_realize_hd(s, errp)) {
        return;
    }
    for (int i = 0; i < BCM2711_DISPLAY_NUM_PORTS; i++) {
        if (!display_realize_ddc(s, i, errp) ||
            !display_realize_hdmi(s, i, errp) ||
            !display_realize_mai(s, i, errp)) {
            return;
        }
    }
    for (int i = 0; i < BCM2711_DISPLAY_NUM_PVS; i++) {
        if (!display_realize_pv(s, i, errp)) {
            return;
        }
    }
}

static DeviceState *display_child(Object *obj, const char *name,
                                  const char *type)
{
    DeviceState *dev = qdev_new(type);

    object_property_add_child(obj, name, OBJECT(dev));
    object_unref(OBJECT(dev));
    return dev;
}

static void bcm2711_display_init(Object *obj)
{
    BCM2711DisplayState *s = BCM2711_DISPLAY(obj);

    memory_region_init(&s->container, obj, TYPE_BCM2711_DISPLAY,
                       BCM2711_DISPLAY_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(s), &s->container);

    s->hvs = display_child(obj, "hvs", TYPE_BCM2711_HVS);
    s->txp = display_child(obj, "txp", TYPE_BCM2711_TXP);
    s->dvp = display_child(obj, "dvp", TYPE_BCM2711_DVP);
    s->aon_intc = display_child(obj, "aon-intc", TYPE_BCM2711_L2_INTC);
    s->hd = display_child(obj, "hd", TYPE_BCM2711_HDMI_HD);
    s->pv1_pv4_irq = display_child(obj, "pv1-pv4-irq", TYPE_OR_IRQ);
    object_property_set_int(OBJECT(s->pv1_pv4_irq), "num-lines", 2,
                            &error_abort);

    for (int i = 0; i < BCM2711_DISPLAY_NUM_PVS; i++) {
        g_autofree char *name = g_strdup_printf("pv%d", i);

        s->pv[i] = display_child(obj, name, TYPE_BCM2711_PIXELVALVE);
    }
    for (int i = 0; i < BCM2711_DISPLAY_NUM_PORTS; i++) {
        g_autofree char *hdmi = g_strdup_printf("hdmi%d", i);
        g_autofree char *mai = g_strdup_printf("mai%d", i);
        g_autofree char *ddc = g_strdup_printf("ddc%d", i);
        g_autofree char *hsm = g_strdup_printf("hsm%d", i);

        s->hdmi[i] = display_child(obj, hdmi, TYPE_BCM2711_HDMI);
        qdev_alias_clock(s->hdmi[i], "hsm", DEVICE(s), hsm);
        s->mai[i] = display_child(obj, mai, TYPE_BCM2711_MAI);
        s->ddc[i] = display_child(obj, ddc, TYPE_BCM2711_DDC);
    }

    qdev_init_gpio_in_named(DEVICE(s), bcm2711_display_irq, CHILD_IRQ,
                            BCM2711_DISPLAY_NUM_IRQS);
    for (int i = 0; i < BCM2711_DISPLAY_NUM_IRQS; i++) {
        sysbus_init_irq(SYS_BUS_DEVICE(s), &s->irqs[i]);
    }
}

static const Property bcm2711_display_properties[] = {
    DEFINE_PROP_LINK("dma", BCM2711DisplayState, dma, TYPE_DEVICE,
                     DeviceState *),
};

static void bcm2711_display_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "BCM2711 display and HDMI audio";
    dc->realize = bcm2711_display_realize;
    device_class_set_props(dc, bcm2711_display_properties);
}

static const TypeInfo bcm2711_display_types[] = {
    {
        .name = TYPE_BCM2711_DISPLAY,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(BCM2711DisplayState),
        .instance_init = bcm2711_display_init,
        .class_init = bcm2711_display_class_init,
    },
};

DEFINE_TYPES(bcm2711_display_types)
