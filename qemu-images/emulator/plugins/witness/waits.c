/*
 * The longest time for which a CPU left an interrupt waiting
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "waits.h"
#include "plugin-guest.h"

#define NOT_SIGNALLED G_MAXINT64

typedef struct Longest {
    gint64 nanos;
    gint64 ended_ns;
    guint cpu;
} Longest;

/* The longest waits since the start */
typedef struct Found {
    gint64 start_ns;
    Longest any;
    Longest playing;
} Found;

static guint num_cpus;

/* Saved with the machine */
static gint64 *since;   /* by CPU */
static Found found = { .start_ns = G_MAXINT64 };

void witness_waits_init(guint cpus)
{
    num_cpus = cpus;
    since = g_new(gint64, cpus);
    for (guint i = 0; i < cpus; i++) {
        since[i] = NOT_SIGNALLED;
    }
    qemu_plugin_register_state(since, cpus * sizeof(*since));
    qemu_plugin_register_state(&found, sizeof(found));
}

void witness_waits_start(gint64 ns)
{
    found.start_ns = ns;
}

static void record(Longest *into, guint cpu, gint64 nanos, gint64 now)
{
    if (nanos > into->nanos) {
        *into = (Longest) { .nanos = nanos, .ended_ns = now, .cpu = cpu };
    }
}

static void wait_ends(guint cpu)
{
    gint64 began = since[cpu];
    gint64 now = qemu_plugin_guest_ns();

    since[cpu] = NOT_SIGNALLED;
    if (began == NOT_SIGNALLED || began < found.start_ns) {
        return;
    }
    record(&found.any, cpu, now - began, now);
    if (now - began > found.playing.nanos &&
        qemu_plugin_guest_audio_since(began)) {
        record(&found.playing, cpu, now - began, now);
    }
}

void witness_waits_change(guint cpu, gboolean signalled)
{
    if (cpu >= num_cpus) {
        return;
    }
    if (!signalled) {
        wait_ends(cpu);
    } else if (since[cpu] == NOT_SIGNALLED) {
        since[cpu] = qemu_plugin_guest_ns();
    }
}

static void write_longest(WitnessLine *line, const char *name,
                          const Longest *wait)
{
    witness_line_open(line, name);
    witness_line_number(line, "nanos", wait->nanos);
    witness_line_number(line, "cpu", wait->cpu);
    witness_line_number(line, "atNanos", wait->ended_ns);
    witness_line_close(line);
}

void witness_waits_write(WitnessLine *line)
{
    write_longest(line, "irqWait", &found.any);
    write_longest(line, "irqWaitPlaying", &found.playing);
}
