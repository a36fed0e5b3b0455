/*
 * Records of hardware rules that a guest broke
 *
 * A device that checks rules of the hardware has one BCM2711Rules and calls
 * bcm2711_rules_broken() when a rule is broken. The records can be read at run
 * time from the device's "violations" property, a list of strings, one for each
 * rule that was broken at least once:
 *
 *     name count=N first-ns=T pc=0xADDRESS
 *
 * first-ns is the virtual time of the first break, pc the guest's program
 * counter then, or 0 if no CPU did it (DMA, a timer, a test). They are evidence
 * about the guest, so a reset does not clear them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_MISC_BCM2711_RULES_H
#define HW_MISC_BCM2711_RULES_H

#include "qom/object.h"
#include "migration/vmstate.h"

#define BCM2711_RULES_MAX 12

typedef struct BCM2711RuleRecord {
    uint64_t count;
    int64_t first_ns;
    uint64_t pc;
} BCM2711RuleRecord;

typedef struct BCM2711Rules {
    Object *owner;
    const char *const *names;
    unsigned int num_rules;

    BCM2711RuleRecord records[BCM2711_RULES_MAX];
} BCM2711Rules;

extern const VMStateDescription vmstate_bcm2711_rules;

/* In the owner's VMStateDescription */
#define VMSTATE_BCM2711_RULES(_field, _state) \
    VMSTATE_STRUCT(_field, _state, 1, vmstate_bcm2711_rules, BCM2711Rules)

/**
 * bcm2711_rules_init: to be called from the owner's instance_init
 * @rules: a member of the owner's state
 * @owner: the device; it gains the property "violations"
 * @names: the rules' names; the array must live as long as the owner
 * @num_rules: their number, at most BCM2711_RULES_MAX
 */
void bcm2711_rules_init(BCM2711Rules *rules, Object *owner,
                        const char *const *names, unsigned int num_rules);

/**
 * bcm2711_rules_broken: count a break of rule number @rule, now
 */
void bcm2711_rules_broken(BCM2711Rules *rules, unsigned int rule);

/**
 * bcm2711_rules_broken_at: the same, for a break that happened at virtual time
 * @ns and not in the access that is being served (so that its pc is 0)
 */
void bcm2711_rules_broken_at(BCM2711Rules *rules, unsigned int rule,
                             int64_t ns);

#endif
