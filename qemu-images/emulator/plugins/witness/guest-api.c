/*
 * What QEMU's plugin API lacks and the witness needs: QEMU's side
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "cpu.h"
#include "internals.h"
#include "exec/cpu_ldst.h"
#include "exec/translation-block.h"
#include "hw/audio/bcm2711_mai.h"
#include "migration/vmstate.h"
#include "qemu/icount-executed.h"
#include "qemu/plugin-guest.h"
#include "qemu/timer.h"
#include "system/cpu-timers.h"
#include "tcg/insn-start-words.h"

static qemu_plugin_block_filter_t block_filter;
static qemu_plugin_irq_mask_cb_t irq_mask_cb;
static qemu_plugin_irq_line_cb_t irq_line_cb;
static qemu_plugin_places_cb_t places_cb;
static qemu_plugin_shutdown_cb_t shutdown_cb;

typedef struct PluginState {
    uint8_t *data;
    uint32_t size;
} PluginState;

QEMU_DISABLE_CFI
void plugin_guest_places_lost(void)
{
    if (places_cb) {
        places_cb();
    }
}

static int plugin_state_pre_save(void *opaque)
{
    plugin_guest_places_lost();
    return 0;
}

static const VMStateDescription vmstate_plugin_state = {
    .name = "plugin-state",
    .pre_save = plugin_state_pre_save,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_EQUAL(size, PluginState,
                             "the plugin is configured otherwise"),
        VMSTATE_VBUFFER_UINT32(data, PluginState, 1, NULL, size),
        VMSTATE_END_OF_LIST()
    }
};

void qemu_plugin_register_block_filter(qemu_plugin_block_filter_t filter)
{
    block_filter = filter;
}

QEMU_DISABLE_CFI
bool plugin_guest_wants_block(uint64_t start, int max_insns)
{
    /* No instruction has more bytes */
    return !block_filter || block_filter(start, start + max_insns * 4);
}

void qemu_plugin_register_irq_mask_cb(qemu_plugin_irq_mask_cb_t cb)
{
    irq_mask_cb = cb;
}

void qemu_plugin_register_irq_line_cb(qemu_plugin_irq_line_cb_t cb)
{
    irq_line_cb = cb;
}

void qemu_plugin_register_places_cb(qemu_plugin_places_cb_t cb)
{
    places_cb = cb;
}

void qemu_plugin_register_shutdown_cb(qemu_plugin_shutdown_cb_t cb)
{
    shutdown_cb = cb;
}

void qemu_plugin_register_state(void *data, uint32_t size)
{
    PluginState *state = g_new(PluginState, 1);

    state->data = data;
    state->size = size;
    vmstate_register_any(NULL, &vmstate_plugin_state, state);
}

QEMU_DISABLE_CFI
void arm_irq_mask_changed(CPUARMState *env, uintptr_t ra)
{
    if (irq_mask_cb) {
        irq_mask_cb(env_cpu(env)->cpu_index, env->daif & PSTATE_I, ra);
    }
}

QEMU_DISABLE_CFI
void arm_irq_mask_halted(CPUARMState *env)
{
    if (irq_mask_cb) {
        irq_mask_cb(env_cpu(env)->cpu_index, false, 0);
    }
}

QEMU_DISABLE_CFI
void arm_irq_line_changed(CPUARMState *env, bool signalled)
{
    if (irq_line_cb) {
        irq_line_cb(env_cpu(env)->cpu_index, signalled);
    }
}

QEMU_DISABLE_CFI
void plugin_guest_shutdown(void)
{
    if (shutdown_cb) {
        shutdown_cb();
    }
}

/* TCG updates the pc at the end of a translation block only */
uint64_t qemu_plugin_guest_pc(uintptr_t where, uint64_t block_pc)
{
    uint64_t data[TARGET_INSN_START_WORDS];

    if (where && cpu_unwind_state_data(first_cpu, where, data)) {
        return tcg_cflags_has(first_cpu, CF_PCREL)
               ? (block_pc & TARGET_PAGE_MASK) | data[0] : data[0];
    }
    return block_pc;
}

void qemu_plugin_guest_regs_read(uintptr_t where,
                                 struct qemu_plugin_guest_regs *regs)
{
    CPUARMState *env = cpu_env(current_cpu);

    memset(regs, 0, sizeof(*regs));
    regs->pc = qemu_plugin_guest_pc(where,
                                    current_cpu->cc->get_pc(current_cpu));
    regs->irqs_masked = env->daif & PSTATE_I;
    if (is_a64(env)) {
        memcpy(regs->args, env->xregs, sizeof(regs->args));
        regs->lr = env->xregs[30];
        regs->sp = env->xregs[31];
        regs->fp = env->xregs[29];
        regs->thread = env->sp_el[0];
    } else {
        for (int i = 0; i < 4; i++) {
            regs->args[i] = env->regs[i];
        }
        regs->lr = env->regs[14];
        regs->sp = env->regs[13];
        regs->fp = env->regs[11];
        regs->thread = env->cp15.tpidruro_ns;
    }
}

bool qemu_plugin_guest_ram_read(uint64_t vaddr, void *bytes, size_t len)
{
    CPUARMState *env = cpu_env(current_cpu);
    int mmu_idx = arm_env_mmu_index(env);

    while (len) {
        size_t here = MIN(len, -(vaddr | TARGET_PAGE_MASK));
        void *host = tlb_vaddr_to_host(env, vaddr, MMU_DATA_LOAD, mmu_idx);

        if (!host) {
            return false;
        }
        memcpy(bytes, host, here);
        vaddr += here;
        bytes = (char *)bytes + here;
        len -= here;
    }
    return true;
}

int64_t qemu_plugin_guest_ns(void)
{
    return icount_enabled() ? icount_peek()
                            : qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

int64_t qemu_plugin_guest_executed_ns(unsigned int vcpu_index)
{
    return icount_enabled() ? icount_executed(vcpu_index)
                            : qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

bool qemu_plugin_guest_audio_since(int64_t ns)
{
    return bcm2711_mai_played_since(ns);
}
