/*
 * QTest of the BCM2711 MAI: playing by DMA, at the exact rate, to the last word
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-machine-common.h"
#include "bcm2711-mai-common.h"

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

/* A tenth of a second, exact to the word, and all words arrive in order */
static void play_at(QTestState *qts, unsigned int channels, int rate)
{
    g_autofree char *path = wav_path();
    unsigned int words = rates[rate].rate / 10 * channels;
    int64_t before = prop_int(qts, MAI0_PATH, "words-played");
    Wav wav;

    capture_start(qts, path);
    qtest_writel(qts, REG(SMP), rates[rate].smp);
    qtest_writel(qts, REG(THR), 0x08080608);
    qtest_clock_step(qts, 1);
    ring_start(qts, 0, 10, 0x7ef2001c);
    qtest_clock_step(qts, 1000);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "level"), ==, 8);

    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(channels));
    qtest_clock_step(qts, NANOSECONDS_PER_SECOND / 10);
    qtest_writel(qts, REG(CTL), 0);
    assert_counts(qts, before + words, 0, 0, 0);
    qtest_writel(qts, DMA_CHANNEL(0) + DMA_CS, DMA_CS_RESET);
    qtest_writel(qts, REG(CTL), MAI_CTL_RESET);

    wav = wav_read(path);
    wav_assert_format(&wav, rates[rate].rate, channels);
    g_assert_cmpuint(wav_words(&wav), ==, words);
    for (unsigned int i = 0; i < words; i++) {
        g_assert_cmphex(wav_word(&wav, i), ==, i % (PERIODS * PERIOD_WORDS));
    }
    g_free(wav.bytes);
    unlink(path);
}

static void test_play(gconstpointer data)
{
    QTestState *qts = machine_start();

    for (int i = 0; i < ARRAY_SIZE(rates); i++) {
        play_at(qts, GPOINTER_TO_UINT(data), i);
    }
    assert_no_violation(qts, MAI0_PATH);
    qtest_quit(qts);
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

    /* The end as with later kernels: DMA first. Then another start */
    left = prop_int(qts, MAI0_PATH, "level");
    g_assert_cmpint(left, >=, exact ? 0x1c : 0x1c / 2);
    g_assert_cmpint(left, <=, 0x1c);
    qtest_writel(qts, DMA_CHANNEL(0) + DMA_CS, DMA_CS_RESET);
    qtest_clock_step(qts, 1000000);
    qtest_writel(qts, MAI0_BASE + MAI_CTL, MAI_CTL_RESET);
    assert_counts(qts, 44100 + left, 0, 1, 0);
    assert_no_violation(qts, MAI0_PATH);

    /* DMA that stops in the middle causes an underrun */
    qtest_writel(qts, DMA_CHANNEL(1) + DMA_CS, 0);
    qtest_clock_step(qts, 1000000);
    qtest_writel(qts, DMA_CHANNEL(1) + DMA_CS, DMA_CS_ACTIVE);
    qtest_clock_step(qts, 1000000);
    g_assert_cmpint(prop_int(qts, MAI1_PATH, "underruns"), ==, 1);
    qtest_quit(qts);
}

static QTestState *play_start(void)
{
    QTestState *qts = machine_start();

    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    qtest_writel(qts, REG(THR), 0x08080608);
    ring_start(qts, 0, 10, 0x7ef2001c);
    qtest_clock_step(qts, 1000);
    return qts;
}

/*
 * Set before the stream, DREQ is late in each one, after its first eight words
 */
static void test_stall_each_stream(void)
{
    QTestState *qts = play_start();

    prop_set_uint(qts, MAI0_PATH, "dreq-stall-ns", 1000000);
    for (int i = 1; i <= 2; i++) {
        int64_t words = prop_int(qts, MAI0_PATH, "words-played");

        qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
        qtest_clock_step(qts, tick_44100(1) + 1000000 - 1);
        g_assert_cmpint(prop_int(qts, MAI0_PATH, "words-played"), ==,
                        words + 8);
        g_assert_cmpint(prop_int(qts, MAI0_PATH, "underruns"), ==, i - 1);
        qtest_clock_step(qts, 1);
        g_assert_cmpint(prop_int(qts, MAI0_PATH, "underruns"), ==, i);
        qtest_clock_step(qts, NANOSECONDS_PER_SECOND / 10);
        /* 100 ms, except the sample that was due as the stall ended */
        g_assert_cmpint(prop_int(qts, MAI0_PATH, "words-played"), ==,
                        words + 8 + 2 * 4410);
        g_assert_cmpint(prop_int(qts, MAI0_PATH, "underruns"), ==, i);
        qtest_writel(qts, REG(CTL), 0);
    }

    /* Off: the next stream is complete */
    prop_set_uint(qts, MAI0_PATH, "dreq-stall-ns", 0);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, NANOSECONDS_PER_SECOND / 10);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "underruns"), ==, 2);
    qtest_quit(qts);
}

/* Set to forever while it plays, and ended while it plays */
static void test_stall_at_run_time(void)
{
    QTestState *qts = play_start();
    int64_t words, level;

    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, NANOSECONDS_PER_SECOND / 10);
    assert_counts(qts, 2 * 4410, 0, 0, 0);
    level = prop_int(qts, MAI0_PATH, "level");
    prop_set_uint(qts, MAI0_PATH, "dreq-stall-ns", UINT64_MAX);
    qtest_clock_step(qts, 10 * NANOSECONDS_PER_SECOND);
    words = 2 * 4410 + level;
    assert_counts(qts, words, 0, 0, 0);
    g_assert_cmphex(ctl(qts) & (MAI_CTL_ERRORE | MAI_CTL_DLATE), ==,
                    MAI_CTL_ERRORE | MAI_CTL_DLATE);

    prop_set_uint(qts, MAI0_PATH, "dreq-stall-ns", 0);
    qtest_clock_step(qts, NANOSECONDS_PER_SECOND / 10);
    assert_counts(qts, words + 2 * 4410, 1, 0, 0);
    qtest_quit(qts);
}

/* A stall that is half through ends when it would have, and so does the next */
static void test_stall_migrates(void)
{
    QTestState *qts = play_start();
    int64_t now, words;

    prop_set_uint(qts, MAI0_PATH, "dreq-stall-ns", 1000000);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    now = qtest_clock_step(qts, tick_44100(1) + 500000);
    qts = machine_move(qts, now);
    qtest_clock_step(qts, 500000 - 1);
    assert_counts(qts, 8, 0, 0, 0);
    qtest_clock_step(qts, 1);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "underruns"), ==, 1);

    qtest_writel(qts, REG(CTL), 0);
    words = prop_int(qts, MAI0_PATH, "words-played");
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, tick_44100(1) + 1000000 - 1);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "words-played"), ==, words + 8);
    qtest_quit(qts);
}

/* No sample is lost or late if the machine migrates in the middle */
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

    capture_start(qts, "");
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
    wait_migration(qts);
    qtest_quit(qts);

    qts = qtest_initf("-machine raspi4b -nodefaults -display none "
                      "-incoming %s", uri);
    prop_set_str(qts, HDMI0_PATH, "capture", path);
    wait_migration(qts);
    /* The tests' own clock does not migrate */
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
    for (unsigned int i = 0; i < wav_words(&wav); i++) {
        g_assert_cmphex(wav_word(&wav, i), ==,
                        (before + i) % (PERIODS * PERIOD_WORDS));
    }
    g_free(wav.bytes);
    unlink(path);
    unlink(state);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (unsigned int channels = 2; channels <= 8; channels++) {
        g_autofree char *name = g_strdup_printf("/bcm2711-mai-play/%u",
                                                channels);

        qtest_add_data_func(name, GUINT_TO_POINTER(channels), test_play);
    }
    qtest_add_data_func("/bcm2711-mai-play/both", GUINT_TO_POINTER(false),
                        test_play_both);
    qtest_add_data_func("/bcm2711-mai-play/both/exact", GUINT_TO_POINTER(true),
                        test_play_both);
    qtest_add_func("/bcm2711-mai-play/stall/each-stream",
                   test_stall_each_stream);
    qtest_add_func("/bcm2711-mai-play/stall/run-time", test_stall_at_run_time);
    qtest_add_func("/bcm2711-mai-play/stall/migrates", test_stall_migrates);
    qtest_add_func("/bcm2711-mai-play/migrate", test_migrate);
    return g_test_run();
}
