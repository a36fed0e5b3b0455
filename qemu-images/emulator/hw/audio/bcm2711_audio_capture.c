/*
 * WAV files of the audio words that reach a monitor
 *
 * A WAV file has one format. So a file takes words while their rate and number
 * of channels stay the same, over any number of streams; the first word of
 * another format starts the next file. The first file has the path that was
 * given, the N-th has "-N" before the path's suffix: mai.wav, mai-2.wav.
 *
 * The guest decides how many files there are and how long it plays, so both
 * have a limit; words beyond are counted.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/bswap.h"
#include "qemu/error-report.h"
#include "qemu/units.h"
#include "hw/audio/bcm2711_audio_capture.h"
#include "system/runstate.h"
#include "system/system.h"

#define WAV_HEADER_SIZE 44
#define WAV_FORMAT_CHUNK_SIZE 16
#define WAV_FORMAT_PCM 1
#define WORD_SIZE 4
#define CAPTURE_BUFFER_SIZE (64 * 1024)
#define CAPTURE_MAX_FILES 256
/* In all files; more than 256 MiB, above which the lab reads none */
#define CAPTURE_MAX_WORDS (72 * MiB)

/* In the header of a file without words */
#define DEFAULT_RATE 48000
#define DEFAULT_CHANNELS 2

/*
 * The file cannot be written: close it and warn once. The words after the last
 * sync are lost, and so are all that follow.
 */
static void capture_fail(BCM2711AudioCapture *c)
{
    warn_report("audio capture %s, file %" PRIu64 ": %s; the rest is lost",
                c->path, c->files, strerror(errno));
    fclose(c->file);
    c->file = NULL;
    c->lost += c->words - c->synced;
    c->words = c->synced;
}

static bool capture_write_header(BCM2711AudioCapture *c)
{
    uint8_t h[WAV_HEADER_SIZE];
    uint64_t bytes = MIN(c->words * WORD_SIZE, UINT32_MAX - WAV_HEADER_SIZE);
    uint32_t rate = c->words ? c->rate : DEFAULT_RATE;
    uint32_t channels = c->words ? c->channels : DEFAULT_CHANNELS;

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

void bcm2711_audio_capture_sync(BCM2711AudioCapture *c)
{
    if (!c->file) {
        return;
    }
    /* Words first: the header must not count more than the file has */
    if (fflush(c->file) || !capture_write_header(c) || fflush(c->file)) {
        capture_fail(c);
    } else {
        c->synced = c->words;
    }
}

static void capture_close_file(BCM2711AudioCapture *c)
{
    bcm2711_audio_capture_sync(c);
    if (c->file) {
        fclose(c->file);
        c->file = NULL;
    }
}

/* The path of file @number, counted from 1 */
static char *capture_path(const BCM2711AudioCapture *c, uint64_t number)
{
    const char *base = strrchr(c->path, '/');
    const char *dot = strrchr(base ? base + 1 : c->path, '.');
    int stem = dot ? dot - c->path : strlen(c->path);

    if (number == 1) {
        return g_strdup(c->path);
    }
    return g_strdup_printf("%.*s-%" PRIu64 "%s", stem, c->path, number,
                           c->path + stem);
}

static bool capture_open_file(BCM2711AudioCapture *c, Error **errp)
{
    g_autofree char *path = capture_path(c, c->files + 1);

    c->file = fopen(path, "wb");
    if (!c->file) {
        error_setg_file_open(errp, errno, path);
        return false;
    }
    setvbuf(c->file, NULL, _IOFBF, CAPTURE_BUFFER_SIZE);
    c->files++;
    c->words = 0;
    c->synced = 0;
    bcm2711_audio_capture_sync(c);
    return true;
}

void bcm2711_audio_capture_close(BCM2711AudioCapture *c)
{
    capture_close_file(c);
    if (c->exit.notify) {
        qemu_del_vm_change_state_handler(c->vm_change);
        qemu_remove_exit_notifier(&c->exit);
        c->exit.notify = NULL;
    }
    g_free(c->path);
    c->path = NULL;
}

static void capture_exit(Notifier *notifier, void *data)
{
    bcm2711_audio_capture_sync(container_of(notifier, BCM2711AudioCapture,
                                            exit));
}

static void capture_vm_change(void *opaque, bool running, RunState state)
{
    if (!running) {
        bcm2711_audio_capture_sync(opaque);
    }
}

bool bcm2711_audio_capture_open(BCM2711AudioCapture *c, const char *path,
                              Error **errp)
{
    bcm2711_audio_capture_close(c);
    if (!path || !*path) {
        return true;
    }
    c->path = g_strdup(path);
    c->files = 0;
    c->lost = 0;
    c->unfiled = 0;
    c->left = CAPTURE_MAX_WORDS;
    if (!capture_open_file(c, errp)) {
        g_free(c->path);
        c->path = NULL;
        return false;
    }
    c->exit.notify = capture_exit;
    qemu_add_exit_notifier(&c->exit);
    c->vm_change = qemu_add_vm_change_state_handler(capture_vm_change, c);
    return true;
}

/* Have a file for a word of this format open; false: there is none */
static bool capture_select_file(BCM2711AudioCapture *c, uint32_t rate,
                                uint32_t channels)
{
    Error *err = NULL;

    if (c->left == 0) {
        c->unfiled++;
        return false;
    }
    if (c->words && (c->rate != rate || c->channels != channels)) {
        if (c->files == CAPTURE_MAX_FILES) {
            c->unfiled++;
            return false;
        }
        capture_close_file(c);
        if (!capture_open_file(c, &err)) {
            warn_report_err(err);
            c->words = 0;       /* do not try again at each word */
        }
    }
    if (!c->file) {
        c->lost++;
        return false;
    }
    c->rate = rate;
    c->channels = channels;
    return true;
}

void bcm2711_audio_capture_word(BCM2711AudioCapture *c, uint32_t rate,
                              uint32_t channels, uint32_t word)
{
    if (!c->path || !capture_select_file(c, rate, channels)) {
        return;
    }
    word = cpu_to_le32(word);
    c->words++;
    c->left--;
    if (fwrite(&word, sizeof(word), 1, c->file) != 1) {
        capture_fail(c);
    }
}
