/*
 * QTest testcase for the BCM2835 DMA controller with an SD card: blocks are
 * read and written through the SD host's data register, on raspi4b
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2835-dma-common.h"

/* hw/sd/bcm2835_sdhost.c */
#define SDHOST 0xfe202000
#define SDCMD 0x00
#define SDCMD_NEW 0x8000
#define SDCMD_FAIL 0x4000
#define SDCMD_NO_RESPONSE 0x400
#define SDCMD_LONG_RESPONSE 0x200
#define SDCMD_WRITE 0x80
#define SDCMD_READ 0x40
#define SDARG 0x04
#define SDRSP0 0x10
#define SDHBCT 0x3c
#define SDHBLC 0x50
#define BUS_SDDATA 0x7e202040
#define DREQ_SDHOST 13

/* The card is at the SD host if pins 48 to 53 have their function ALT0. */
#define GPFSEL4 0xfe200010
#define GPFSEL5 0xfe200014

#define CARD_BYTES (1024 * 1024)
#define BLOCK_BYTES 512
#define NUM_BLOCKS 8
#define TRANSFER (NUM_BLOCKS * BLOCK_BYTES)

static uint32_t command(QTestState *qts, uint32_t cmd, uint32_t arg)
{
    qtest_writel(qts, SDHOST + SDARG, arg);
    qtest_writel(qts, SDHOST + SDCMD, SDCMD_NEW | cmd);
    g_assert_cmphex(qtest_readl(qts, SDHOST + SDCMD) & SDCMD_FAIL, ==, 0);
    return qtest_readl(qts, SDHOST + SDRSP0);
}

/* With a card that has the image at @path, selected and ready for data */
static QTestState *boot_with_card(const char *path)
{
    QTestState *qts = qtest_initf("-machine raspi4b -drive "
                                  "if=sd,format=raw,file=%s", path);
    uint32_t rca;

    qtest_writel(qts, GPFSEL4, 4u << 24 | 4u << 27);
    qtest_writel(qts, GPFSEL5, 4 | 4 << 3 | 4 << 6 | 4 << 9);
    command(qts, SDCMD_NO_RESPONSE | 0, 0);
    g_assert_cmphex(command(qts, 8, 0x1aa), ==, 0x1aa);
    command(qts, 55, 0);
    command(qts, 41, 0x40ff8000);
    command(qts, SDCMD_LONG_RESPONSE | 2, 0);
    rca = command(qts, 3, 0) & 0xffff0000;
    command(qts, 7, rca);
    command(qts, 16, BLOCK_BYTES);
    qtest_writel(qts, SDHOST + SDHBCT, BLOCK_BYTES);
    qtest_writel(qts, SDHOST + SDHBLC, NUM_BLOCKS);
    return qts;
}

static char *make_card(uint8_t *bytes)
{
    char *path = NULL;
    int fd = g_file_open_tmp("card-XXXXXX.img", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    for (int i = 0; i < CARD_BYTES; i++) {
        bytes[i] = i * 7 + i / BLOCK_BYTES;
    }
    g_assert_cmpint(qemu_write_full(fd, bytes, CARD_BYTES), ==, CARD_BYTES);
    close(fd);
    return path;
}

static void transfer(QTestState *qts, uint32_t ti, uint32_t source,
                     uint32_t dest)
{
    write_block(qts, 0, ti | R_TI_INTEN_MASK | DREQ_SDHOST << R_TI_PERMAP_SHIFT,
                source, dest, TRANSFER, 0, 0);
    start(qts, CHANNEL, 0);
    qtest_clock_step(qts, LONG_NS);
    assert_cs(qts, R_CS_END_MASK | R_CS_INT_MASK,
              R_CS_ACTIVE_MASK | R_CS_ERROR_MASK);
}

static void test_read(void)
{
    g_autofree uint8_t *bytes = g_malloc(CARD_BYTES);
    g_autofree char *path = make_card(bytes);
    QTestState *qts = boot_with_card(path);
    uint8_t got[TRANSFER];

    command(qts, SDCMD_READ | 18, 16 * BLOCK_BYTES);
    transfer(qts, R_TI_DEST_INC_MASK | R_TI_SRC_DREQ_MASK, BUS_SDDATA, DEST);
    qtest_memread(qts, DEST, got, TRANSFER);
    g_assert_cmpmem(got, TRANSFER, bytes + 16 * BLOCK_BYTES, TRANSFER);
    qtest_quit(qts);
    unlink(path);
}

static void test_write(void)
{
    g_autofree uint8_t *bytes = g_malloc(CARD_BYTES);
    g_autofree char *path = make_card(bytes);
    QTestState *qts = boot_with_card(path);
    g_autofree char *after = NULL;
    uint8_t put[TRANSFER];
    gsize size;

    for (int i = 0; i < TRANSFER; i++) {
        put[i] = i * 11 + 5;
    }
    qtest_memwrite(qts, SOURCE, put, TRANSFER);
    command(qts, SDCMD_WRITE | 25, 32 * BLOCK_BYTES);
    transfer(qts, R_TI_SRC_INC_MASK | R_TI_DEST_DREQ_MASK, SOURCE, BUS_SDDATA);
    command(qts, 12, 0);
    qtest_quit(qts);

    memcpy(bytes + 32 * BLOCK_BYTES, put, TRANSFER);
    g_assert_true(g_file_get_contents(path, &after, &size, NULL));
    g_assert_cmpmem(after, size, bytes, CARD_BYTES);
    unlink(path);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2835/dma/sd/read", test_read);
    qtest_add_func("/bcm2835/dma/sd/write", test_write);
    return g_test_run();
}
