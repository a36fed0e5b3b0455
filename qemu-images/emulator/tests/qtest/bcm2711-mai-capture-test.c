/*
 * QTest of the BCM2711 MAI: the capture of the words that a monitor hears
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include <sys/resource.h>
#include "bcm2711-mai-common.h"

static void test_capture(void)
{
    g_autofree char *path = wav_path();
    QTestState *qts = machine_start();
    QDict *reply;
    Wav wav;

    capture_start(qts, path);
    wav = wav_read(path);
    g_assert_cmpuint(wav_words(&wav), ==, 0);
    g_free(wav.bytes);

    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    push(qts, 8);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(4));
    qtest_clock_step(qts, tick_44100(2));
    qtest_writel(qts, REG(CTL), 0);

    /* Complete at the stream's end */
    wav = wav_read(path);
    wav_assert_format(&wav, 44100, 4);
    g_assert_cmpuint(wav_words(&wav), ==, 8);
    for (int i = 0; i < 8; i++) {
        g_assert_cmphex(wav_word(&wav, i), ==, i);
    }
    g_free(wav.bytes);

    /* The next stream follows; with parity computed by the MAI */
    qtest_writel(qts, REG(DATA), 0x00000013);
    qtest_writel(qts, REG(DATA), 0x80000030);
    qtest_writel(qts, REG(DATA), 0x60000014);
    qtest_writel(qts, REG(DATA), 0xc0000008);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(4) | MAI_CTL_PAREN);
    qtest_clock_step(qts, tick_44100(1));

    /* Complete when the machine is paused */
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

    /* A path that cannot be opened is an error, and captures nothing */
    reply = qtest_qmp(qts, "{ 'execute': 'qom-set', 'arguments': "
                      "{ 'path': %s, 'property': 'capture', "
                      "'value': '/nowhere/x.wav' } }", HDMI0_PATH);
    g_assert_true(qdict_haskey(reply, "error"));
    qobject_unref(reply);
    g_autofree char *now = prop_str(qts, HDMI0_PATH, "capture");
    g_assert_cmpstr(now, ==, "");

    /* Complete at exit, in the middle of a stream */
    capture_start(qts, path);
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

/* The path of file number @number of a capture */
static char *numbered(const char *path, unsigned int number)
{
    g_autofree char *stem = g_strndup(path, strlen(path) - strlen(".wav"));

    return g_strdup_printf("%s-%u.wav", stem, number);
}

static void play_sample(QTestState *qts, unsigned int channels, uint32_t smp)
{
    push(qts, channels);
    qtest_writel(qts, REG(SMP), smp);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(channels));
    qtest_clock_step(qts, NANOSECONDS_PER_SECOND / 32000 + 1);
    qtest_writel(qts, REG(CTL), MAI_CTL_RESET);
}

static void assert_file(const char *path, unsigned int rate,
                        unsigned int channels, unsigned int words)
{
    Wav wav = wav_read(path);

    wav_assert_format(&wav, rate, channels);
    g_assert_cmpuint(wav_words(&wav), ==, words);
    g_free(wav.bytes);
    unlink(path);
}

static void test_formats(void)
{
    g_autofree char *path = wav_path();
    g_autofree char *second = numbered(path, 2);
    g_autofree char *third = numbered(path, 3);
    g_autofree char *fourth = numbered(path, 4);
    QTestState *qts = machine_start();

    capture_start(qts, path);
    play_sample(qts, 2, MAI_SMP_44100);
    play_sample(qts, 2, MAI_SMP_44100);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "capture-files"), ==, 1);
    play_sample(qts, 8, MAI_SMP_44100);
    play_sample(qts, 8, MAI_SMP_N_M(2250, 0));
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "capture-files"), ==, 3);

    /* Only a word starts a file, in the word's format */
    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(6));
    qtest_clock_step(qts, NANOSECONDS_PER_SECOND);
    qtest_writel(qts, REG(CTL), 0);
    play_sample(qts, 2, MAI_SMP_N_M(2250, 0));
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "capture-files"), ==, 4);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "capture-lost"), ==, 0);
    qtest_quit(qts);

    assert_file(path, 44100, 2, 4);
    assert_file(second, 44100, 8, 8);
    assert_file(third, 48000, 8, 8);
    assert_file(fourth, 48000, 2, 2);
}

/* A guest cannot fill the host's folder with files */
static void test_too_many_formats(void)
{
    g_autofree char *path = wav_path();
    QTestState *qts = machine_start();

    capture_start(qts, path);
    for (int i = 0; i < 300; i++) {
        play_sample(qts, i % 2 ? 2 : 4, MAI_SMP_44100);
    }
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "capture-files"), ==, 256);
    /* 44 samples, of 4 and of 2 words */
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "capture-unfiled"), ==, 132 - 44);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "capture-lost"), ==, 0);
    qtest_quit(qts);
    unlink(path);
    for (int i = 2; i <= 256; i++) {
        g_autofree char *file = numbered(path, i);

        g_assert_cmpint(unlink(file), ==, 0);
    }
}

/* Disk full: lost words are counted, buffered ones too */
static void test_no_room(void)
{
    g_autofree char *path = wav_path();
    struct rlimit room = { WAV_HEADER + 4 * 10, RLIM_INFINITY };
    QTestState *qts;

    signal(SIGXFSZ, SIG_IGN);   /* QEMU inherits the limit */
    qts = machine_start();
    g_assert_cmpint(prlimit(qtest_pid(qts), RLIMIT_FSIZE, &room, NULL), ==,
                    0);

    capture_start(qts, path);
    for (int i = 0; i < 4; i++) {
        play_sample(qts, 2, MAI_SMP_44100);
    }
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "capture-lost"), ==, 0);
    play_sample(qts, 8, MAI_SMP_44100);
    play_sample(qts, 8, MAI_SMP_44100);
    /* The second file has room for 10 words */
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "capture-lost"), ==, 8);
    play_sample(qts, 8, MAI_SMP_44100);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "capture-lost"), ==, 16);
    qtest_quit(qts);

    assert_file(path, 44100, 2, 8);
    /* The words that its header counts are in the file */
    g_autofree char *second = numbered(path, 2);
    g_autofree char *bytes = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(second, &bytes, &size, NULL));
    g_assert_cmpuint(size, ==, WAV_HEADER + 4 * 10);
    g_assert_cmpuint(ldl_le_p(bytes + 40), ==, 4 * 8);
    unlink(second);
}

/* lab { */
/*
 * Rows of tables in docs/emulator.md
 *
 * What a monitor hears: test_formats
 * - `MAI_CTL`'s number of channels
 * - samples of other words
 * - the number of channels is 1; the tone has 2
 */
/* } lab */

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2711-mai-capture/one-format", test_capture);
    qtest_add_func("/bcm2711-mai-capture/formats", test_formats);
    qtest_add_func("/bcm2711-mai-capture/limit", test_too_many_formats);
    qtest_add_func("/bcm2711-mai-capture/no-room", test_no_room);
    return g_test_run();
}
