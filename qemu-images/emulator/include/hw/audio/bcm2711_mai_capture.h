/*
 * WAV file of the words that left a MAI FIFO
 *
 * Lives on the host only: not part of the machine's state, not migrated, and
 * without the host's audio.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_AUDIO_BCM2711_MAI_CAPTURE_H
#define HW_AUDIO_BCM2711_MAI_CAPTURE_H

#include "qemu/notify.h"

typedef struct BCM2711MAICapture {
    char *path;
    FILE *file;
    Notifier exit;

    /* Format of the file: that of the first stream with a word */
    uint32_t rate;
    uint32_t channels;
    bool has_format;
    /* The running stream has another format than the file */
    bool mismatch;

    uint64_t words;
    /* Words that are not in the file: other format, or a write failed */
    uint64_t lost;
} BCM2711MAICapture;

/**
 * bcm2711_mai_capture_open: close what is open, then begin a file at @path
 *
 * An empty or NULL @path only closes. Returns false and sets @errp if the file
 * cannot be made; nothing is captured then.
 */
bool bcm2711_mai_capture_open(BCM2711MAICapture *c, const char *path,
                              Error **errp);
void bcm2711_mai_capture_close(BCM2711MAICapture *c);

/* A stream of this format starts to leave the FIFO */
void bcm2711_mai_capture_start(BCM2711MAICapture *c, uint32_t rate,
                               uint32_t channels);
void bcm2711_mai_capture_word(BCM2711MAICapture *c, uint32_t word);

/* Make the file on disk whole: all words, and a header that counts them */
void bcm2711_mai_capture_sync(BCM2711MAICapture *c);

#endif
