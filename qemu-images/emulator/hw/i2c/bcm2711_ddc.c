/*
 * BCM2711 HDMI DDC: a Broadcom STB "BSC" I2C master with a monitor on its bus
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Registers: Linux, drivers/i2c/busses/i2c-brcmstb.c (struct bsc_regs, BSC_*),
 * 5.10 to 7.1.  There is no public manual.
 *
 * Setting ENABLE runs one transfer: a start with the address byte, unless
 * NOSTART continues the last transfer; up to 32 bytes; a stop, unless NOSTOP.
 * It takes the time of its bits at the speed that CTL selects; then INTRP is
 * set, and NOACK if a byte was not acknowledged. Both are cleared by writing
 * ENABLE as 0.
 *
 * RESTART has no effect of its own: a start on a bus that was not released is
 * a repeated start.
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_monitor.h"
#include "hw/i2c/bcm2711_ddc.h"
#include "hw/i2c/i2c.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "hw/sysbus.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "qemu/timer.h"
#include "trace.h"

#define BSC_SIZE        0x100
#define AUTO_I2C_SIZE   0x300
#define NUM_REGS        (0x58 / 4)
#define AUTO_I2C_REGS   (AUTO_I2C_SIZE / 4)

OBJECT_DECLARE_SIMPLE_TYPE(BCM2711DDCState, BCM2711_DDC)

struct BCM2711DDCState {
    SysBusDevice parent_obj;

    MemoryRegion bsc_mem;
    MemoryRegion auto_i2c_mem;
    qemu_irq irq;
    I2CBus *bus;
    DeviceState *monitor;
    QEMUTimer timer;

    uint32_t regs[NUM_REGS];
    uint32_t auto_i2c[AUTO_I2C_REGS];

    bool busy;          /* a transfer is running, until the timer */
    bool nak;           /* ... and will end without acknowledge */
    bool owns_bus;      /* started and not stopped */
    uint8_t address;    /* the address byte of the last start */
};

REG32(CHIP_ADDRESS, 0x00)
REG32(DATA_IN0, 0x04)
REG32(CNT, 0x24)
    /* Four bytes a data register, and one byte a data register */
    FIELD(CNT, COUNT1, 0, 6)
    FIELD(CNT, COUNT2, 6, 6)
    FIELD(CNT, BYTE_COUNT1, 0, 4)
    FIELD(CNT, BYTE_COUNT2, 4, 4)
REG32(CTL, 0x28)
    FIELD(CTL, DIV_CLK, 7, 1)
    FIELD(CTL, INT_EN, 6, 1)
    FIELD(CTL, SCL_SEL, 4, 2)
    FIELD(CTL, DTF, 0, 2)
REG32(ENABLE, 0x2c)
    FIELD(ENABLE, RESTART, 6, 1)
    FIELD(ENABLE, NOSTART, 5, 1)
    FIELD(ENABLE, NOSTOP, 4, 1)
    FIELD(ENABLE, NOACK, 2, 1)
    FIELD(ENABLE, INTRP, 1, 1)
    FIELD(ENABLE, ENABLE, 0, 1)
REG32(DATA_OUT0, 0x30)
REG32(CTLHI, 0x50)
    FIELD(CTLHI, DATAREG_SIZE, 6, 1)
    FIELD(CTLHI, IGNORE_ACK, 1, 1)
REG32(SCL_PARAM, 0x54)

#define NUM_DATA_REGS   8
#define ENABLE_WRITABLE (R_ENABLE_RESTART_MASK | R_ENABLE_NOSTART_MASK | \
                         R_ENABLE_NOSTOP_MASK | R_ENABLE_ENABLE_MASK)

enum {
    DTF_WRITE = 0,
    DTF_READ = 1,
    DTF_READ_WRITE = 2,
    DTF_WRITE_READ = 3,
};

static void ddc_update_irq(BCM2711DDCState *s)
{
    qemu_set_irq(s->irq, FIELD_EX32(s->regs[R_ENABLE], ENABLE, INTRP) &&
                         FIELD_EX32(s->regs[R_CTL], CTL, INT_EN));
}

static uint32_t ddc_scl_hz(BCM2711DDCState *s)
{
    static const uint32_t hz[] = { 375000, 390000, 187500, 200000 };
    uint32_t ctl = s->regs[R_CTL];

    return hz[FIELD_EX32(ctl, CTL, SCL_SEL)] /
           (FIELD_EX32(ctl, CTL, DIV_CLK) ? 4 : 1);
}

static unsigned int ddc_register_bytes(BCM2711DDCState *s)
{
    return FIELD_EX32(s->regs[R_CTLHI], CTLHI, DATAREG_SIZE) ? 4 : 1;
}

/* The bytes of the first or second part of a transfer. */
static unsigned int ddc_count(BCM2711DDCState *s, bool second)
{
    uint32_t cnt = s->regs[R_CNT];
    unsigned int bytes = ddc_register_bytes(s);
    unsigned int count;

    if (bytes == 4) {
        count = second ? FIELD_EX32(cnt, CNT, COUNT2)
                       : FIELD_EX32(cnt, CNT, COUNT1);
    } else {
        count = second ? FIELD_EX32(cnt, CNT, BYTE_COUNT2)
                       : FIELD_EX32(cnt, CNT, BYTE_COUNT1);
    }
    if (count > NUM_DATA_REGS * bytes) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: %u bytes in one transfer\n",
                      __func__, count);
        count = NUM_DATA_REGS * bytes;
    }
    return count;
}

static void ddc_stop(BCM2711DDCState *s)
{
    i2c_end_transfer(s->bus);
    s->owns_bus = false;
}

/* Return whether the address was acknowledged. */
static bool ddc_start(BCM2711DDCState *s, bool read)
{
    uint8_t address = s->regs[R_CHIP_ADDRESS] >> 1;

    /*
     * QEMU's core cannot address another slave in a repeated start (E-DDC
     * continues from 0x30 to 0x50), so such a start has to end the transfer.
     */
    if (s->owns_bus && address != s->address) {
        ddc_stop(s);
    }
    s->address = address;
    if (i2c_start_transfer(s->bus, address, read)) {
        ddc_stop(s);
        return false;
    }
    s->owns_bus = true;
    return true;
}

/* Return whether all bytes were acknowledged; add their number to @sent. */
static bool ddc_send(BCM2711DDCState *s, unsigned int count, bool ignore_ack,
                     unsigned int *sent)
{
    unsigned int bytes = ddc_register_bytes(s);

    for (unsigned int i = 0; i < count; i++) {
        uint32_t word = s->regs[R_DATA_IN0 + i / bytes];

        *sent += 1;
        if (i2c_send(s->bus, word >> (i % bytes * 8)) && !ignore_ack) {
            return false;
        }
    }
    return true;
}

static void ddc_receive(BCM2711DDCState *s, unsigned int count,
                        unsigned int *received)
{
    unsigned int bytes = ddc_register_bytes(s);

    for (unsigned int i = 0; i < count; i++) {
        unsigned int reg = R_DATA_OUT0 + i / bytes;
        unsigned int shift = i % bytes * 8;
        /* An idle bus reads as ones. */
        uint32_t byte = s->owns_bus ? i2c_recv(s->bus) : 0xff;

        s->regs[reg] = deposit32(s->regs[reg], shift, 8, byte);
        *received += 1;
    }
}

static bool ddc_part(BCM2711DDCState *s, bool start, bool read, bool second,
                     unsigned int *bytes)
{
    bool ignore_ack = FIELD_EX32(s->regs[R_CTLHI], CTLHI, IGNORE_ACK);
    unsigned int count = ddc_count(s, second);

    if (start) {
        *bytes += 1;
        if (!ddc_start(s, read) && !ignore_ack) {
            return false;
        }
    } else if (!s->owns_bus) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: NOSTART on a free bus\n",
                      __func__);
        return ignore_ack;
    }
    if (read) {
        ddc_receive(s, count, bytes);
        return true;
    }
    return ddc_send(s, count, ignore_ack, bytes);
}

/*
 * Run the transfer at once and report its end from the timer. No other device
 * can observe the bus in between.
 */
static void ddc_transfer(BCM2711DDCState *s)
{
    uint32_t enable = s->regs[R_ENABLE];
    unsigned int dtf = FIELD_EX32(s->regs[R_CTL], CTL, DTF);
    bool read = dtf == DTF_READ || dtf == DTF_READ_WRITE;
    bool combined = dtf == DTF_READ_WRITE || dtf == DTF_WRITE_READ;
    bool start = !FIELD_EX32(enable, ENABLE, NOSTART);
    unsigned int bytes = 0;
    uint64_t bits;
    bool ack;

    ack = ddc_part(s, start, read, false, &bytes);
    if (ack && combined) {
        ack = ddc_part(s, true, !read, true, &bytes);
    }
    if (s->owns_bus && (!ack || !FIELD_EX32(enable, ENABLE, NOSTOP))) {
        ddc_stop(s);
    }

    /* Nine bits a byte, with the acknowledge; the start and the stop. */
    bits = bytes * 9 + 2;
    s->busy = true;
    s->nak = !ack;
    trace_bcm2711_ddc_transfer(s->regs[R_CHIP_ADDRESS] >> 1, read, bytes,
                               s->nak);
    timer_mod_ns(&s->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
                 muldiv64(bits, NANOSECONDS_PER_SECOND, ddc_scl_hz(s)));
}

static void ddc_timer(void *opaque)
{
    BCM2711DDCState *s = opaque;
    uint32_t enable = s->regs[R_ENABLE];

    s->busy = false;
    enable = FIELD_DP32(enable, ENABLE, INTRP, 1);
    enable = FIELD_DP32(enable, ENABLE, NOACK, s->nak);
    s->regs[R_ENABLE] = enable;
    ddc_update_irq(s);
}

static void ddc_write_enable(BCM2711DDCState *s, uint32_t value)
{
    bool enable = FIELD_EX32(value, ENABLE, ENABLE);

    if (s->busy && enable) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: a transfer is going on\n",
                      __func__);
        return;
    }
    if (s->busy) {
        timer_del(&s->timer);
        s->busy = false;
        ddc_stop(s);
    }
    s->regs[R_ENABLE] = value & ENABLE_WRITABLE;
    if (enable) {
        ddc_transfer(s);
    }
    ddc_update_irq(s);
}

static uint64_t bsc_read(void *opaque, hwaddr addr, unsigned int size)
{
    BCM2711DDCState *s = opaque;
    uint32_t value = 0;

    if (addr / 4 < NUM_REGS) {
        value = s->regs[addr / 4];
    } else {
        qemu_log_mask(LOG_UNIMP, "%s: no register at 0x%" HWADDR_PRIx "\n",
                      __func__, addr);
    }
    trace_bcm2711_ddc_read(addr, value);
    return value;
}

static void bsc_write(void *opaque, hwaddr addr, uint64_t value,
                      unsigned int size)
{
    BCM2711DDCState *s = opaque;
    uint32_t reg = addr / 4;

    trace_bcm2711_ddc_write(addr, value);
    switch (reg) {
    case R_ENABLE:
        ddc_write_enable(s, value);
        break;
    case R_CTL:
        s->regs[reg] = value;
        ddc_update_irq(s);
        break;
    case R_CHIP_ADDRESS:
        s->regs[reg] = value & 0xff;
        break;
    case R_DATA_IN0 ... R_DATA_IN0 + NUM_DATA_REGS - 1:
    case R_CNT:
    case R_CTLHI:
    case R_SCL_PARAM:
        s->regs[reg] = value;
        break;
    case R_DATA_OUT0 ... R_DATA_OUT0 + NUM_DATA_REGS - 1:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: 0x%" HWADDR_PRIx " is read-only\n",
                      __func__, addr);
        break;
    default:
        qemu_log_mask(LOG_UNIMP, "%s: no register at 0x%" HWADDR_PRIx "\n",
                      __func__, addr);
        break;
    }
}

static const MemoryRegionOps bsc_ops = {
    .read = bsc_read,
    .write = bsc_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {
        .min_access_size = 4,
        .max_access_size = 4,
    },
};

/*
 * The engine that can read the EDID automatically. Drivers only make it release
 * the BSC (CTRL0, 0x26c), which it does not hold here.
 */
static uint64_t auto_i2c_read(void *opaque, hwaddr addr, unsigned int size)
{
    BCM2711DDCState *s = opaque;

    return s->auto_i2c[addr / 4];
}

static void auto_i2c_write(void *opaque, hwaddr addr, uint64_t value,
                           unsigned int size)
{
    BCM2711DDCState *s = opaque;

    trace_bcm2711_ddc_auto_i2c_write(addr, value);
    s->auto_i2c[addr / 4] = value;
}

static const MemoryRegionOps auto_i2c_ops = {
    .read = auto_i2c_read,
    .write = auto_i2c_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {
        .min_access_size = 4,
        .max_access_size = 4,
    },
};

static void ddc_set_connected(void *opaque, int n, int level)
{
    BCM2711DDCState *s = opaque;

    object_property_set_bool(OBJECT(s->monitor), "connected", level,
                             &error_abort);
}

static void ddc_reset_enter(Object *obj, ResetType type)
{
    BCM2711DDCState *s = BCM2711_DDC(obj);

    timer_del(&s->timer);
    memset(s->regs, 0, sizeof(s->regs));
    memset(s->auto_i2c, 0, sizeof(s->auto_i2c));
    s->busy = false;
    s->nak = false;
    s->address = 0;
}

static void ddc_reset_hold(Object *obj, ResetType type)
{
    BCM2711DDCState *s = BCM2711_DDC(obj);

    ddc_stop(s);
    ddc_update_irq(s);
}

static const VMStateDescription vmstate_ddc = {
    .name = TYPE_BCM2711_DDC,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_TIMER(timer, BCM2711DDCState),
        VMSTATE_UINT32_ARRAY(regs, BCM2711DDCState, NUM_REGS),
        VMSTATE_UINT32_ARRAY(auto_i2c, BCM2711DDCState,
                             AUTO_I2C_REGS),
        VMSTATE_BOOL(busy, BCM2711DDCState),
        VMSTATE_BOOL(nak, BCM2711DDCState),
        VMSTATE_BOOL(owns_bus, BCM2711DDCState),
        VMSTATE_UINT8(address, BCM2711DDCState),
        VMSTATE_END_OF_LIST()
    }
};

static void ddc_realize(DeviceState *dev, Error **errp)
{
    BCM2711DDCState *s = BCM2711_DDC(dev);

    i2c_slave_set_address(I2C_SLAVE(s->monitor), BCM2711_MONITOR_EDID_ADDRESS);
    qdev_realize(s->monitor, BUS(s->bus), errp);
}

static void ddc_init(Object *obj)
{
    BCM2711DDCState *s = BCM2711_DDC(obj);
    SysBusDevice *sbd = SYS_BUS_DEVICE(obj);

    memory_region_init_io(&s->bsc_mem, obj, &bsc_ops, s, "bcm2711-ddc-bsc",
                          BSC_SIZE);
    memory_region_init_io(&s->auto_i2c_mem, obj, &auto_i2c_ops, s,
                          "bcm2711-ddc-auto-i2c", AUTO_I2C_SIZE);
    sysbus_init_mmio(sbd, &s->bsc_mem);
    sysbus_init_mmio(sbd, &s->auto_i2c_mem);
    sysbus_init_irq(sbd, &s->irq);
    qdev_init_gpio_in_named(DEVICE(obj), ddc_set_connected, "connected", 1);
    timer_init_ns(&s->timer, QEMU_CLOCK_VIRTUAL, ddc_timer, s);

    s->bus = i2c_init_bus(DEVICE(obj), "ddc");
    s->monitor = qdev_new(TYPE_BCM2711_MONITOR);
    object_property_add_child(obj, "monitor", OBJECT(s->monitor));
    object_unref(OBJECT(s->monitor));
    qdev_pass_gpios(s->monitor, DEVICE(obj), "scrambled");
    /* lab { */
    object_property_add_alias(obj, "edid-no-answer", OBJECT(s->monitor),
                              "no-answer");
    object_property_add_alias(obj, "edid-corrupt", OBJECT(s->monitor),
                              "corrupt");
    object_property_add_alias(obj, "scdc-tmds-config", OBJECT(s->monitor),
                              "scdc-tmds-config");
    object_property_add_alias(obj, "scdc-agreements", OBJECT(s->monitor),
                              "scdc-agreements");
    /* } lab */
    object_property_add_alias(obj, "edid", OBJECT(s->monitor), "edid");
    object_property_add_alias(obj, "edid-hex", OBJECT(s->monitor), "edid-hex");
}

static void ddc_finalize(Object *obj)
{
    timer_del(&BCM2711_DDC(obj)->timer);
}

static void ddc_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "BCM2711 HDMI DDC";
    dc->realize = ddc_realize;
    dc->vmsd = &vmstate_ddc;
    rc->phases.enter = ddc_reset_enter;
    rc->phases.hold = ddc_reset_hold;
}

static const TypeInfo ddc_types[] = {
    {
        .name = TYPE_BCM2711_DDC,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(BCM2711DDCState),
        .instance_init = ddc_init,
        .instance_finalize = ddc_finalize,
        .class_init = ddc_class_init,
    },
};

DEFINE_TYPES(ddc_types)
