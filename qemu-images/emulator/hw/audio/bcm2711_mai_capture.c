/*
 * WAV file of the words that left a MAI FIFO
 *
 * A WAV file has one format. It is that of the first stream which had a word;
 * words of a later stream with another rate or number of channels are not
 * written but counted as lost. Who wants them begins another file.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/bswap.h"
#include "qemu/error-report.h"
#include "hw/audio/bcm2711_mai_capture.h"
#include "system/system.h"

#define WAV_HEADER_SIZE 44
#define WAV_FORMAT_CHUNK_SIZE 16
#define WAV_FORMAT_PCM 1
#define WORD_SIZE 4
#define CAPTURE_BUFFER_SIZE (64 * 1024)

/* In the header for as long as there is no word */
#define DEFAULT_RATE 48000
#define DEFAULT_CHANNELS 2

/* The file cannot be written: give it up, and say so once */
static void capture_fail(BCM2711MAICapture *c)
{
    warn_report("MAI capture %s: %s; the rest is lost", c->path,
                strerror(errno));
    fclose(c->file);
    c->file = NULL;
}

static bool capture_write_header(BCM2711MAICapture *c)
{
    uint8_t h[WAV_HEADER_SIZE];
    uint64_t bytes = MIN(c->words * WORD_SIZE, UINT32_MAX - WAV_HEADER_SIZE);
    uint32_t rate = c->has_format ? c->rate : DEFAULT_RATE;
    uint32_t channels = c->has_format ? c->channels : DEFAULT_CHANNELS;

    memcpy(h, "RIFF", 4);
    stl_le_p(h + 4, WAV_HEADER_SIZE - 8 + bytes);
    memcpy(h + 8, "WAVEfmt ", 8);
    stl_le_p(h + 16, WAV_FORMAT_CHUNK_SIZE);
    stw_le_p(h + 20, WAV_FORMAT_PCM);
    stw_le_p(h + 22, channels);
    stl_le_p(h + 24, rate);
    stl_le_p(h + 28, rate * channels * WORD_SIZE);
    stw_le_p(h + 32, channels * WORD_SIZE);
    stw_le_p(h + 34, WORD_SIZE * 8);
    memcpy(h + 36, "data", 4);
    stl_le_p(h + 40, bytes);
    return fseek(c->file, 0, SEEK_SET) == 0 &&
           fwrite(h, sizeof(h), 1, c->file) == 1 &&
           fseek(c->file, 0, SEEK_END) == 0;
}

void bcm2711_mai_capture_sync(BCM2711MAICapture *c)
{
    if (c->file && (!capture_write_header(c) || fflush(c->file))) {
        capture_fail(c);
    }
}

void bcm2711_mai_capture_close(BCM2711MAICapture *c)
{
    bcm2711_mai_capture_sync(c);
    if (c->file) {
        fclose(c->file);
        c->file = NULL;
    }
    if (c->exit.notify) {
        qemu_remove_exit_notifier(&c->exit);
        c->exit.notify = NULL;
    }
    g_free(c->path);
    c->path = NULL;
}

static void capture_exit(Notifier *notifier, void *data)
{
    bcm2711_mai_capture_sync(container_of(notifier, BCM2711MAICapture, exit));
}

bool bcm2711_mai_capture_open(BCM2711MAICapture *c, const char *path,
                              Error **errp)
{
    bcm2711_mai_capture_close(c);
    if (!path || !*path) {
        return true;
    }
    c->file = fopen(path, "wb");
    if (!c->file) {
        error_setg_file_open(errp, errno, path);
        return false;
    }
    setvbuf(c->file, NULL, _IOFBF, CAPTURE_BUFFER_SIZE);
    c->path = g_strdup(path);
    c->has_format = false;
    c->mismatch = false;
    c->words = 0;
    c->lost = 0;
    c->exit.notify = capture_exit;
    qemu_add_exit_notifier(&c->exit);
    bcm2711_mai_capture_sync(c);
    return true;
}

void bcm2711_mai_capture_start(BCM2711MAICapture *c, uint32_t rate,
                               uint32_t channels)
{
    if (!c->words) {
        c->rate = rate;
        c->channels = channels;
        c->has_format = true;
    }
    c->mismatch = c->rate != rate || c->channels != channels;
}

void bcm2711_mai_capture_word(BCM2711MAICapture *c, uint32_t word)
{
    if (!c->path) {
        return;
    }
    word = cpu_to_le32(word);
    if (!c->file || c->mismatch) {
        c->lost++;
    } else if (fwrite(&word, sizeof(word), 1, c->file) == 1) {
        c->words++;
    } else {
        c->lost++;
        capture_fail(c);
    }
}
