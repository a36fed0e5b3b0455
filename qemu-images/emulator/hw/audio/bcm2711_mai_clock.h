/*
 * Sample clock of a BCM2711 MAI
 *
 * MAI_SMP says that M + 1 sample periods take N cycles of the audio clock
 * (Linux vc4_regs.h: "Sampling period converges to N / (M + 1) cycles").
 *
 * Ticks are numbered from 1; tick k comes k sample periods after the clock's
 * origin. Each is computed from the origin and not from the previous tick, so
 * rounding errors do not add up.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_AUDIO_BCM2711_MAI_CLOCK_H
#define HW_AUDIO_BCM2711_MAI_CLOCK_H

#include "migration/vmstate.h"

typedef struct BCM2711MAIClock {
    /* A sample period is @n / @hz seconds; 0 in either stops the clock */
    uint64_t n;
    uint64_t hz;
    int64_t origin_ns;
    uint64_t next_tick;
} BCM2711MAIClock;

extern const VMStateDescription vmstate_bcm2711_mai_clock;

/**
 * bcm2711_mai_clock_set: run at the rate of MAI_SMP's @n and @m
 *
 * Ticks count from @now. A rate that no audio can have stops the clock.
 */
void bcm2711_mai_clock_set(BCM2711MAIClock *clock, uint64_t audio_hz,
                           uint32_t n, uint32_t m, int64_t now);

/* Count ticks from @now, at the same rate */
void bcm2711_mai_clock_restart(BCM2711MAIClock *clock, int64_t now);

/* Samples per second, to the nearest; 0 if the clock is stopped */
uint64_t bcm2711_mai_clock_rate(const BCM2711MAIClock *clock);

/* Time of the tick @ahead of the next one, rounded up; INT64_MAX: never */
int64_t bcm2711_mai_clock_due_ns(const BCM2711MAIClock *clock, uint64_t ahead);

/* A sample period, or INT64_MAX if the clock is stopped */
int64_t bcm2711_mai_clock_period_ns(const BCM2711MAIClock *clock);

/* Make the first tick after @now the next one */
void bcm2711_mai_clock_skip_to(BCM2711MAIClock *clock, int64_t now);

#endif
