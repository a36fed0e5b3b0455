/*
 * BCM2711 MAI: the FIFO through which audio words enter an HDMI transmitter
 *
 * QEMU interface:
 *  + sysbus MMIO region 0, size 0x14, at 0xf20010 (MAI of HDMI0) and 0xf20030
 *    (HDMI1) of the peripherals, over the HD block
 *  + named GPIO output "dreq": falls when the FIFO's level reaches
 *    MAI_THR.DREQLOW, rises when it sinks under half of that (a modelling
 *    choice, see "dreq-exact"); to DMA request 10 (HDMI0), 17 (HDMI1), as the
 *    device tree and "BCM2711 ARM Peripherals", 4.2.1.3, have them. It rises
 *    only from a timer, never within a register write; it may fall within one
 *  + Clock input "audio": 108 MHz where it has no source
 *  + link "hdmi" <bcm2711-hdmi>: the transmitter that it feeds; optional
 *  + properties, readable at any time:
 *     capture        str, rw: path of a WAV file of the words that leave the
 *                    FIFO, as they are, in 32 bits; "" ends the capture. Each
 *                    change of their rate or number of channels begins another
 *                    file, with "-2", "-3", ... before its suffix
 *     dreq-exact     bool, rw: DREQ rises as soon as the level is under
 *                    DREQLOW, as on hardware, and not only under half of it.
 *                    Default false, which costs less of the host's time;
 *                    neither reset nor migrated
 *     dreq-stall-ns  uint64, rw: a fault: in each stream DREQ stays low that
 *                    long from its first word on, and where it is set in the
 *                    middle of a stream, from then on. 0 ends it, UINT64_MAX is
 *                    for ever. Neither reset nor migrated
 *     capture-files  uint32: how many files there are
 *     capture-lost   uint64: words that could not be written
 *     capture-unfiled  uint64: words of more formats than a capture has files
 *                    for, which is 256
 *     words-played   uint64: words that left
 *     first-word-ns  int64: when the newest stream's first word left, -1 = not
 *     last-word-ns   int64: when the newest word of any stream left, -1 = none
 *     streams        uint64: how often MAI_CTL.ENABLE rose
 *     underruns      uint64: how often words were missing inside a stream
 *     drains         uint64: how often a stream's end found the FIFO run dry
 *     overruns       uint64: words that were written to a full FIFO
 *     rate           uint64: samples a second, as MAI_SMP has it
 *     channels       uint32: as MAI_CTL has it
 *     level          uint32: words in the FIFO
 *     violations     strList: see hw/misc/bcm2711_rules.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_AUDIO_BCM2711_MAI_H
#define HW_AUDIO_BCM2711_MAI_H

#include "hw/audio/bcm2711_mai_capture.h"
#include "hw/audio/bcm2711_mai_clock.h"
#include "hw/audio/bcm2711_mai_fifo.h"
#include "hw/clock.h"
#include "hw/display/bcm2711_hdmi.h"
#include "hw/misc/bcm2711_rules.h"
#include "hw/sysbus.h"
#include "qemu/timer.h"
#include "qom/object.h"

#define TYPE_BCM2711_MAI "bcm2711-hdmi-mai"
OBJECT_DECLARE_SIMPLE_TYPE(BCM2711MAIState, BCM2711_MAI)

#define BCM2711_MAI_MMIO_SIZE 0x14

/* Of a time: it has not come */
#define BCM2711_MAI_NOT_YET (-1)

enum {
    BCM2711_MAI_RULE_UNDERRUN,
    BCM2711_MAI_RULE_OVERRUN,
    BCM2711_MAI_RULE_CLOCK_OFF,
};

struct BCM2711MAIState {
    SysBusDevice parent_obj;

    MemoryRegion mmio;
    Clock *audio_clock;
    BCM2711HDMIState *hdmi;

    uint32_t regs[BCM2711_MAI_MMIO_SIZE / 4];
    BCM2711MAIFifo fifo;
    BCM2711MAIClock clock;

    uint64_t dreq_stall_ns;     /* property */
    /* The tick at which words were missing, or BCM2711_MAI_NOT_YET */
    int64_t starved_ns;
    /* What @event_timer is set to */
    int64_t event_ns;
    QEMUTimer event_timer;

    /* Observations */
    uint64_t words_played;
    int64_t first_word_ns;
    int64_t last_word_ns;
    uint64_t streams;
    uint64_t underruns;
    uint64_t drains;
    uint64_t overruns;
    BCM2711Rules rules;

    /* On the host only */
    BCM2711MAICapture capture;
    VMChangeStateEntry *vm_change;
};

/* The format that the registers ask for */
uint32_t bcm2711_mai_channels(BCM2711MAIState *s);
uint64_t bcm2711_mai_rate(BCM2711MAIState *s);
/* Whether samples are due */
bool bcm2711_mai_running(BCM2711MAIState *s);
/* Tell the capture of it */
void bcm2711_mai_capture_current(BCM2711MAIState *s);

void bcm2711_mai_stream_init(BCM2711MAIState *s);
void bcm2711_mai_stream_start(BCM2711MAIState *s, int64_t now);
void bcm2711_mai_stream_end(BCM2711MAIState *s, int64_t now);
/* The stall that is set begins, if a stream plays */
void bcm2711_mai_stream_stall(BCM2711MAIState *s, int64_t now);
/* Let all happen that is due by @now; to be called before any change */
void bcm2711_mai_stream_advance(BCM2711MAIState *s, int64_t now);
/* A word came into the FIFO */
void bcm2711_mai_stream_fed(BCM2711MAIState *s, int64_t now);
/* To be called after every change */
void bcm2711_mai_stream_update(BCM2711MAIState *s, int64_t now);

void bcm2711_mai_add_properties(ObjectClass *klass);

#endif
