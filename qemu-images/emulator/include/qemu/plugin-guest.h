/*
 * What QEMU's plugin API lacks and the witness needs
 *
 * All but the registrations are to be called from a callback, on the thread of
 * the vCPU that executes it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef QEMU_PLUGIN_GUEST_H
#define QEMU_PLUGIN_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QEMU_PLUGIN_GUEST_ARGS 8

struct qemu_plugin_guest_regs {
    uint64_t args[QEMU_PLUGIN_GUEST_ARGS];  /* x0-x7; AArch32: r0-r3 */
    uint64_t pc;
    uint64_t lr;
    uint64_t sp;
    uint64_t fp;            /* x29; AArch32: r11 */
    uint64_t thread;        /* SP_EL0; AArch32: TPIDRURO */
    bool irqs_masked;
};

/**
 * qemu_plugin_guest_regs_read: registers of the current vCPU
 * @where: from a callback about interrupts; 0 from one before an instruction,
 * for which pc is the start of the translation block
 */
void qemu_plugin_guest_regs_read(uintptr_t where,
                                 struct qemu_plugin_guest_regs *regs);

/**
 * qemu_plugin_guest_pc: the pc that belongs to a place in translated code
 * @where: from a callback about interrupts
 * @block_pc: what qemu_plugin_guest_regs_read(0) gave in it
 *
 * To find it out takes longer than all else that happens in such a callback,
 * so it may be asked for later, on any thread, but at the latest in the
 * callback of qemu_plugin_register_places_cb().
 */
uint64_t qemu_plugin_guest_pc(uintptr_t where, uint64_t block_pc);

/* Read RAM, never a device; false if some of it is not mapped */
bool qemu_plugin_guest_ram_read(uint64_t vaddr, void *bytes, size_t len);

/*
 * QEMU_CLOCK_VIRTUAL in ns, at any point. With icount it is the time at the end
 * of the translation block that the vCPU executes.
 */
int64_t qemu_plugin_guest_ns(void);

/*
 * What of it a vCPU executed itself: not the turns of others, and not what it
 * executed only to wait for one of those
 */
int64_t qemu_plugin_guest_executed_ns(unsigned int vcpu_index);

/* Whether an HDMI port plays, or did at or after the virtual time @ns */
bool qemu_plugin_guest_audio_since(int64_t ns);

/**
 * typedef qemu_plugin_irq_mask_cb_t - a vCPU may have changed its mask
 * @masked: whether it runs with interrupts masked; false while it is halted
 * @where: for qemu_plugin_guest_regs_read(), valid during the callback
 */
typedef void (*qemu_plugin_irq_mask_cb_t)(unsigned int vcpu_index,
                                          bool masked, uintptr_t where);

/**
 * typedef qemu_plugin_irq_line_cb_t - the interrupt controller signals a vCPU
 * @signalled: false once the vCPU has acknowledged what it was signalled for,
 * or if that is no longer pending
 *
 * Called with the BQL held, also on threads of other vCPUs and on none.
 */
typedef void (*qemu_plugin_irq_line_cb_t)(unsigned int vcpu_index,
                                          bool signalled);

/* The machine was asked to shut down. vCPUs may still run for some time. */
typedef void (*qemu_plugin_shutdown_cb_t)(void);

/**
 * typedef qemu_plugin_block_filter_t - whether plugins look at a block
 * @start: address of its first instruction
 * @end: behind the last that it can have: how many it has is not known before
 * it is translated
 *
 * A block that is refused has no callbacks of any plugin.
 */
typedef bool (*qemu_plugin_block_filter_t)(uint64_t start, uint64_t end);

/* There is one callback of each kind: a later one replaces an earlier one */
void qemu_plugin_register_block_filter(qemu_plugin_block_filter_t filter);
void qemu_plugin_register_irq_mask_cb(qemu_plugin_irq_mask_cb_t cb);
void qemu_plugin_register_irq_line_cb(qemu_plugin_irq_line_cb_t cb);
void qemu_plugin_register_shutdown_cb(qemu_plugin_shutdown_cb_t cb);

/**
 * qemu_plugin_register_state: data to save and load with the machine
 * @data: without pointers; it must stay where it is
 *
 * A machine is not loaded by a plugin that registered other sizes.
 */
void qemu_plugin_register_state(void *data, uint32_t size);

/*
 * Called while no vCPU runs, before places in translated code lose their
 * meaning: the code is thrown away, or the machine is saved
 */
typedef void (*qemu_plugin_places_cb_t)(void);
void qemu_plugin_register_places_cb(qemu_plugin_places_cb_t cb);

/* QEMU's own; not for plugins */
bool plugin_guest_wants_block(uint64_t start, int max_insns);
void plugin_guest_places_lost(void);
void plugin_guest_shutdown(void);

#endif
