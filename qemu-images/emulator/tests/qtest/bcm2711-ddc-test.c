/*
 * QTest for the BCM2711 HDMI DDC and the monitor behind it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-machine-common.h"

#define DDC_BASE        0xfef04500
#define AUTO_I2C_BASE   0xfef00b00
#define PORT_STRIDE     0x5000

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
#define CTL_97K         (CTL_DIV_CLK | CTL_SCL_390K)

#define EN_RESTART      0x40
#define EN_NOSTART      0x20
#define EN_NOSTOP       0x10
#define EN_NOACK        0x04
#define EN_INTRP        0x02
#define EN_ENABLE       0x01

#define CTLHI_4_BYTES   0x40
#define CTLHI_IGNORE    0x02

#define EDID            0x50
#define SEGMENT         0x30

#define MONITOR         "/machine/soc/peripherals/display/ddc%d/monitor"
#define HDMI            "/machine/soc/peripherals/display/hdmi%d"
#define DDC             "/machine/soc/peripherals/display/ddc%d"

typedef struct Bus {
    QTestState *qts;
    int port;
} Bus;

static void reg_write(Bus *b, uint32_t reg, uint32_t val)
{
    qtest_writel(b->qts, DDC_BASE + b->port * PORT_STRIDE + reg, val);
}

static uint32_t reg_read(Bus *b, uint32_t reg)
{
    return qtest_readl(b->qts, DDC_BASE + b->port * PORT_STRIDE + reg);
}

static void bus_open(Bus *b, int port)
{
    b->qts = qtest_init("-machine raspi4b");
    b->port = port;
    reg_write(b, CTL, CTL_97K);
    reg_write(b, CTLHI, CTLHI_4_BYTES);
}

static void set_fault(Bus *b, const char *name, bool value)
{
    g_autofree char *path = g_strdup_printf(DDC, b->port);

    qtest_qom_set_bool(b->qts, path, name, value);
    g_assert_cmpint(qtest_qom_get_bool(b->qts, path, name), ==, value);
}

/* Run a transfer until INTRP; return whether it was acknowledged. */
static bool run(Bus *b, uint32_t flags)
{
    uint32_t stat;

    reg_write(b, IIC_ENABLE, flags | EN_ENABLE);
    for (int ms = 0; ms < 100; ms++) {
        stat = reg_read(b, IIC_ENABLE);
        if (stat & EN_INTRP) {
            reg_write(b, IIC_ENABLE, 0);
            g_assert_cmphex(reg_read(b, IIC_ENABLE), ==, 0);
            return !(stat & EN_NOACK);
        }
        qtest_clock_step(b->qts, 1000000);
    }
    g_assert_not_reached();
}

static bool write_byte(Bus *b, uint8_t chip, uint8_t byte, uint32_t flags)
{
    reg_write(b, CTL, CTL_97K | CTL_WRITE);
    reg_write(b, CHIP_ADDRESS, chip << 1);
    reg_write(b, CNT, 1);
    reg_write(b, DATA_IN(0), byte);
    return run(b, flags);
}

static bool read_bytes(Bus *b, uint8_t chip, uint8_t *buf, int len,
                       uint32_t flags)
{
    reg_write(b, CTL, CTL_97K | CTL_READ);
    reg_write(b, CHIP_ADDRESS, chip << 1 | 1);
    reg_write(b, CNT, len);
    if (!run(b, flags)) {
        return false;
    }
    for (int i = 0; i < len; i++) {
        buf[i] = reg_read(b, DATA_OUT(i / 4)) >> (i % 4 * 8);
    }
    return true;
}

/* As Linux does: the offset, a repeated start, and 32 bytes at a time. */
static bool read_block(Bus *b, int block, uint8_t *buf)
{
    if (!write_byte(b, EDID, block * 128, EN_RESTART | EN_NOSTOP)) {
        return false;
    }
    return read_bytes(b, EDID, buf, 32, EN_NOSTOP) &&
           read_bytes(b, EDID, buf + 32, 32, EN_NOSTART | EN_NOSTOP) &&
           read_bytes(b, EDID, buf + 64, 32, EN_NOSTART | EN_NOSTOP) &&
           read_bytes(b, EDID, buf + 96, 32, EN_NOSTART);
}

static uint8_t sum(const uint8_t *block)
{
    uint8_t total = 0;

    for (int i = 0; i < 128; i++) {
        total += block[i];
    }
    return total;
}

/* Find a CTA data block by its tag; return its length byte's place. */
static const uint8_t *find_data(const uint8_t *cta, int tag)
{
    for (int i = 4; i < cta[2]; i += (cta[i] & 0x1f) + 1) {
        if (cta[i] >> 5 == tag) {
            return &cta[i];
        }
    }
    return NULL;
}

static void check_base(const uint8_t *p)
{
    static const uint8_t header[] = { 0, 255, 255, 255, 255, 255, 255, 0 };
    const uint8_t *t = p + 54;

    g_assert_cmpmem(p, 8, header, 8);
    g_assert_cmphex(sum(p), ==, 0);
    g_assert_cmpint(p[18], ==, 1);
    g_assert_cmpint(p[19], ==, 3);
    g_assert_cmphex(p[24] & 0x02, ==, 0x02);    /* preferred timing first */
    g_assert_cmpint(p[126], ==, 1);
    /* 1280x720, 74.25 MHz, 1650 x 750 in all */
    g_assert_cmpint(t[0] | t[1] << 8, ==, 7425);
    g_assert_cmpint(t[2] | (t[4] & 0xf0) << 4, ==, 1280);
    g_assert_cmpint(t[3] | (t[4] & 0x0f) << 8, ==, 370);
    g_assert_cmpint(t[5] | (t[7] & 0xf0) << 4, ==, 720);
    g_assert_cmpint(t[6] | (t[7] & 0x0f) << 8, ==, 30);
    g_assert_cmpint(t[8], ==, 110);
    g_assert_cmpint(t[9], ==, 40);
    g_assert_cmphex(t[10], ==, 0x55);
}

static void check_cta(const uint8_t *p, bool audio)
{
    const uint8_t *sad = find_data(p, 1);
    const uint8_t *vendor = find_data(p, 3);

    g_assert_cmphex(sum(p), ==, 0);
    g_assert_cmphex(p[0], ==, 0x02);
    g_assert_cmpint(p[1], ==, 3);
    g_assert_nonnull(vendor);
    g_assert_cmphex(vendor[1] | vendor[2] << 8 | vendor[3] << 16, ==, 0x000c03);
    g_assert_nonnull(find_data(p, 2));
    g_assert_cmpint(!!(p[3] & 0x40), ==, audio);
    if (!audio) {
        g_assert_null(sad);
        g_assert_null(find_data(p, 4));
        return;
    }
    g_assert_nonnull(find_data(p, 4));
    g_assert_nonnull(sad);
    g_assert_cmpint(sad[0] & 0x1f, ==, 6);
    for (int i = 1; i < 7; i += 3) {
        g_assert_cmpint(sad[i] >> 3, ==, 1);    /* LPCM */
        g_assert_cmpint((sad[i] & 7) + 1, ==, i == 1 ? 2 : 8);
        g_assert_cmphex(sad[i + 1], ==, 0x7f);  /* 32 to 192 kHz */
        g_assert_cmphex(sad[i + 2], ==, 0x07);  /* 16, 20, 24 bits */
    }
}

static void test_edid(gconstpointer port)
{
    uint8_t edid[256];
    Bus b;

    bus_open(&b, GPOINTER_TO_INT(port));
    g_assert_true(read_block(&b, 0, edid));
    g_assert_true(read_block(&b, 1, edid + 128));
    check_base(edid);
    check_cta(edid + 128, true);
    qtest_quit(b.qts);
}

/* 1 address and 32 data bytes of 9 bits, start and stop, at 97.5 kHz */
static void test_duration(void)
{
    const int64_t ns = (33 * 9 + 2) * 1000000000LL / 97500;
    Bus b;

    bus_open(&b, 0);
    reg_write(&b, CTL, CTL_97K | CTL_READ);
    reg_write(&b, CHIP_ADDRESS, EDID << 1 | 1);
    reg_write(&b, CNT, 32);
    reg_write(&b, IIC_ENABLE, EN_ENABLE);
    qtest_clock_step(b.qts, ns - 1);
    g_assert_cmphex(reg_read(&b, IIC_ENABLE), ==, EN_ENABLE);
    qtest_clock_step(b.qts, 1);
    g_assert_cmphex(reg_read(&b, IIC_ENABLE), ==, EN_ENABLE | EN_INTRP);
    /* A new transfer can only follow when this one was acknowledged. */
    reg_write(&b, IIC_ENABLE, 0);
    g_assert_cmphex(reg_read(&b, IIC_ENABLE), ==, 0);
    qtest_quit(b.qts);
}

static void test_no_acknowledge(void)
{
    uint8_t buf[4] = { };
    Bus b;

    bus_open(&b, 0);
    g_assert_false(write_byte(&b, 0x51, 0, 0));
    g_assert_false(read_bytes(&b, 0x51, buf, 4, 0));
    /* Told to ignore it, the controller reads an idle bus. */
    reg_write(&b, CTLHI, CTLHI_4_BYTES | CTLHI_IGNORE);
    g_assert_true(read_bytes(&b, 0x51, buf, 4, 0));
    g_assert_cmphex(buf[0] & buf[3], ==, 0xff);
    reg_write(&b, CTLHI, CTLHI_4_BYTES);
    /* The EDID is read-only: only the offset is acknowledged. */
    reg_write(&b, CTL, CTL_97K | CTL_WRITE);
    reg_write(&b, CHIP_ADDRESS, EDID << 1);
    reg_write(&b, CNT, 2);
    reg_write(&b, DATA_IN(0), 0x5508);
    g_assert_false(run(&b, 0));
    g_assert_true(read_bytes(&b, EDID, buf, 1, 0));
    g_assert_cmphex(buf[0], !=, 0x55);
    qtest_quit(b.qts);
}

static void test_one_byte_registers(void)
{
    Bus b;

    bus_open(&b, 0);
    reg_write(&b, CTLHI, 0);
    g_assert_true(write_byte(&b, EDID, 0, EN_NOSTOP));
    reg_write(&b, CTL, CTL_97K | CTL_READ);
    reg_write(&b, CNT, 8);
    g_assert_true(run(&b, 0));
    for (int i = 0; i < 8; i++) {
        g_assert_cmphex(reg_read(&b, DATA_OUT(i)) & 0xff, ==,
                        i == 0 || i == 7 ? 0 : 0xff);
    }
    qtest_quit(b.qts);
}

/* Offset and data in one transfer */
static void test_combined(void)
{
    Bus b;

    bus_open(&b, 0);
    reg_write(&b, CTL, CTL_97K | CTL_WRITE_READ);
    reg_write(&b, CHIP_ADDRESS, EDID << 1);
    reg_write(&b, CNT, 1 | 4 << 6);
    reg_write(&b, DATA_IN(0), 54);
    g_assert_true(run(&b, 0));
    g_assert_cmphex(reg_read(&b, DATA_OUT(0)), ==, 0x72001d01);
    qtest_quit(b.qts);
}

static void test_segment(void)
{
    uint8_t buf[4];
    Bus b;

    bus_open(&b, 0);
    /* Nothing is in segment 1. */
    g_assert_true(write_byte(&b, SEGMENT, 1, EN_NOSTOP));
    g_assert_true(write_byte(&b, EDID, 1, EN_NOSTOP));
    g_assert_true(read_bytes(&b, EDID, buf, 4, EN_NOSTOP));
    g_assert_cmphex(buf[0] & buf[3], ==, 0xff);
    g_assert_true(read_bytes(&b, EDID, buf, 4, EN_NOSTART));
    g_assert_cmphex(buf[2], ==, 0xff);
    /* The stop took the monitor back to segment 0. */
    g_assert_true(write_byte(&b, EDID, 7, EN_NOSTOP));
    g_assert_true(read_bytes(&b, EDID, buf, 1, 0));
    g_assert_cmphex(buf[0], ==, 0x00);
    /* As does segment 0. */
    g_assert_true(write_byte(&b, SEGMENT, 0, EN_NOSTOP));
    g_assert_true(write_byte(&b, EDID, 128, EN_NOSTOP));
    g_assert_true(read_bytes(&b, EDID, buf, 1, 0));
    g_assert_cmphex(buf[0], ==, 0x02);
    qtest_quit(b.qts);
}

static void test_abort(void)
{
    uint8_t buf[4];
    Bus b;

    bus_open(&b, 0);
    reg_write(&b, CTL, CTL_97K | CTL_READ);
    reg_write(&b, CHIP_ADDRESS, EDID << 1 | 1);
    reg_write(&b, CNT, 32);
    reg_write(&b, IIC_ENABLE, EN_ENABLE | EN_NOSTOP);
    reg_write(&b, IIC_ENABLE, 0);
    qtest_clock_step(b.qts, 100000000);
    g_assert_cmphex(reg_read(&b, IIC_ENABLE), ==, 0);
    g_assert_true(write_byte(&b, EDID, 0, EN_NOSTOP));
    g_assert_true(read_bytes(&b, EDID, buf, 2, 0));
    g_assert_cmphex(buf[0], ==, 0x00);
    g_assert_cmphex(buf[1], ==, 0xff);
    qtest_quit(b.qts);
}

static void test_bad_requests(void)
{
    Bus b;

    bus_open(&b, 0);
    /* More bytes than registers; a go-on where nothing was started */
    reg_write(&b, CNT, 0xffffffff);
    reg_write(&b, CHIP_ADDRESS, EDID << 1);
    g_assert_false(run(&b, 0));
    reg_write(&b, CTL, CTL_97K | CTL_READ);
    g_assert_true(run(&b, 0));
    g_assert_false(run(&b, EN_NOSTART));
    /* A second transfer while one goes on does not disturb it. */
    reg_write(&b, IIC_ENABLE, EN_ENABLE);
    reg_write(&b, IIC_ENABLE, EN_ENABLE | EN_NOSTART);
    qtest_clock_step(b.qts, 100000000);
    g_assert_cmphex(reg_read(&b, IIC_ENABLE), ==, EN_ENABLE | EN_INTRP);
    qtest_quit(b.qts);
}

static void test_faults(void)
{
    uint8_t good[256], edid[256];
    Bus b;

    bus_open(&b, 0);
    g_assert_true(read_block(&b, 0, good));
    g_assert_true(read_block(&b, 1, good + 128));

    set_fault(&b, "edid-no-audio", true);
    g_assert_true(read_block(&b, 1, edid + 128));
    check_cta(edid + 128, false);
    set_fault(&b, "edid-no-audio", false);

    set_fault(&b, "edid-corrupt", true);
    g_assert_true(read_block(&b, 0, edid));
    g_assert_true(read_block(&b, 1, edid + 128));
    g_assert_cmphex(sum(edid), !=, 0);
    g_assert_cmphex(sum(edid + 128), !=, 0);
    set_fault(&b, "edid-corrupt", false);

    set_fault(&b, "edid-no-answer", true);
    g_assert_false(read_block(&b, 0, edid));
    g_assert_false(write_byte(&b, SEGMENT, 0, 0));
    /* A host's faults are not the guest's to reset. */
    qtest_system_reset(b.qts);
    g_assert_false(read_block(&b, 0, edid));
    set_fault(&b, "edid-no-answer", false);

    reg_write(&b, CTLHI, CTLHI_4_BYTES);
    g_assert_true(read_block(&b, 0, edid));
    g_assert_true(read_block(&b, 1, edid + 128));
    g_assert_cmpmem(edid, 256, good, 256);
    qtest_quit(b.qts);
}

/* Without a cable nobody answers, and the other port does not mind. */
static void test_unplugged(void)
{
    g_autofree char *path = g_strdup_printf(MONITOR, 0);
    uint8_t buf[128];
    Bus b;

    bus_open(&b, 0);
    g_assert_true(qtest_qom_get_bool(b.qts, path, "connected"));
    qtest_qom_set_bool(b.qts, path, "connected", false);
    g_assert_false(read_block(&b, 0, buf));
    b.port = 1;
    reg_write(&b, CTLHI, CTLHI_4_BYTES);
    g_assert_true(read_block(&b, 0, buf));
    b.port = 0;
    qtest_qom_set_bool(b.qts, path, "connected", true);
    g_assert_true(read_block(&b, 0, buf));
    qtest_quit(b.qts);
}

static void plug(Bus *b, bool in)
{
    g_autofree char *path = g_strdup_printf(HDMI, b->port);

    qtest_qom_set_bool(b->qts, path, "connected", in);
}

/* Whoever reads the EDID when the plug comes back reads the new one. */
static void test_fault_and_replug(void)
{
    uint8_t edid[128];
    Bus b;

    bus_open(&b, 1);
    g_assert_true(read_block(&b, 1, edid));
    check_cta(edid, true);
    for (int audio = 0; audio <= 1; audio++) {
        plug(&b, false);
        g_assert_false(read_block(&b, 1, edid));
        set_fault(&b, "edid-no-audio", !audio);
        g_assert_false(read_block(&b, 1, edid));
        plug(&b, true);
        g_assert_true(read_block(&b, 1, edid));
        check_cta(edid, audio);
    }
    set_fault(&b, "edid-no-answer", true);
    plug(&b, false);
    plug(&b, true);
    g_assert_false(read_block(&b, 1, edid));
    set_fault(&b, "edid-no-answer", false);
    g_assert_true(read_block(&b, 1, edid));
    qtest_quit(b.qts);
}

/* A machine saved in the middle of a transfer brings it to its end. */
static void test_save_and_load(void)
{
    const int64_t ns = (5 * 9 + 2) * 1000000000LL / 97500;
    int64_t now;
    uint8_t buf[4], block[128];
    Bus b;

    bus_open(&b, 0);
    set_fault(&b, "edid-no-audio", true);
    g_assert_true(write_byte(&b, EDID, 54, EN_NOSTOP));
    reg_write(&b, CTL, CTL_97K | CTL_READ);
    reg_write(&b, CHIP_ADDRESS, EDID << 1 | 1);
    reg_write(&b, CNT, 4);
    reg_write(&b, IIC_ENABLE, EN_ENABLE | EN_NOSTOP);
    now = qtest_clock_step(b.qts, 1000);
    b.qts = machine_move(b.qts, now);

    qtest_clock_set(b.qts, now - 1000 + ns - 1);
    g_assert_cmphex(reg_read(&b, IIC_ENABLE), ==, EN_ENABLE | EN_NOSTOP);
    qtest_clock_set(b.qts, now - 1000 + ns);
    g_assert_cmphex(reg_read(&b, IIC_ENABLE), ==,
                    EN_ENABLE | EN_NOSTOP | EN_INTRP);
    g_assert_cmphex(reg_read(&b, DATA_OUT(0)), ==, 0x72001d01);
    reg_write(&b, IIC_ENABLE, 0);
    /* The bus was not released: the next bytes follow. */
    g_assert_true(read_bytes(&b, EDID, buf, 4, EN_NOSTART));
    g_assert_cmphex(buf[0], ==, 0x51);
    g_assert_true(read_block(&b, 1, block));
    check_cta(block, false);
    qtest_quit(b.qts);
}

static void test_auto_i2c(void)
{
    QTestState *qts = qtest_init("-machine raspi4b");

    qtest_writel(qts, AUTO_I2C_BASE + 0x26c, 0x2);
    g_assert_cmphex(qtest_readl(qts, AUTO_I2C_BASE + 0x26c), ==, 0x2);
    g_assert_cmphex(qtest_readl(qts, AUTO_I2C_BASE + PORT_STRIDE + 0x26c), ==,
                    0);
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_data_func("/bcm2711-ddc/edid/0", GINT_TO_POINTER(0), test_edid);
    qtest_add_data_func("/bcm2711-ddc/edid/1", GINT_TO_POINTER(1), test_edid);
    qtest_add_func("/bcm2711-ddc/duration", test_duration);
    qtest_add_func("/bcm2711-ddc/no-acknowledge", test_no_acknowledge);
    qtest_add_func("/bcm2711-ddc/one-byte-registers", test_one_byte_registers);
    qtest_add_func("/bcm2711-ddc/combined", test_combined);
    qtest_add_func("/bcm2711-ddc/segment", test_segment);
    qtest_add_func("/bcm2711-ddc/abort", test_abort);
    qtest_add_func("/bcm2711-ddc/bad-requests", test_bad_requests);
    qtest_add_func("/bcm2711-ddc/faults", test_faults);
    qtest_add_func("/bcm2711-ddc/unplugged", test_unplugged);
    qtest_add_func("/bcm2711-ddc/fault-and-replug", test_fault_and_replug);
    qtest_add_func("/bcm2711-ddc/save-and-load", test_save_and_load);
    qtest_add_func("/bcm2711-ddc/auto-i2c", test_auto_i2c);

    return g_test_run();
}
