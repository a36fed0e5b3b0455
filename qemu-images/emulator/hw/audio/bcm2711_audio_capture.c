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
static void capture_fail(BCM2711AudioCapture *capture)
{
    warn_report("audio capture %s, file %" PRIu64 ": %s; the rest is lost",
                capture->path, capture->files, strerror(errno));
    fclose(capture->file);
    capture->file = NULL;
    capture->lost += capture->words - capture->synced;
    capture->words = capture->synced;
}

static bool capture_write_header(BCM2711AudioCapture *capture)
{
    uint8_t header[WAV_HEADER_SIZE];
    uint64_t bytes = MIN(capture->words * WORD_SIZE,
                         UINT32_MAX - WAV_HEADER_SIZE);
    uint32_t rate = capture->words ? capture->rate : DEFAULT_RATE;
    uint32_t channels = capture->words ? capture->channels : DEFAULT_CHANNELS;

    memcpy(header, "RIFF", 4);
    stl_le_p(header + 4, WAV_HEADER_SIZE - 8 + bytes);
    memcpy(header + 8, "WAVEfmt ", 8);
    stl_le_p(header + 16, WAV_FORMAT_CHUNK_SIZE);
    stw_le_p(header + 20, WAV_FORMAT_PCM);
    stw_le_p(header + 22, channels);
    stl_le_p(header + 24, rate);
    stl_le_p(header + 28, rate * channels * WORD_SIZE);
    stw_le_p(header + 32, channels * WORD_SIZE);
    stw_le_p(header + 34, WORD_SIZE * 8);
    memcpy(header + 36, "data", 4);
    stl_le_p(header + 40, bytes);
    return fseek(capture->file, 0, SEEK_SET) == 0 &&
           fwrite(header, sizeof(header), 1, capture->file) == 1 &&
           fseek(capture->file, 0, SEEK_END) == 0;
}

void bcm2711_audio_capture_sync(BCM2711AudioCapture *capture)
{
    if (!capture->file) {
        return;
    }
    /* Words first: the header must not count more than the file has */
    if (fflush(capture->file) || !capture_write_header(capture) ||
        fflush(capture->file)) {
        capture_fail(capture);
    } else {
        capture->synced = capture->words;
    }
}

static void capture_close_file(BCM2711AudioCapture *capture)
{
    bcm2711_audio_capture_sync(capture);
    if (capture->file) {
        fclose(capture->file);
        capture->file = NULL;
    }
}

/* The path of file @number, counted from 1 */
static char *capture_path(const BCM2711AudioCapture *capture, uint64_t number)
{
    const char *base = strrchr(capture->path, '/');
    const char *dot = strrchr(base ? base + 1 : capture->path, '.');
    int stem = dot ? dot - capture->path : strlen(capture->path);

    if (number == 1) {
        return g_strdup(capture->path);
    }
    return g_strdup_printf("%.*s-%" PRIu64 "%s", stem, capture->path, number,
                           capture->path + stem);
}

static bool capture_open_file(BCM2711AudioCapture *capture, Error **errp)
{
    g_autofree char *path = capture_path(capture, capture->files + 1);

    capture->file = fopen(path, "wb");
    if (!capture->file) {
        error_setg_file_open(errp, errno, path);
        return false;
    }
    setvbuf(capture->file, NULL, _IOFBF, CAPTURE_BUFFER_SIZE);
    capture->files++;
    capture->words = 0;
    capture->synced = 0;
    bcm2711_audio_capture_sync(capture);
    return true;
}

void bcm2711_audio_capture_close(BCM2711AudioCapture *capture)
{
    capture_close_file(capture);
    if (capture->exit.notify) {
        qemu_del_vm_change_state_handler(capture->vm_change);
        qemu_remove_exit_notifier(&capture->exit);
        capture->exit.notify = NULL;
    }
    g_free(capture->path);
    capture->path = NULL;
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

bool bcm2711_audio_capture_open(BCM2711AudioCapture *capture, const char *path,
                              Error **errp)
{
    bcm2711_audio_capture_close(capture);
    if (!path || !*path) {
        return true;
    }
    capture->path = g_strdup(path);
    capture->files = 0;
    capture->lost = 0;
    capture->unfiled = 0;
    capture->left = CAPTURE_MAX_WORDS;
    if (!capture_open_file(capture, errp)) {
        g_free(capture->path);
        capture->path = NULL;
        return false;
    }
    capture->exit.notify = capture_exit;
    qemu_add_exit_notifier(&capture->exit);
    capture->vm_change = qemu_add_vm_change_state_handler(capture_vm_change,
                                                          capture);
    return true;
}

/* Have a file for a word of this format open; false: there is none */
static bool capture_select_file(BCM2711AudioCapture *capture, uint32_t rate,
                                uint32_t channels)
{
    Error *err = NULL;

    if (capture->left == 0) {
        capture->unfiled++;
        return false;
    }
    if (capture->words &&
        (capture->rate != rate || capture->channels != channels)) {
        if (capture->files == CAPTURE_MAX_FILES) {
            capture->unfiled++;
            return false;
        }
        capture_close_file(capture);
        if (!capture_open_file(capture, &err)) {
            warn_report_err(err);
            capture->words = 0;       /* do not try again at each word */
        }
    }
    if (!capture->file) {
        capture->lost++;
        return false;
    }
    capture->rate = rate;
    capture->channels = channels;
    return true;
}

void bcm2711_audio_capture_word(BCM2711AudioCapture *capture, uint32_t rate,
                              uint32_t channels, uint32_t word)
{
    if (!capture->path || !capture_select_file(capture, rate, channels)) {
        return;
    }
    word = cpu_to_le32(word);
    capture->words++;
    capture->left--;
    if (fwrite(&word, sizeof(word), 1, capture->file) != 1) {
        capture_fail(capture);
    }
}
