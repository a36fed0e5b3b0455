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

static bool clock_runs(const BCM2711MAIClock *c)
{
    return c->n && c->hz;
}

/* Time of tick @k. n has at most 24 bits, hz at most 40 */
static int64_t clock_tick_ns(const BCM2711MAIClock *c, uint64_t k)
{
    uint64_t lo, hi;

    if (!clock_runs(c)) {
        return INT64_MAX;
    }
    mulu64(&lo, &hi, k, c->n * NANOSECONDS_PER_SECOND);
    if (divu128(&lo, &hi, c->hz)) {
        lo++;
    }
    return hi || lo > INT64_MAX - c->origin_ns ? INT64_MAX : c->origin_ns + lo;
}

void bcm2711_mai_clock_set(BCM2711MAIClock *c, uint64_t audio_hz, uint32_t n,
                           uint32_t m, int64_t now)
{
    c->n = n;
    c->hz = audio_hz * (m + 1);
    if (c->n && c->hz / c->n > MAX_SAMPLE_RATE) {
        c->n = 0;
    }
    bcm2711_mai_clock_restart(c, now);
}

void bcm2711_mai_clock_restart(BCM2711MAIClock *c, int64_t now)
{
    c->origin_ns = now;
    c->next_tick = 1;
}

uint64_t bcm2711_mai_clock_rate(const BCM2711MAIClock *c)
{
    return clock_runs(c) ? (c->hz + c->n / 2) / c->n : 0;
}

int64_t bcm2711_mai_clock_due_ns(const BCM2711MAIClock *c, uint64_t ahead)
{
    return clock_tick_ns(c, c->next_tick + ahead);
}

int64_t bcm2711_mai_clock_period_ns(const BCM2711MAIClock *c)
{
    return clock_runs(c) ? clock_tick_ns(c, c->next_tick + 1) -
                           clock_tick_ns(c, c->next_tick)
                         : INT64_MAX;
}

void bcm2711_mai_clock_skip_to(BCM2711MAIClock *c, int64_t now)
{
    uint64_t lo, hi;

    if (!clock_runs(c) || now < c->origin_ns) {
        c->next_tick = 1;
        return;
    }
    mulu64(&lo, &hi, now - c->origin_ns, c->hz);
    divu128(&lo, &hi, c->n * NANOSECONDS_PER_SECOND);
    c->next_tick = lo + 1;
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
