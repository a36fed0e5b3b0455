/*
 * The longest time for which a CPU ran with interrupts masked
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "gauge.h"

/* A section in which interrupts are masked */
typedef struct Section {
    gint64 since;
    gint64 executed_since;
    GuestRegs from;
    gboolean open;
} Section;

typedef struct Longest {
    gint64 nanos;
    gint64 ended_ns;
    guint cpu;
    guint64 from;
    guint64 to;
    WitnessCallers from_callers;
    WitnessCallers to_callers;
} Longest;

/* The longest sections since the start */
typedef struct Found {
    gint64 start_ns;
    Longest any;
    Longest playing;
    Longest executed;   /* while playing, by what the CPU executed itself */
} Found;

static const WitnessConfig *gauge_config;
static guint num_sections;

/* Where a CPU's section began, by CPU; 0 if its "from.pc" is right */
static uintptr_t *begins;

/* Saved with the machine */
static Section *sections;
static Found found = { .start_ns = G_MAXINT64 };

/* Guards what was found */
static GMutex lock;

void witness_gauge_init(const WitnessConfig *config, guint cpus)
{
    gauge_config = config;
    num_sections = cpus;
    begins = g_new0(uintptr_t, cpus);
    sections = g_new0(Section, cpus);
    qemu_plugin_register_state(sections, cpus * sizeof(*sections));
    qemu_plugin_register_state(&found, sizeof(found));
}

void witness_gauge_start(gint64 ns)
{
    found.start_ns = ns;
}

static void complete_pc(guint cpu)
{
    GuestRegs *from = &sections[cpu].from;

    from->pc = qemu_plugin_guest_pc(begins[cpu], from->pc);
    begins[cpu] = 0;
}

void witness_gauge_places_lost(void)
{
    for (guint i = 0; i < num_sections; i++) {
        complete_pc(i);
    }
}

/*
 * The callers at the section's begin are read at its end: reading a stack at
 * each begin would cost too much. The function that masked interrupts has often
 * returned by then, but what called it has not.
 */
static void record(Longest *into, gint64 nanos, guint cpu,
                   const Section *section, uintptr_t where)
{
    GuestRegs to;

    complete_pc(cpu);
    qemu_plugin_guest_regs_read(where, &to);
    into->nanos = nanos;
    into->ended_ns = qemu_plugin_guest_ns();
    into->cpu = cpu;
    into->from = section->from.pc;
    into->to = to.pc;
    witness_callers(gauge_config, &section->from, &into->from_callers);
    witness_callers(gauge_config, &to, &into->to_callers);
}

static void record_longer(Longest *into, gint64 nanos, guint cpu,
                          const Section *section, uintptr_t where)
{
    if (nanos > into->nanos) {
        record(into, nanos, cpu, section, where);
    }
}

static void section_ends(guint cpu, const Section *section, uintptr_t where)
{
    gint64 nanos = qemu_plugin_guest_ns() - section->since;

    /*
     * Nearly every section is shorter than the shortest of the three: a CPU
     * executes no longer than a section lasts, and those while playing are
     * among all.
     */
    if (section->since < found.start_ns || nanos <= found.executed.nanos) {
        return;
    }
    g_mutex_lock(&lock);
    record_longer(&found.any, nanos, cpu, section, where);
    if (qemu_plugin_guest_audio_since(section->since)) {
        record_longer(&found.playing, nanos, cpu, section, where);
        record_longer(&found.executed,
                      qemu_plugin_guest_executed_ns(cpu) -
                      section->executed_since, cpu, section, where);
    }
    g_mutex_unlock(&lock);
}

void witness_gauge_change(guint cpu, gboolean masked, uintptr_t where)
{
    Section *section;

    if (cpu >= num_sections || sections[cpu].open == masked) {
        return;
    }
    section = &sections[cpu];
    section->open = masked;
    if (found.start_ns == G_MAXINT64) {
        return; /* what a kernel that boots masks does not count */
    }
    if (masked) {
        section->since = qemu_plugin_guest_ns();
        section->executed_since = qemu_plugin_guest_executed_ns(cpu);
        qemu_plugin_guest_regs_read(0, &section->from);
        begins[cpu] = where;
    } else {
        section_ends(cpu, section, where);
    }
}

static void write_longest(WitnessLine *line, const char *name,
                          const Longest *section)
{
    witness_line_open(line, name);
    witness_line_number(line, "nanos", section->nanos);
    witness_line_number(line, "cpu", section->cpu);
    witness_line_address(line, "from", section->from);
    witness_line_addresses(line, "fromCallers", section->from_callers.addresses,
                           section->from_callers.count);
    witness_line_address(line, "to", section->to);
    witness_line_addresses(line, "toCallers", section->to_callers.addresses,
                           section->to_callers.count);
    witness_line_number(line, "atNanos", section->ended_ns);
    witness_line_close(line);
}

void witness_gauge_write(WitnessLine *line)
{
    g_mutex_lock(&lock);
    write_longest(line, "irqsOff", &found.any);
    write_longest(line, "irqsOffPlaying", &found.playing);
    write_longest(line, "irqsOffExecuted", &found.executed);
    g_mutex_unlock(&lock);
}
