/*
 * Records of hardware rules that a guest broke
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/timer.h"
#include "qapi/error.h"
#include "qapi/qapi-builtin-visit.h"
#include "qapi/util.h"
#include "exec/target_page.h"
#include "exec/translation-block.h"
#include "hw/core/cpu.h"
#include "hw/misc/bcm2711_rules.h"
#include "hw/qdev-core.h"
#include "system/tcg.h"
#include "trace.h"

/* Size of the data that a target records for each instruction; word 0: pc */
#define UNWIND_WORDS 16

/*
 * The pc of the guest instruction that is being executed, or 0 if there is
 * none. Timers may run on a vCPU's thread too (icount), but outside of
 * cpu_exec(), in which a CPU counts as running.
 *
 * TCG updates a CPU's pc at the end of a translation block only, so the pc
 * comes from the data recorded for the instruction. That must not restore the
 * CPU's state: under icount it would count instructions twice.
 */
static uint64_t bcm2711_rules_guest_pc(void)
{
    CPUState *cpu = current_cpu;
    uint64_t pc;

    if (!cpu || !qatomic_read(&cpu->running) || !cpu->cc->get_pc) {
        return 0;
    }
    pc = cpu->cc->get_pc(cpu);
#ifdef CONFIG_TCG
    if (tcg_enabled() && cpu->mem_io_pc) {
        uint64_t data[UNWIND_WORDS];

        if (cpu_unwind_state_data(cpu, cpu->mem_io_pc, data)) {
            uint64_t page = (int64_t)qemu_target_page_mask();

            pc = tcg_cflags_has(cpu, CF_PCREL) ? (pc & page) | data[0]
                                               : data[0];
        }
    }
#endif
    return pc;
}

static void bcm2711_rules_record(BCM2711Rules *rules, unsigned int rule,
                                 int64_t ns, uint64_t pc)
{
    BCM2711RuleRecord *record = &rules->records[rule];

    assert(rule < rules->num_rules);
    if (record->count++ == 0) {
        record->first_ns = ns;
        record->pc = pc;
    }
    trace_bcm2711_rule_broken(DEVICE(rules->owner)->canonical_path,
                              rules->names[rule], ns, pc);
}

void bcm2711_rules_broken(BCM2711Rules *rules, unsigned int rule)
{
    bcm2711_rules_record(rules, rule,
                         qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL),
                         bcm2711_rules_guest_pc());
}

void bcm2711_rules_broken_at(BCM2711Rules *rules, unsigned int rule,
                             int64_t ns)
{
    bcm2711_rules_record(rules, rule, ns, 0);
}

static void bcm2711_rules_get_violations(Object *obj, Visitor *v,
                                         const char *name, void *opaque,
                                         Error **errp)
{
    BCM2711Rules *rules = opaque;
    strList *list = NULL;
    strList **tail = &list;

    for (unsigned int i = 0; i < rules->num_rules; i++) {
        const BCM2711RuleRecord *record = &rules->records[i];

        if (record->count) {
            QAPI_LIST_APPEND(tail, g_strdup_printf(
                "%s count=%" PRIu64 " first-ns=%" PRId64 " pc=0x%" PRIx64,
                rules->names[i], record->count, record->first_ns,
                record->pc));
        }
    }
    visit_type_strList(v, name, &list, errp);
    qapi_free_strList(list);
}

void bcm2711_rules_init(BCM2711Rules *rules, Object *owner,
                        const char *const *names, unsigned int num_rules)
{
    assert(num_rules <= BCM2711_RULES_MAX);
    rules->owner = owner;
    rules->names = names;
    rules->num_rules = num_rules;
    object_property_add(owner, "violations", "strList",
                        bcm2711_rules_get_violations, NULL, NULL, rules);
}

static const VMStateDescription vmstate_bcm2711_rule_record = {
    .name = "bcm2711-rule-record",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(count, BCM2711RuleRecord),
        VMSTATE_INT64(first_ns, BCM2711RuleRecord),
        VMSTATE_UINT64(pc, BCM2711RuleRecord),
        VMSTATE_END_OF_LIST()
    }
};

const VMStateDescription vmstate_bcm2711_rules = {
    .name = "bcm2711-rules",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT_ARRAY(records, BCM2711Rules, BCM2711_RULES_MAX, 1,
                             vmstate_bcm2711_rule_record, BCM2711RuleRecord),
        VMSTATE_END_OF_LIST()
    }
};
