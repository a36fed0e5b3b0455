/*
 * Sample clock of a BCM2711 MAI
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/host-utils.h"
#include "qemu/timer.h"
#include "hw/audio/bcm2711_mai_clock.h"

/* HDMI ends at 192 kHz; a higher limit only rejects absurd rates */
#define MAX_SAMPLE_RATE 1000000

static bool clock_runs(const BCM2711MAIClock *clock)
{
    return clock->n && clock->hz;
}

/* Time of a tick. n has at most 24 bits, hz at most 40 */
static int64_t clock_tick_ns(const BCM2711MAIClock *clock, uint64_t tick)
{
    uint64_t lo, hi;

    if (!clock_runs(clock)) {
        return INT64_MAX;
    }
    mulu64(&lo, &hi, tick, clock->n * NANOSECONDS_PER_SECOND);
    if (divu128(&lo, &hi, clock->hz)) {
        lo++;
    }
    return hi || lo > INT64_MAX - clock->origin_ns ? INT64_MAX
                                                   : clock->origin_ns + lo;
}

void bcm2711_mai_clock_set(BCM2711MAIClock *clock, uint64_t audio_hz,
                           uint32_t n, uint32_t m, int64_t now)
{
    clock->n = n;
    clock->hz = audio_hz * (m + 1);
    if (clock->n && clock->hz / clock->n > MAX_SAMPLE_RATE) {
        clock->n = 0;
    }
    bcm2711_mai_clock_restart(clock, now);
}

void bcm2711_mai_clock_restart(BCM2711MAIClock *clock, int64_t now)
{
    clock->origin_ns = now;
    clock->next_tick = 1;
}

uint64_t bcm2711_mai_clock_rate(const BCM2711MAIClock *clock)
{
    return clock_runs(clock) ? (clock->hz + clock->n / 2) / clock->n : 0;
}

int64_t bcm2711_mai_clock_due_ns(const BCM2711MAIClock *clock, uint64_t ahead)
{
    return clock_tick_ns(clock, clock->next_tick + ahead);
}

int64_t bcm2711_mai_clock_period_ns(const BCM2711MAIClock *clock)
{
    return clock_runs(clock) ? clock_tick_ns(clock, clock->next_tick + 1) -
                               clock_tick_ns(clock, clock->next_tick)
                             : INT64_MAX;
}

void bcm2711_mai_clock_skip_to(BCM2711MAIClock *clock, int64_t now)
{
    uint64_t lo, hi;

    if (!clock_runs(clock) || now < clock->origin_ns) {
        clock->next_tick = 1;
        return;
    }
    mulu64(&lo, &hi, now - clock->origin_ns, clock->hz);
    divu128(&lo, &hi, clock->n * NANOSECONDS_PER_SECOND);
    clock->next_tick = lo + 1;
}

const VMStateDescription vmstate_bcm2711_mai_clock = {
    .name = "bcm2711-mai-clock",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(n, BCM2711MAIClock),
        VMSTATE_UINT64(hz, BCM2711MAIClock),
        VMSTATE_INT64(origin_ns, BCM2711MAIClock),
        VMSTATE_UINT64(next_tick, BCM2711MAIClock),
        VMSTATE_END_OF_LIST()
    }
};
