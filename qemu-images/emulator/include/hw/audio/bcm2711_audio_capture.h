/*
 * WAV files of the audio words that reach a monitor, one for each format
 *
 * Host state only: not part of the machine, not migrated, and not played on the
 * host.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_AUDIO_BCM2711_AUDIO_CAPTURE_H
#define HW_AUDIO_BCM2711_AUDIO_CAPTURE_H

#include "qemu/notify.h"

typedef struct BCM2711AudioCapture {
    char *path;                 /* of the first file */
    Notifier exit;
    VMChangeStateEntry *vm_change;

    /* The newest file, NULL if it cannot be written */
    FILE *file;
    uint64_t files;
    uint32_t rate;
    uint32_t channels;
    uint64_t words;
    uint64_t synced;            /* of them, those that the header counts */

    uint64_t left;              /* words for which there is room in all files */

    /* Words that could not be written */
    uint64_t lost;
    /* Words of more formats than there may be files, or too many */
    uint64_t unfiled;
} BCM2711AudioCapture;

/**
 * bcm2711_audio_capture_open: close the open file, then create one at @path
 *
 * An empty or NULL @path only closes. Returns false and sets @errp if the file
 * cannot be created; nothing is captured then.
 */
bool bcm2711_audio_capture_open(BCM2711AudioCapture *capture, const char *path,
                              Error **errp);
void bcm2711_audio_capture_close(BCM2711AudioCapture *capture);

void bcm2711_audio_capture_word(BCM2711AudioCapture *capture, uint32_t rate,
                              uint32_t channels, uint32_t word);

/* Complete the file on disk: all words, and a header that counts them */
void bcm2711_audio_capture_sync(BCM2711AudioCapture *capture);

#endif
