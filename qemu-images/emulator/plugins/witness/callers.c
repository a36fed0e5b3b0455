/*
 * Who called: return addresses from a guest's stack
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "callers.h"

#define MAX_STACK_WORDS 512
#define STACK_CHUNK 32

static gboolean add_caller(const WitnessConfig *config, WitnessCallers *callers,
                           guint64 address)
{
    if (callers->count == WITNESS_MAX_CALLERS ||
        !witness_config_is_code(config, address)) {
        return FALSE;
    }
    callers->addresses[callers->count++] = address;
    return TRUE;
}

/* AAPCS64: x29 points to the caller's x29 and the return address */
static void walk_arm64(const WitnessConfig *config, guint64 fp,
                       WitnessCallers *callers)
{
    guint64 address;

    while (fp && fp % 8 == 0 && guest_read_pointer(config, fp + 8, &address) &&
           add_caller(config, callers, address) &&
           guest_read_pointer(config, fp, &fp)) {
        /* bounded, because each turn adds a caller */
    }
}

/*
 * APCS: r11 points to the last of the words fp, sp, lr, pc. Each frame lies
 * above the one before.
 */
static void walk_arm(const WitnessConfig *config, guint64 sp, guint64 fp,
                     WitnessCallers *callers)
{
    guint64 pc, lr, next;

    while (fp > sp && fp % 4 == 0 && guest_read_pointer(config, fp, &pc) &&
           witness_config_is_code(config, pc) &&
           guest_read_pointer(config, fp - 4, &lr) &&
           guest_read_pointer(config, fp - 12, &next) &&
           add_caller(config, callers, lr)) {
        sp = fp;
        fp = next;
    }
}

static gboolean is_call(WitnessArch arch, guint32 insn)
{
    if (arch == WITNESS_ARM64) {    /* BL, BLR */
        return (insn & 0xfc000000) == 0x94000000 ||
               (insn & 0xfffffc1f) == 0xd63f0000;
    }
    /* BL, BLX with an address, BLX with a register */
    return (insn & 0x0f000000) == 0x0b000000 ||
           (insn & 0xfe000000) == 0xfa000000 ||
           (insn & 0x0ffffff0) == 0x012fff30;
}

gboolean witness_is_behind_call(const WitnessConfig *config, guint64 address)
{
    guint32 insn;

    return address % 4 == 0 && witness_config_is_code(config, address) &&
           qemu_plugin_guest_ram_read(address - 4, &insn, sizeof(insn)) &&
           is_call(config->arch, GUINT32_FROM_LE(insn));
}

static guint stack_words(const WitnessConfig *config, guint64 sp)
{
    guint64 left;

    if (!config->stack_size) {
        return MAX_STACK_WORDS;
    }
    left = config->stack_size - (sp & (config->stack_size - 1));
    return MIN(left / 4, MAX_STACK_WORDS);
}

static void scan_arm(const WitnessConfig *config, guint64 sp,
                     WitnessCallers *callers)
{
    guint32 words[STACK_CHUNK];
    guint num_words = sp % 4 ? 0 : stack_words(config, sp);

    for (guint i = 0; i < num_words; i++) {
        guint64 word;

        if (i % STACK_CHUNK == 0 &&
            !qemu_plugin_guest_ram_read(sp + i * 4, words,
                                        4 * MIN(num_words - i, STACK_CHUNK))) {
            return;
        }
        word = GUINT32_FROM_LE(words[i % STACK_CHUNK]);
        if (witness_is_behind_call(config, word) &&
            !add_caller(config, callers, word)) {
            return;
        }
    }
}

void witness_callers(const WitnessConfig *config, const GuestRegs *regs,
                     WitnessCallers *callers)
{
    callers->count = 0;
    add_caller(config, callers, regs->lr);
    if (config->arch == WITNESS_ARM64) {
        walk_arm64(config, regs->fp, callers);
    } else {
        guint before = callers->count;

        walk_arm(config, regs->sp, regs->fp, callers);
        if (callers->count == before) {
            scan_arm(config, regs->sp, callers);
        }
    }
}
