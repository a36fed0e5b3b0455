/*
 * Shared by the tests of the BCM2711 HDMI DDC: the I2C master's registers,
 * transfers, and the EDID that they read
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_QTEST_BCM2711_DDC_COMMON_H
#define TESTS_QTEST_BCM2711_DDC_COMMON_H

#include "libqtest.h"

/* CPU address of port 0's registers; offset of port 1's from there */
#define DDC_BASE        0xfef04500
#define PORT_STRIDE     0x5000

/* Linux i2c-brcmstb.c, struct bsc_regs and BSC_*; offsets in bytes */
#define CHIP_ADDRESS    0x00
#define DATA_IN(x)      (0x04 + 4 * (x))
#define CNT             0x24
#define CTL             0x28
#define IIC_ENABLE      0x2c
#define DATA_OUT(x)     (0x30 + 4 * (x))
#define CTLHI           0x50

#define CTL_DIV_CLK     0x80
#define CTL_SCL_390K    0x10
#define CTL_WRITE       0
#define CTL_READ        1
#define CTL_WRITE_READ  3
/* 390 kHz divided by 4: 97.5 kHz */
#define CTL_97K         (CTL_DIV_CLK | CTL_SCL_390K)

#define EN_RESTART      0x40
#define EN_NOSTART      0x20
#define EN_NOSTOP       0x10
#define EN_NOACK        0x04
#define EN_INTRP        0x02
#define EN_ENABLE       0x01

#define CTLHI_4_BYTES   0x40
#define CTLHI_IGNORE    0x02

/* The slave on the bus: an address of 7 bits */
#define EDID            0x50

#define DDC             "/machine/soc/peripherals/display/ddc%d"

typedef struct Bus {
    QTestState *qts;
    int port;
} Bus;

static inline void reg_write(Bus *bus, uint32_t reg, uint32_t value)
{
    qtest_writel(bus->qts, DDC_BASE + bus->port * PORT_STRIDE + reg, value);
}

static inline uint32_t reg_read(Bus *bus, uint32_t reg)
{
    return qtest_readl(bus->qts, DDC_BASE + bus->port * PORT_STRIDE + reg);
}

static inline void bus_open(Bus *bus, int port)
{
    bus->qts = qtest_init("-machine raspi4b");
    bus->port = port;
    reg_write(bus, CTL, CTL_97K);
    reg_write(bus, CTLHI, CTLHI_4_BYTES);
}

static inline void set_fault(Bus *bus, const char *name, bool value)
{
    g_autofree char *path = g_strdup_printf(DDC, bus->port);

    qtest_qom_set_bool(bus->qts, path, name, value);
    g_assert_cmpint(qtest_qom_get_bool(bus->qts, path, name), ==, value);
}

static inline void choose_edid(Bus *bus, const char *name)
{
    g_autofree char *path = g_strdup_printf(DDC, bus->port);

    qtest_qmp_assert_success(bus->qts, "{ 'execute': 'qom-set', 'arguments': "
                             "{ 'path': %s, 'property': 'edid', "
                             "'value': %s } }", path, name);
}

/* Run a transfer until INTRP; return whether it was acknowledged. */
static inline bool run(Bus *bus, uint32_t flags)
{
    uint32_t stat;

    reg_write(bus, IIC_ENABLE, flags | EN_ENABLE);
    for (int ms = 0; ms < 100; ms++) {
        stat = reg_read(bus, IIC_ENABLE);
        if (stat & EN_INTRP) {
            reg_write(bus, IIC_ENABLE, 0);
            g_assert_cmphex(reg_read(bus, IIC_ENABLE), ==, 0);
            return !(stat & EN_NOACK);
        }
        qtest_clock_step(bus->qts, 1000000);
    }
    g_assert_not_reached();
}

static inline bool write_byte(Bus *bus, uint8_t chip, uint8_t byte,
                              uint32_t flags)
{
    reg_write(bus, CTL, CTL_97K | CTL_WRITE);
    reg_write(bus, CHIP_ADDRESS, chip << 1);
    reg_write(bus, CNT, 1);
    reg_write(bus, DATA_IN(0), byte);
    return run(bus, flags);
}

static inline bool read_bytes(Bus *bus, uint8_t chip, uint8_t *bytes, int len,
                              uint32_t flags)
{
    reg_write(bus, CTL, CTL_97K | CTL_READ);
    reg_write(bus, CHIP_ADDRESS, chip << 1 | 1);
    reg_write(bus, CNT, len);
    if (!run(bus, flags)) {
        return false;
    }
    for (int i = 0; i < len; i++) {
        bytes[i] = reg_read(bus, DATA_OUT(i / 4)) >> (i % 4 * 8);
    }
    return true;
}

/* As Linux does: the offset, a repeated start, and 32 bytes at a time. */
static inline bool read_block(Bus *bus, int block, uint8_t *bytes)
{
    if (!write_byte(bus, EDID, block * 128, EN_RESTART | EN_NOSTOP)) {
        return false;
    }
    return read_bytes(bus, EDID, bytes, 32, EN_NOSTOP) &&
           read_bytes(bus, EDID, bytes + 32, 32, EN_NOSTART | EN_NOSTOP) &&
           read_bytes(bus, EDID, bytes + 64, 32, EN_NOSTART | EN_NOSTOP) &&
           read_bytes(bus, EDID, bytes + 96, 32, EN_NOSTART);
}

static inline uint8_t sum(const uint8_t *block)
{
    uint8_t total = 0;

    for (int i = 0; i < 128; i++) {
        total += block[i];
    }
    return total;
}

/* Find a CTA data block by its tag; return the offset of its length byte. */
static inline const uint8_t *find_data(const uint8_t *cta, int tag)
{
    for (int i = 4; i < cta[2]; i += (cta[i] & 0x1f) + 1) {
        if (cta[i] >> 5 == tag) {
            return &cta[i];
        }
    }
    return NULL;
}

static inline void check_cta(const uint8_t *cta, bool audio)
{
    const uint8_t *sad = find_data(cta, 1);
    const uint8_t *vendor = find_data(cta, 3);

    g_assert_cmphex(sum(cta), ==, 0);
    g_assert_cmphex(cta[0], ==, 0x02);
    g_assert_cmpint(cta[1], ==, 3);
    g_assert_nonnull(vendor);
    g_assert_cmphex(vendor[1] | vendor[2] << 8 | vendor[3] << 16, ==, 0x000c03);
    g_assert_nonnull(find_data(cta, 2));
    g_assert_cmpint(!!(cta[3] & 0x40), ==, audio);
    if (!audio) {
        g_assert_null(sad);
        g_assert_null(find_data(cta, 4));
        return;
    }
    g_assert_nonnull(find_data(cta, 4));
    g_assert_nonnull(sad);
    g_assert_cmpint(sad[0] & 0x1f, ==, 6);
    for (int i = 1; i < 7; i += 3) {
        g_assert_cmpint(sad[i] >> 3, ==, 1);    /* LPCM */
        g_assert_cmpint((sad[i] & 7) + 1, ==, i == 1 ? 2 : 8);
        g_assert_cmphex(sad[i + 1], ==, 0x7f);  /* 32 to 192 kHz */
        g_assert_cmphex(sad[i + 2], ==, 0x07);  /* 16, 20, 24 bits */
    }
}

#endif
