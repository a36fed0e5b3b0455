/*
 * QTest of the BCM2711 MAI: FIFO, DREQ, sample clock, underrun and overrun,
 * capture, and playing by DMA
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "qemu/bswap.h"
#include "bcm2711-hdmi-common.h"

#define REG(name) (MAI0_BASE + MAI_ ## name)

/* Of 44100 Hz, rounded up: when the k-th sample leaves */
static int64_t tick_44100(int64_t k)
{
    return (k * NANOSECONDS_PER_SECOND + 44099) / 44100;
}

static void push(QTestState *qts, unsigned int words)
{
    for (unsigned int i = 0; i < words; i++) {
        qtest_writel(qts, REG(DATA), i);
    }
}

static uint32_t ctl(QTestState *qts)
{
    return qtest_readl(qts, REG(CTL));
}

static void assert_counts(QTestState *qts, int64_t words, int64_t underruns,
                          int64_t drains, int64_t overruns)
{
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "words-played"), ==, words);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "underruns"), ==, underruns);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "drains"), ==, drains);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "overruns"), ==, overruns);
}

static void test_fifo(void)
{
    QTestState *qts = machine_start();

    g_assert_cmphex(ctl(qts), ==, MAI_CTL_EMPTY);
    push(qts, MAI_FIFO_WORDS - 1);
    g_assert_cmphex(ctl(qts), ==, 0);
    push(qts, 1);
    g_assert_cmphex(ctl(qts), ==, MAI_CTL_FULL);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "level"), ==, MAI_FIFO_WORDS);

    /* One too many */
    qtest_clock_step(qts, 5);
    push(qts, 1);
    g_assert_cmphex(ctl(qts), ==, MAI_CTL_FULL | MAI_CTL_ERRORF);
    assert_counts(qts, 0, 0, 0, 1);
    assert_violation(qts, MAI0_PATH, "mai-overrun count=1 first-ns=5 ");

    /* Write one to clear */
    qtest_writel(qts, REG(CTL), 0);
    g_assert_cmphex(ctl(qts), ==, MAI_CTL_FULL | MAI_CTL_ERRORF);
    qtest_writel(qts, REG(CTL), MAI_CTL_ERRORF);
    g_assert_cmphex(ctl(qts), ==, MAI_CTL_FULL);
    qtest_writel(qts, REG(CTL), MAI_CTL_FLUSH);
    g_assert_cmphex(ctl(qts), ==, MAI_CTL_EMPTY);

    /* RESET empties it too, and clears the errors */
    push(qts, MAI_FIFO_WORDS + 1);
    qtest_writel(qts, REG(CTL), MAI_CTL_RESET);
    g_assert_cmphex(ctl(qts), ==, MAI_CTL_EMPTY);

    /* The other one is another one */
    g_assert_cmpint(prop_int(qts, MAI1_PATH, "overruns"), ==, 0);
    qtest_writel(qts, MAI1_BASE + MAI_DATA, 1);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "level"), ==, 0);
    g_assert_cmpint(prop_int(qts, MAI1_PATH, "level"), ==, 1);
    qtest_quit(qts);
}

static void test_dreq(void)
{
    QTestState *qts = machine_start();

    qtest_irq_intercept_out_named(qts, MAI0_PATH, "dreq");
    g_assert_false(qtest_get_irq(qts, 0));
    qtest_writel(qts, REG(THR), 0x08080608);
    qtest_clock_step(qts, 1);
    g_assert_true(qtest_get_irq(qts, 0));

    /* Also while the MAI is disabled: DMA may come first */
    push(qts, 7);
    g_assert_true(qtest_get_irq(qts, 0));
    push(qts, 1);
    g_assert_false(qtest_get_irq(qts, 0));

    /* A lower threshold, a higher one, none */
    qtest_writel(qts, REG(THR), 0x1c);
    qtest_clock_step(qts, 1);
    g_assert_true(qtest_get_irq(qts, 0));
    qtest_writel(qts, REG(THR), 0x2);
    g_assert_false(qtest_get_irq(qts, 0));
    qtest_writel(qts, REG(CTL), MAI_CTL_FLUSH);
    qtest_clock_step(qts, 1);
    g_assert_true(qtest_get_irq(qts, 0));
    qtest_writel(qts, REG(THR), 0);
    g_assert_false(qtest_get_irq(qts, 0));

    qtest_system_reset(qts);
    g_assert_false(qtest_get_irq(qts, 0));
    qtest_quit(qts);
}

/* Eleven words, and DREQ rises with tick @tick, which leaves @level of them */
static void assert_dreq_rises(bool exact, int64_t tick, int64_t level)
{
    QTestState *qts = machine_start();

    prop_set_bool(qts, MAI0_PATH, "dreq-exact", exact);
    qtest_irq_intercept_out_named(qts, MAI0_PATH, "dreq");
    push(qts, 11);
    qtest_writel(qts, REG(THR), 0x8);
    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, tick_44100(tick) - 1);
    g_assert_false(qtest_get_irq(qts, 0));
    qtest_clock_step(qts, 1);
    g_assert_true(qtest_get_irq(qts, 0));
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "level"), ==, level);
    qtest_quit(qts);
}

/* With the very sample that brings the level under the threshold, or half */
static void test_dreq_rise(void)
{
    assert_dreq_rises(true, 2, 7);
    assert_dreq_rises(false, 4, 3);
}

static void test_time(void)
{
    QTestState *qts = machine_start();
    int64_t start, now;

    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "rate"), ==, 44100);
    push(qts, MAI_FIFO_WORDS);
    start = qtest_clock_step(qts, 12345);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "channels"), ==, 2);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "first-word-ns"), ==, -1);
    g_assert_cmphex(ctl(qts) & MAI_CTL_BUSY, ==, MAI_CTL_BUSY);

    /* Each sample at its own time, however far from the start */
    now = start;
    for (int64_t k = 1; k < 1000; k++) {
        now = qtest_clock_set(qts, start + tick_44100(k) - 1);
        assert_counts(qts, 2 * (k - 1), 0, 0, 0);
        now = qtest_clock_step(qts, 1);
        assert_counts(qts, 2 * k, 0, 0, 0);
        g_assert_cmpint(now, ==, start + tick_44100(k));
        push(qts, 2);
    }
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "first-word-ns"), ==,
                    start + tick_44100(1));
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "streams"), ==, 1);
    assert_no_violation(qts, MAI0_PATH);
    qtest_quit(qts);
}

/* The MAI first, then DMA, as from Linux 6.1 on */
static void test_late_words(void)
{
    QTestState *qts = machine_start();

    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, tick_44100(1000) + 5);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "first-word-ns"), ==, -1);

    /* Half a sample does not leave */
    push(qts, 1);
    qtest_clock_step(qts, tick_44100(1));
    assert_counts(qts, 0, 0, 0, 0);
    push(qts, 1);
    qtest_clock_step(qts, tick_44100(1));
    assert_counts(qts, 2, 0, 0, 0);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "first-word-ns"), ==,
                    tick_44100(1002));
    g_assert_cmphex(ctl(qts) & (MAI_CTL_ERRORE | MAI_CTL_DLATE), ==, 0);
    assert_no_violation(qts, MAI0_PATH);
    qtest_quit(qts);
}

static void test_underrun(void)
{
    QTestState *qts = machine_start();

    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    push(qts, 4);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, tick_44100(3) - 1);
    g_assert_cmphex(ctl(qts) & (MAI_CTL_ERRORE | MAI_CTL_DLATE), ==, 0);
    qtest_clock_step(qts, 1);
    g_assert_cmphex(ctl(qts) & (MAI_CTL_ERRORE | MAI_CTL_DLATE), ==,
                    MAI_CTL_ERRORE | MAI_CTL_DLATE);

    /* It is one from the next word on, and only one */
    qtest_clock_step(qts, 1000000);
    assert_counts(qts, 4, 0, 0, 0);
    assert_no_violation(qts, MAI0_PATH);
    push(qts, 4);
    assert_counts(qts, 4, 1, 0, 0);
    g_autofree char *expected = g_strdup_printf(
        "mai-underrun count=1 first-ns=%" PRId64 " ", tick_44100(3));
    assert_violation(qts, MAI0_PATH, expected);

    /* The sample clock went on */
    qtest_clock_set(qts, tick_44100(48) - 1);
    assert_counts(qts, 4, 1, 0, 0);
    qtest_clock_set(qts, tick_44100(49));
    assert_counts(qts, 8, 1, 0, 0);
    qtest_quit(qts);
}

/* No more words until the stream ends: nobody's fault */
static void test_drain(void)
{
    QTestState *qts = machine_start();

    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    push(qts, 4);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, 1000000);
    g_assert_cmphex(ctl(qts) & MAI_CTL_ERRORE, ==, MAI_CTL_ERRORE);
    qtest_writel(qts, REG(CTL),
                 MAI_CTL_DLATE | MAI_CTL_ERRORE | MAI_CTL_ERRORF);
    g_assert_cmphex(ctl(qts), ==, MAI_CTL_EMPTY);
    assert_counts(qts, 4, 0, 1, 0);

    /* Words for the next stream */
    push(qts, 4);
    qtest_clock_step(qts, 1000000);
    assert_counts(qts, 4, 0, 1, 0);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, tick_44100(2));
    assert_counts(qts, 8, 0, 1, 0);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "streams"), ==, 2);
    assert_no_violation(qts, MAI0_PATH);
    qtest_quit(qts);
}

static void test_clock_off(void)
{
    QTestState *qts = machine_start();

    push(qts, 4);
    qtest_clock_step(qts, 9);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    assert_violation(qts, MAI0_PATH, "clock-off count=1 first-ns=9 ");
    qtest_clock_step(qts, NANOSECONDS_PER_SECOND);
    assert_counts(qts, 0, 0, 0, 0);

    /* No rate that makes sense, but nothing bad either */
    qtest_writel(qts, REG(SMP), MAI_SMP_N_M(1, 255));
    qtest_clock_step(qts, NANOSECONDS_PER_SECOND);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "rate"), ==, 0);
    assert_counts(qts, 0, 0, 0, 0);

    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    qtest_clock_step(qts, tick_44100(2));
    assert_counts(qts, 4, 0, 0, 0);
    qtest_quit(qts);
}

/* Capture */

#define WAV_HEADER 44

typedef struct Wav {
    gchar *bytes;
    gsize size;
} Wav;

static Wav wav_read(const char *path)
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

static unsigned int wav_words(const Wav *wav)
{
    return (wav->size - WAV_HEADER) / 4;
}

static uint32_t wav_word(const Wav *wav, unsigned int i)
{
    return ldl_le_p(wav->bytes + WAV_HEADER + 4 * i);
}

static void wav_assert_format(const Wav *wav, unsigned int rate,
                              unsigned int channels)
{
    g_assert_cmpuint(lduw_le_p(wav->bytes + 22), ==, channels);
    g_assert_cmpuint(ldl_le_p(wav->bytes + 24), ==, rate);
    g_assert_cmpuint(ldl_le_p(wav->bytes + 28), ==, rate * channels * 4);
    g_assert_cmpuint(lduw_le_p(wav->bytes + 32), ==, channels * 4);
}

static char *wav_path(void)
{
    char *path = NULL;
    int fd = g_file_open_tmp("mai-XXXXXX.wav", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    return path;
}

static void test_capture(void)
{
    g_autofree char *path = wav_path();
    QTestState *qts = machine_start();
    QDict *reply;
    Wav wav;

    prop_set_str(qts, MAI0_PATH, "capture", path);
    wav = wav_read(path);
    g_assert_cmpuint(wav_words(&wav), ==, 0);
    g_free(wav.bytes);

    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    push(qts, 8);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(4));
    qtest_clock_step(qts, tick_44100(2));
    qtest_writel(qts, REG(CTL), 0);

    /* Whole at the stream's end */
    wav = wav_read(path);
    wav_assert_format(&wav, 44100, 4);
    g_assert_cmpuint(wav_words(&wav), ==, 8);
    for (int i = 0; i < 8; i++) {
        g_assert_cmphex(wav_word(&wav, i), ==, i);
    }
    g_free(wav.bytes);

    /* The next stream follows; with parity made by the MAI */
    qtest_writel(qts, REG(DATA), 0x00000013);
    qtest_writel(qts, REG(DATA), 0x80000030);
    qtest_writel(qts, REG(DATA), 0x60000014);
    qtest_writel(qts, REG(DATA), 0xc0000008);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(4) | MAI_CTL_PAREN);
    qtest_clock_step(qts, tick_44100(1));

    /* Whole when the machine is paused */
    qtest_qmp_assert_success(qts, "{ 'execute': 'stop' }");
    wav = wav_read(path);
    g_assert_cmpuint(wav_words(&wav), ==, 12);
    g_assert_cmphex(wav_word(&wav, 8), ==, 0x80000013);
    g_assert_cmphex(wav_word(&wav, 9), ==, 0x00000030);
    g_assert_cmphex(wav_word(&wav, 10), ==, 0xe0000014);
    g_assert_cmphex(wav_word(&wav, 11), ==, 0xc0000008);
    g_free(wav.bytes);
    qtest_qmp_assert_success(qts, "{ 'execute': 'cont' }");
    qtest_writel(qts, REG(CTL), 0);

    /* Another format does not fit in */
    push(qts, 2);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, tick_44100(1));
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "capture-lost"), ==, 2);
    qtest_writel(qts, REG(CTL), 0);

    /* A path that cannot be opened is an error, and no capture */
    reply = qtest_qmp(qts, "{ 'execute': 'qom-set', 'arguments': "
                      "{ 'path': %s, 'property': 'capture', "
                      "'value': '/nowhere/x.wav' } }", MAI0_PATH);
    g_assert_true(qdict_haskey(reply, "error"));
    qobject_unref(reply);
    g_autofree char *now = prop_str(qts, MAI0_PATH, "capture");
    g_assert_cmpstr(now, ==, "");

    /* Whole at exit, in the middle of a stream */
    prop_set_str(qts, MAI0_PATH, "capture", path);
    push(qts, 2);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, tick_44100(1));
    qtest_quit(qts);
    wav = wav_read(path);
    wav_assert_format(&wav, 44100, 2);
    g_assert_cmpuint(wav_words(&wav), ==, 2);
    g_free(wav.bytes);
    unlink(path);
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

/* In RAM, as the CPU sees it and as the DMA does */
#define BLOCKS 0x10000
#define RING 0x20000
#define BUS(ram) (0xc0000000 | (ram))

#define PERIOD_WORDS 960
#define PERIODS 4

/* A ring of blocks, one each period, as snd_dmaengine_pcm makes it */
static void ring_start(QTestState *qts, int channel, int dreq, uint32_t data)
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

/* DMA that empties the FIFO itself, and so makes its own DREQ rise for ever */
static void test_dma_flushes(void)
{
    QTestState *qts = machine_start();

    qtest_writel(qts, REG(THR), 1);
    qtest_writel(qts, RING, MAI_CTL_FLUSH);
    for (int i = 0; i < 2; i++) {
        uint32_t block = BLOCKS + 32 * i;

        qtest_writel(qts, block, i ? 0 : DMA_TI_DEST_DREQ | DMA_TI_PERMAP(10));
        qtest_writel(qts, block + 4, BUS(RING));
        qtest_writel(qts, block + 8, i ? 0x7ef20010 : 0x7ef2001c);
        qtest_writel(qts, block + 12, 4);
        qtest_writel(qts, block + 16, 0);
        qtest_writel(qts, block + 20, BUS(BLOCKS + 32 * !i));
    }
    qtest_writel(qts, DMA_CHANNEL(0) + DMA_CONBLK_AD, BUS(BLOCKS));
    qtest_writel(qts, DMA_CHANNEL(0) + DMA_CS, DMA_CS_ACTIVE);

    /* Time goes on */
    qtest_clock_step(qts, NANOSECONDS_PER_SECOND / 1000);
    qtest_writel(qts, DMA_CHANNEL(0) + DMA_CS, DMA_CS_RESET);
    assert_counts(qts, 0, 0, 0, 0);
    qtest_quit(qts);
}

static const struct {
    unsigned int rate;
    uint32_t smp;
} rates[] = {
    { 32000, MAI_SMP_N_M(3375, 0) },
    { 44100, MAI_SMP_44100 },
    { 48000, MAI_SMP_N_M(2250, 0) },
    { 88200, MAI_SMP_N_M(60000, 48) },
    { 96000, MAI_SMP_N_M(1125, 0) },
    { 176400, MAI_SMP_N_M(30000, 48) },
    { 192000, MAI_SMP_N_M(1125, 1) },
};

/* A second of audio is a second, to the word, and all words arrive in order */
static void test_play(gconstpointer data)
{
    unsigned int channels = GPOINTER_TO_UINT(data);

    for (int i = 0; i < ARRAY_SIZE(rates); i++) {
        g_autofree char *path = wav_path();
        QTestState *qts = machine_start();
        unsigned int words = rates[i].rate / 10 * channels;
        Wav wav;

        prop_set_str(qts, MAI0_PATH, "capture", path);
        qtest_writel(qts, REG(SMP), rates[i].smp);
        qtest_writel(qts, REG(THR), 0x08080608);
        qtest_clock_step(qts, 1);
        ring_start(qts, 0, 10, 0x7ef2001c);
        qtest_clock_step(qts, 1000);
        g_assert_cmpint(prop_int(qts, MAI0_PATH, "level"), ==, 8);

        qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(channels));
        qtest_clock_step(qts, NANOSECONDS_PER_SECOND / 10);
        qtest_writel(qts, REG(CTL), 0);
        assert_counts(qts, words, 0, 0, 0);
        assert_no_violation(qts, MAI0_PATH);
        qtest_quit(qts);

        wav = wav_read(path);
        wav_assert_format(&wav, rates[i].rate, channels);
        g_assert_cmpuint(wav_words(&wav), ==, words);
        for (unsigned int k = 0; k < words; k++) {
            g_assert_cmphex(wav_word(&wav, k), ==,
                            k % (PERIODS * PERIOD_WORDS));
        }
        g_free(wav.bytes);
        unlink(path);
    }
}

static void test_play_both(gconstpointer data)
{
    bool exact = GPOINTER_TO_UINT(data);
    QTestState *qts = machine_start();
    int64_t left;

    prop_set_bool(qts, MAI0_PATH, "dreq-exact", exact);
    qtest_writel(qts, MAI0_BASE + MAI_SMP, MAI_SMP_44100);
    qtest_writel(qts, MAI1_BASE + MAI_SMP, MAI_SMP_N_M(2250, 0));
    qtest_writel(qts, MAI0_BASE + MAI_THR, 0x1c);
    qtest_writel(qts, MAI1_BASE + MAI_THR, 0x10);
    qtest_writel(qts, MAI0_BASE + MAI_CTL, MAI_CTL_PLAY(2));
    qtest_writel(qts, MAI1_BASE + MAI_CTL, MAI_CTL_PLAY(8));
    ring_start(qts, 0, 10, 0x7ef2001c);
    ring_start(qts, 1, 17, 0x7ef2003c);
    qtest_clock_step(qts, NANOSECONDS_PER_SECOND / 2);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "words-played"), ==, 44100);
    g_assert_cmpint(prop_int(qts, MAI1_PATH, "words-played"), ==, 24000 * 8);
    assert_no_violation(qts, MAI0_PATH);
    assert_no_violation(qts, MAI1_PATH);

    /* The end as with later kernels: DMA first. And a beginning after it */
    left = prop_int(qts, MAI0_PATH, "level");
    g_assert_cmpint(left, >=, exact ? 0x1c : 0x1c / 2);
    g_assert_cmpint(left, <=, 0x1c);
    qtest_writel(qts, DMA_CHANNEL(0) + DMA_CS, DMA_CS_RESET);
    qtest_clock_step(qts, 1000000);
    qtest_writel(qts, MAI0_BASE + MAI_CTL, MAI_CTL_RESET);
    assert_counts(qts, 44100 + left, 0, 1, 0);
    assert_no_violation(qts, MAI0_PATH);

    /* Stopped in the middle, DMA is an underrun */
    qtest_writel(qts, DMA_CHANNEL(1) + DMA_CS, 0);
    qtest_clock_step(qts, 1000000);
    qtest_writel(qts, DMA_CHANNEL(1) + DMA_CS, DMA_CS_ACTIVE);
    qtest_clock_step(qts, 1000000);
    g_assert_cmpint(prop_int(qts, MAI1_PATH, "underruns"), ==, 1);
    qtest_quit(qts);
}

static void wait_for_migration(QTestState *qts)
{
    bool done = false;

    while (!done) {
        QDict *reply = qtest_qmp_assert_success_ref(
            qts, "{ 'execute': 'query-migrate' }");
        const char *status = qdict_get_str(reply, "status");

        g_assert_cmpstr(status, !=, "failed");
        done = g_str_equal(status, "completed");
        qobject_unref(reply);
        g_usleep(1000);
    }
}

/* Not a sample is lost or late where the machine moves in the middle */
static void test_migrate(void)
{
    g_autofree char *state = NULL;
    g_autofree char *path = wav_path();
    g_autofree char *uri = NULL;
    QTestState *qts = machine_start();
    unsigned int before;
    int64_t now;
    Wav wav;
    int fd = g_file_open_tmp("mai-XXXXXX.state", &state, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    uri = g_strdup_printf("file:%s", state);

    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    qtest_writel(qts, REG(THR), 0x08080608);
    ring_start(qts, 0, 10, 0x7ef2001c);
    qtest_clock_step(qts, 1000);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    now = qtest_clock_step(qts, 123456789);
    before = prop_int(qts, MAI0_PATH, "words-played");
    qtest_qmp_assert_success(qts, "{ 'execute': 'stop' }");
    qtest_qmp_assert_success(qts, "{ 'execute': 'migrate', 'arguments': "
                             "{ 'uri': %s } }", uri);
    wait_for_migration(qts);
    qtest_quit(qts);

    qts = qtest_initf("-machine raspi4b -nodefaults -display none "
                      "-incoming %s", uri);
    prop_set_str(qts, MAI0_PATH, "capture", path);
    wait_for_migration(qts);
    /* The tests' own clock does not move along */
    qtest_clock_set(qts, now);
    qtest_qmp_assert_success(qts, "{ 'execute': 'cont' }");
    g_assert_cmpuint(prop_int(qts, MAI0_PATH, "words-played"), ==, before);
    qtest_clock_step(qts, NANOSECONDS_PER_SECOND / 10);
    qtest_writel(qts, REG(CTL), 0);
    /* 0.223456789 s in all */
    assert_counts(qts, 2 * 9854, 0, 0, 0);
    assert_no_violation(qts, MAI0_PATH);
    qtest_quit(qts);

    wav = wav_read(path);
    wav_assert_format(&wav, 44100, 2);
    g_assert_cmpuint(wav_words(&wav), ==, 2 * 9854 - before);
    for (unsigned int k = 0; k < wav_words(&wav); k++) {
        g_assert_cmphex(wav_word(&wav, k), ==,
                        (before + k) % (PERIODS * PERIOD_WORDS));
    }
    g_free(wav.bytes);
    unlink(path);
    unlink(state);
}

static void test_reset(void)
{
    QTestState *qts = machine_start();

    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    qtest_writel(qts, REG(THR), 0x08080608);
    ring_start(qts, 0, 10, 0x7ef2001c);
    qtest_clock_step(qts, 1000);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, tick_44100(100));
    qtest_system_reset(qts);
    g_assert_cmphex(ctl(qts), ==, MAI_CTL_EMPTY);
    g_assert_cmphex(qtest_readl(qts, REG(SMP)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, REG(THR)), ==, 0);
    qtest_clock_step(qts, NANOSECONDS_PER_SECOND);

    /* What was seen stays */
    assert_counts(qts, 200, 0, 0, 0);
    assert_no_violation(qts, MAI0_PATH);
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2711-mai/fifo", test_fifo);
    qtest_add_func("/bcm2711-mai/dreq", test_dreq);
    qtest_add_func("/bcm2711-mai/dreq-rise", test_dreq_rise);
    qtest_add_func("/bcm2711-mai/time", test_time);
    qtest_add_func("/bcm2711-mai/late-words", test_late_words);
    qtest_add_func("/bcm2711-mai/underrun", test_underrun);
    qtest_add_func("/bcm2711-mai/drain", test_drain);
    qtest_add_func("/bcm2711-mai/clock-off", test_clock_off);
    qtest_add_func("/bcm2711-mai/capture", test_capture);
    qtest_add_data_func("/bcm2711-mai/play/2", GUINT_TO_POINTER(2), test_play);
    qtest_add_data_func("/bcm2711-mai/play/6", GUINT_TO_POINTER(6), test_play);
    qtest_add_data_func("/bcm2711-mai/play/8", GUINT_TO_POINTER(8), test_play);
    qtest_add_data_func("/bcm2711-mai/play/both", GUINT_TO_POINTER(false),
                        test_play_both);
    qtest_add_data_func("/bcm2711-mai/play/both/exact", GUINT_TO_POINTER(true),
                        test_play_both);
    qtest_add_func("/bcm2711-mai/dma-flushes", test_dma_flushes);
    qtest_add_func("/bcm2711-mai/migrate", test_migrate);
    qtest_add_func("/bcm2711-mai/reset", test_reset);
    return g_test_run();
}
