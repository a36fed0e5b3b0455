/*
 * QTest of the BCM2711 HDMI transmitter: which words a monitor hears, and at
 * which rate
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-mai-common.h"

#define DVP_SW_INIT (PERIPHERALS + 0xf00004)
#define CRP_CFG (HDMI0_CORE + 0x0c8)
#define CRP_CFG_DISABLE BIT(25)
#define CTS_0 (HDMI0_CORE + 0x0cc)
#define CTS_1 (HDMI0_CORE + 0x0d0)
#define SCHEDULER_CONTROL (HDMI0_CORE + 0x0e0)
#define TX_PHY_RESET_CTL (PERIPHERALS + 0xf00f00)
#define TX_PHY_CLK_DIV (PERIPHERALS + 0xf00f28)
#define RM_OFFSET (PERIPHERALS + 0xf00f98)

#define FORCE_LAYOUT BIT(8)
#define LAYOUT BIT(9)

/* Linux vc4_regs.h, VC4_HDMI_MAI_FORMAT_AUDIO_FORMAT */
#define FORMAT_PCM (2 << 16)
#define FORMAT_HBR (200 << 16)

/* Words of a sample: 0x11 for the first channel, 0x21 for the second, ... */
#define WORD(channel) (((channel) + 1) << 4 | 1)
#define SILENT 1

/* Play one sample of @channels words, and compare what was heard */
static void assert_heard(QTestState *qts, unsigned int channels,
                         const uint32_t *heard)
{
    g_autofree char *path = wav_path();
    Wav wav;

    prop_set_str(qts, HDMI0_PATH, "capture", path);
    for (unsigned int i = 0; i < channels; i++) {
        qtest_writel(qts, REG(DATA), WORD(i));
    }
    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(channels));
    qtest_clock_step(qts, tick_44100(1));
    qtest_writel(qts, REG(CTL), MAI_CTL_RESET);

    wav = wav_read(path);
    wav_assert_format(&wav, 44100, MIN(channels, 8));
    g_assert_cmpuint(wav_words(&wav), ==, MIN(channels, 8));
    for (unsigned int i = 0; i < MIN(channels, 8); i++) {
        g_assert_cmphex(wav_word(&wav, i), ==, heard[i]);
    }
    g_free(wav.bytes);
    unlink(path);
}

static void test_channels(void)
{
    static const struct {
        unsigned int channels;
        uint32_t map;
        uint32_t mask;
        uint32_t packet;
        uint32_t heard[8];
    } cases[] = {
        /* As Linux has them for two and for eight channels */
        { 2, 0x10, 0x3, 0x3, { WORD(0), WORD(1) } },
        { 8, 0x76543210, 0xff, 0xff,
          { WORD(0), WORD(1), WORD(2), WORD(3),
            WORD(4), WORD(5), WORD(6), WORD(7) } },
        { 1, 0x0, 0x1, 0x1, { WORD(0) } },
        /* Exchanged, both the first, and one that the sample does not have */
        { 2, 0x01, 0x3, 0x3, { WORD(1), WORD(0) } },
        { 2, 0x00, 0x3, 0x3, { WORD(0), WORD(0) } },
        { 2, 0x20, 0xf, 0x3, { WORD(0), SILENT } },
        /* One is not taken from the MAI, or is not sent */
        { 2, 0x10, 0x1, 0x3, { WORD(0), SILENT } },
        { 2, 0x10, 0x3, 0x2, { SILENT, WORD(1) } },
        /* Nothing is set up */
        { 2, 0x0, 0x0, 0x0, { SILENT, SILENT } },
        /* A layout of two channels */
        { 4, 0x3210, 0xf, FORCE_LAYOUT | 0xf,
          { WORD(0), WORD(1), SILENT, SILENT } },
        { 4, 0x3210, 0xf, FORCE_LAYOUT | LAYOUT | 0xf,
          { WORD(0), WORD(1), WORD(2), WORD(3) } },
        /* HDMI has eight channels */
        { 15, 0xe6543210, 0xffff, 0xff,
          { WORD(0), WORD(1), WORD(2), WORD(3),
            WORD(4), WORD(5), WORD(6), WORD(14) } },
    };
    QTestState *qts = machine_start();

    for (int i = 0; i < ARRAY_SIZE(cases); i++) {
        qtest_writel(qts, MAI_CHANNEL_MAP, cases[i].map);
        qtest_writel(qts, MAI_CONFIG, cases[i].mask);
        qtest_writel(qts, AUDIO_PACKET_CONFIG,
                     B_FRAME_IDENTIFIER(8) | cases[i].packet);
        assert_heard(qts, cases[i].channels, cases[i].heard);
    }

    /* The display's reset leaves it as it is, the machine's does not */
    qtest_writel(qts, DVP_SW_INIT, 1);
    qtest_writel(qts, DVP_SW_INIT, 0);
    assert_heard(qts, 15, cases[ARRAY_SIZE(cases) - 1].heard);
    qtest_system_reset(qts);
    assert_heard(qts, 2, (uint32_t[]) { SILENT, SILENT });
    qtest_quit(qts);
}

/* A block begins where the preamble is the identifier */
static void test_block_start(void)
{
    g_autofree char *path = wav_path();
    QTestState *qts = machine_start();
    Wav wav;

    capture_start(qts, path);
    qtest_writel(qts, AUDIO_PACKET_CONFIG, B_FRAME_IDENTIFIER(5) | 0xff);
    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    for (uint32_t preamble = 0; preamble < 16; preamble++) {
        qtest_writel(qts, REG(DATA), 0x70 | preamble);
    }
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, tick_44100(8));
    qtest_writel(qts, REG(CTL), 0);
    qtest_quit(qts);

    wav = wav_read(path);
    g_assert_cmpuint(wav_words(&wav), ==, 16);
    for (uint32_t i = 0; i < 16; i++) {
        g_assert_cmphex(wav_word(&wav, i), ==,
                        0x70 | (i == 5 ? 8 : i == 8 ? 2 : i));
    }
    g_free(wav.bytes);
    unlink(path);
}

static void pixel_clock_74_25(QTestState *qts)
{
    qtest_writel(qts, RM_OFFSET, 0x88980000);
    qtest_writel(qts, TX_PHY_CLK_DIV, 0x500);
    qtest_writel(qts, TX_PHY_RESET_CTL, 0x30);
}

static void pixel_clock_148_5(QTestState *qts)
{
    qtest_writel(qts, RM_OFFSET, 0x8a500000);
    qtest_writel(qts, TX_PHY_CLK_DIV, 0x300);
}

static void play(QTestState *qts, uint32_t crp, uint32_t cts)
{
    qtest_writel(qts, CRP_CFG, crp);
    qtest_writel(qts, CTS_0, cts);
    qtest_writel(qts, CTS_1, cts);
    qtest_writel(qts, REG(DATA), WORD(0));
    qtest_writel(qts, REG(DATA), WORD(1));
    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, tick_44100(1));
}

static void assert_rate(QTestState *qts, const char *path, unsigned int rate,
                        uint32_t second)
{
    Wav wav;

    qtest_writel(qts, REG(CTL), MAI_CTL_RESET);
    prop_set_str(qts, HDMI0_PATH, "capture", "");
    wav = wav_read(path);
    wav_assert_format(&wav, rate, 2);
    g_assert_cmphex(wav_word(&wav, 1), ==, second);
    g_free(wav.bytes);
}

/* The rate that N, CTS and the TMDS clock give, to a thousandth */
static void test_rate(void)
{
    static const struct {
        uint32_t crp;
        uint32_t cts;
        unsigned int rate;
        uint32_t second;
    } cases[] = {
        { BIT(24) | 5644, 74239, 44100, WORD(1) },
        { 6272, 82500, 44100, WORD(1) },
        { 6272, 82420, 44100, WORD(1) },
        { 6272 / 2, 82500, 22050, WORD(1) },
        { 6272, 82400, 44154, WORD(1) },
        { 6272, 41250, 88200, WORD(1) },
        /* No clock at all: silence */
        { 0, 82500, 44100, SILENT },
        { CRP_CFG_DISABLE | 6272, 82500, 44100, SILENT },
        { 6272, 0, 44100, SILENT },
    };
    g_autofree char *path = wav_path();
    QTestState *qts = machine_start();

    pixel_clock_74_25(qts);
    for (int i = 0; i < ARRAY_SIZE(cases); i++) {
        capture_start(qts, path);
        play(qts, cases[i].crp, cases[i].cts);
        assert_rate(qts, path, cases[i].rate, cases[i].second);
    }
    qtest_quit(qts);
    unlink(path);
}

static void display_off(QTestState *qts)
{
    qtest_writel(qts, TX_PHY_RESET_CTL, 0);
}

/*
 * A stream starts while the display is off: neither the lack of a clock before
 * any audio nor the rate of the stream before counts for it
 */
static void test_rate_of_display_off(void)
{
    g_autofree char *path = wav_path();
    QTestState *qts = machine_start();

    pixel_clock_74_25(qts);
    qtest_writel(qts, SCHEDULER_CONTROL, 1);
    display_off(qts);
    capture_start(qts, path);
    play(qts, 6272, 82500);
    assert_rate(qts, path, 44100, WORD(1));

    pixel_clock_74_25(qts);
    capture_start(qts, path);
    play(qts, 6144, 74250);
    assert_rate(qts, path, 48000, WORD(1));
    display_off(qts);
    capture_start(qts, path);
    play(qts, 6272, 82500);
    assert_rate(qts, path, 44100, WORD(1));
    qtest_quit(qts);
    unlink(path);
}

/* A mode with another pixel clock is set while a stream plays */
static void test_rate_of_new_mode(void)
{
    g_autofree char *path = wav_path();
    g_autofree char *stem = NULL;
    g_autofree char *second = NULL;
    QTestState *qts = machine_start();
    Wav wav;

    pixel_clock_74_25(qts);
    capture_start(qts, path);
    play(qts, 6272, 82500);
    qtest_writel(qts, DVP_SW_INIT, 1);
    qtest_writel(qts, DVP_SW_INIT, 0);
    pixel_clock_148_5(qts);
    qtest_writel(qts, TX_PHY_RESET_CTL, 0x30);
    /* Until HDMI mode is on again, the monitor has no other clock */
    push(qts, 4);
    qtest_clock_step(qts, tick_44100(1));
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "capture-files"), ==, 1);
    qtest_writel(qts, SCHEDULER_CONTROL, 1);
    qtest_clock_step(qts, tick_44100(2));
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "capture-files"), ==, 2);
    qtest_quit(qts);

    stem = g_strndup(path, strlen(path) - strlen(".wav"));
    second = g_strconcat(stem, "-2.wav", NULL);
    wav = wav_read(second);
    wav_assert_format(&wav, 88200, 2);
    g_free(wav.bytes);
    unlink(path);
    unlink(second);
}

static void assert_packets(QTestState *qts, const char *kind)
{
    g_autofree char *s = prop_str(qts, HDMI0_PATH, "audio-packets");

    g_assert_cmpstr(s, ==, kind);
}

/* MAI_FMT decides, as it is when a stream's first word leaves */
static void test_packets(void)
{
    QTestState *qts = machine_start();

    assert_packets(qts, "none");
    qtest_writel(qts, REG(FMT), FORMAT_HBR);
    play(qts, 6272, 82500);
    assert_packets(qts, "high-bit-rate");
    qtest_writel(qts, REG(FMT), FORMAT_PCM);
    assert_packets(qts, "high-bit-rate");
    qtest_writel(qts, REG(CTL), MAI_CTL_RESET);
    play(qts, 6272, 82500);
    assert_packets(qts, "both");
    qtest_quit(qts);

    /* As a driver that does not write it */
    qts = machine_start();
    play(qts, 6272, 82500);
    assert_packets(qts, "samples");
    qtest_quit(qts);
}

/* lab { */
/*
 * Rows of tables in docs/emulator.md
 *
 * What a monitor hears: test_channels
 * - `MAI_CHANNEL_MAP`
 * - another channel's words
 * - right channel carries left channel
 *
 * What a monitor hears: test_channels
 * - `MAI_CONFIG`'s mask, `AUDIO_PACKET_CONFIG`'s CEA mask or layout
 * - silence in a channel
 * - right channel is not sent
 *
 * What a monitor hears: test_block_start
 * - `AUDIO_PACKET_CONFIG`'s B frame identifier
 * - no block begins, so that no channel status can be read
 * - no block begins in 176400 words
 *
 * What a monitor hears: test_rate
 * - `CRP_CFG`'s N, `CTS_0`, `CTS_1`
 * - sound at the rate that they give, to 1000 ppm
 * - the sink regenerates 22050 Hz; the tone has 44100 Hz
 *
 * What a monitor hears: test_rate_of_new_mode
 * - a mode with another pixel clock, but the same N and CTS
 * - sound at the rate that they give with the new clock
 * - the sink regenerates 88200 Hz; the tone has 44100 Hz
 *
 * What a monitor hears: test_rate
 * - `CRP_CFG` disabled, N or CTS 0
 * - silence
 * - not found: the capture is silent
 *
 * What a monitor hears: test_packets
 * - `MAI_FMT`'s format, PCM or high bit rate, from 5.14 on in
 *   `vc4_hdmi_audio_prepare`
 * - noise
 * - they are sent in packets of the kind 'samples'; the stream needs
 *   'high-bit-rate'
 */
/* } lab */

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2711-hdmi-sound/channels", test_channels);
    qtest_add_func("/bcm2711-hdmi-sound/block-start", test_block_start);
    qtest_add_func("/bcm2711-hdmi-sound/rate", test_rate);
    qtest_add_func("/bcm2711-hdmi-sound/rate/display-off",
                   test_rate_of_display_off);
    qtest_add_func("/bcm2711-hdmi-sound/rate/new-mode", test_rate_of_new_mode);
    qtest_add_func("/bcm2711-hdmi-sound/packets", test_packets);
    return g_test_run();
}
