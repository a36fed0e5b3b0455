/*
 * Shared by the tests of the BCM2711 MAI: WAV files, and a ring of DMA blocks
 * that plays
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_QTEST_BCM2711_MAI_COMMON_H
#define TESTS_QTEST_BCM2711_MAI_COMMON_H

#include "qemu/bitops.h"
#include "qemu/bswap.h"
#include "bcm2711-hdmi-common.h"

#define REG(name) (MAI0_BASE + MAI_ ## name)

/* Time at which @sample leaves at 44100 Hz, rounded up */
static inline int64_t tick_44100(int64_t sample)
{
    return (sample * NANOSECONDS_PER_SECOND + 44099) / 44100;
}

static inline void push(QTestState *qts, unsigned int words)
{
    for (unsigned int i = 0; i < words; i++) {
        qtest_writel(qts, REG(DATA), i);
    }
}

static inline uint32_t ctl(QTestState *qts)
{
    return qtest_readl(qts, REG(CTL));
}

static inline void assert_counts(QTestState *qts, int64_t words,
                                 int64_t underruns, int64_t drains,
                                 int64_t overruns)
{
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "words-played"), ==, words);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "underruns"), ==, underruns);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "drains"), ==, drains);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "overruns"), ==, overruns);
}

/* Capture */

#define WAV_HEADER 44

typedef struct Wav {
    gchar *bytes;
    gsize size;
} Wav;

static inline Wav wav_read(const char *path)
{
    Wav wav;

    g_assert_true(g_file_get_contents(path, &wav.bytes, &wav.size, NULL));
    g_assert_cmpuint(wav.size, >=, WAV_HEADER);
    g_assert_cmpmem(wav.bytes, 4, "RIFF", 4);
    g_assert_cmpuint(ldl_le_p(wav.bytes + 4), ==, wav.size - 8);
    g_assert_cmpmem(wav.bytes + 8, 8, "WAVEfmt ", 8);
    g_assert_cmpuint(lduw_le_p(wav.bytes + 20), ==, 1);
    g_assert_cmpuint(lduw_le_p(wav.bytes + 34), ==, 32);
    g_assert_cmpmem(wav.bytes + 36, 4, "data", 4);
    g_assert_cmpuint(ldl_le_p(wav.bytes + 40), ==, wav.size - WAV_HEADER);
    return wav;
}

static inline unsigned int wav_words(const Wav *wav)
{
    return (wav->size - WAV_HEADER) / 4;
}

static inline uint32_t wav_word(const Wav *wav, unsigned int i)
{
    return ldl_le_p(wav->bytes + WAV_HEADER + 4 * i);
}

static inline void wav_assert_format(const Wav *wav, unsigned int rate,
                                     unsigned int channels)
{
    g_assert_cmpuint(lduw_le_p(wav->bytes + 22), ==, channels);
    g_assert_cmpuint(ldl_le_p(wav->bytes + 24), ==, rate);
    g_assert_cmpuint(ldl_le_p(wav->bytes + 28), ==, rate * channels * 4);
    g_assert_cmpuint(lduw_le_p(wav->bytes + 32), ==, channels * 4);
}

#define HDMI0_CORE (PERIPHERALS + 0xf00700)
#define MAI_CHANNEL_MAP (HDMI0_CORE + 0x09c)
#define MAI_CONFIG (HDMI0_CORE + 0x0a0)
#define AUDIO_PACKET_CONFIG (HDMI0_CORE + 0x0b8)
#define B_FRAME_IDENTIFIER(preamble) ((preamble) << 10)

/* Capture from HDMI0, which sends all of the MAI's channels in their order */
static inline void capture_start(QTestState *qts, const char *path)
{
    qtest_writel(qts, MAI_CHANNEL_MAP, 0x76543210);
    qtest_writel(qts, MAI_CONFIG, 0xff);
    qtest_writel(qts, AUDIO_PACKET_CONFIG, B_FRAME_IDENTIFIER(8) | 0xff);
    prop_set_str(qts, HDMI0_PATH, "capture", path);
}

static inline char *wav_path(void)
{
    char *path = NULL;
    int fd = g_file_open_tmp("mai-XXXXXX.wav", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    return path;
}

/* Playing by DMA */

#define DMA_CHANNEL(n) (PERIPHERALS + 0x7000 + 0x100 * (n))
#define DMA_CS 0x00
#define DMA_CS_ACTIVE BIT(0)
#define DMA_CS_RESET BIT(31)
#define DMA_CONBLK_AD 0x04
#define DMA_TI_INTEN BIT(0)
#define DMA_TI_WAIT_RESP BIT(3)
#define DMA_TI_DEST_DREQ BIT(6)
#define DMA_TI_SRC_INC BIT(8)
#define DMA_TI_PERMAP(n) ((n) << 16)

/* In RAM, as CPU addresses and on the DMA's bus */
#define BLOCKS 0x10000
#define RING 0x20000
#define BUS(ram) (0xc0000000 | (ram))

#define PERIOD_WORDS 960
#define PERIODS 4

/* A ring of blocks, one per period, as snd_dmaengine_pcm builds it */
static inline void ring_start(QTestState *qts, int channel, int dreq,
                              uint32_t data)
{
    uint32_t ring = RING + channel * PERIODS * PERIOD_WORDS * 4;
    uint32_t blocks = BLOCKS + channel * PERIODS * 32;

    for (int i = 0; i < PERIODS * PERIOD_WORDS; i++) {
        qtest_writel(qts, ring + 4 * i, (channel << 24) + i);
    }
    for (int i = 0; i < PERIODS; i++) {
        uint32_t block = blocks + 32 * i;
        uint32_t next = blocks + 32 * ((i + 1) % PERIODS);

        qtest_writel(qts, block, DMA_TI_INTEN | DMA_TI_WAIT_RESP |
                     DMA_TI_DEST_DREQ | DMA_TI_SRC_INC | DMA_TI_PERMAP(dreq));
        qtest_writel(qts, block + 4, BUS(ring + i * PERIOD_WORDS * 4));
        qtest_writel(qts, block + 8, data);
        qtest_writel(qts, block + 12, PERIOD_WORDS * 4);
        qtest_writel(qts, block + 16, 0);
        qtest_writel(qts, block + 20, BUS(next));
    }
    qtest_writel(qts, DMA_CHANNEL(channel) + DMA_CONBLK_AD, BUS(blocks));
    qtest_writel(qts, DMA_CHANNEL(channel) + DMA_CS, DMA_CS_ACTIVE);
}

#endif
