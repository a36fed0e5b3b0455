/*
 * Sample clock of a BCM2711 MAI: when samples are due
 *
 * MAI_SMP says that M + 1 sample periods last N cycles of the audio clock
 * (Linux vc4_regs.h: "Sampling period converges to N / (M + 1) cycles").
 *
 * Ticks are numbered from 1; number k comes k sample periods after the clock's
 * origin. Each is computed from there and not from the tick before, so that the
 * clock never drifts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_AUDIO_BCM2711_MAI_CLOCK_H
#define HW_AUDIO_BCM2711_MAI_CLOCK_H

#include "migration/vmstate.h"

typedef struct BCM2711MAIClock {
    /* A sample period is @n / @hz seconds; 0 in either: the clock stands */
    uint64_t n;
    uint64_t hz;
    int64_t origin_ns;
    /* The first tick that is still to come */
    uint64_t next_tick;
} BCM2711MAIClock;

extern const VMStateDescription vmstate_bcm2711_mai_clock;

/**
 * bcm2711_mai_clock_set: run at what MAI_SMP @smp makes of @audio_hz
 *
 * Ticks count from @now on. The clock stands afterwards where that is no rate
 * that audio could have.
 */
void bcm2711_mai_clock_set(BCM2711MAIClock *c, uint64_t audio_hz, uint32_t smp,
                           int64_t now);

/* Ticks count from @now on, at the same rate */
void bcm2711_mai_clock_restart(BCM2711MAIClock *c, int64_t now);

/* Samples a second, to the nearest; 0 where the clock stands */
uint64_t bcm2711_mai_clock_rate(const BCM2711MAIClock *c);

/* When the tick @ahead of the next one comes, rounded up; INT64_MAX: never */
int64_t bcm2711_mai_clock_due_ns(const BCM2711MAIClock *c, uint64_t ahead);

/* A sample period, or INT64_MAX where the clock stands */
int64_t bcm2711_mai_clock_period_ns(const BCM2711MAIClock *c);

/* The next tick is now the first one after @now */
void bcm2711_mai_clock_skip_to(BCM2711MAIClock *c, int64_t now);

#endif
