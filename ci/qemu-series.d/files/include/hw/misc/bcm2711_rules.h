/*
 * Rules of the BCM2711's hardware that a guest broke
 *
 * A device that checks rules of the hardware has one BCM2711Rules and calls
 * bcm2711_rules_broken() when a rule is broken, which logs a guest error.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_MISC_BCM2711_RULES_H
#define HW_MISC_BCM2711_RULES_H

#include "hw/qdev-core.h"
#include "qemu/log.h"

typedef struct BCM2711Rules {
    Object *owner;
    const char *const *names;
    unsigned int num_rules;
} BCM2711Rules;

/**
 * bcm2711_rules_init: to be called from the owner's instance_init
 * @rules: a member of the owner's state
 * @owner: the device
 * @names: the rules' names; the array must live as long as the owner
 * @num_rules: their number
 */
static inline void bcm2711_rules_init(BCM2711Rules *rules, Object *owner,
                                      const char *const *names,
                                      unsigned int num_rules)
{
    rules->owner = owner;
    rules->names = names;
    rules->num_rules = num_rules;
}

/**
 * bcm2711_rules_broken_at: rule number @rule was broken at virtual time @ns,
 * and not in the access that is being served
 */
static inline void bcm2711_rules_broken_at(BCM2711Rules *rules,
                                           unsigned int rule, int64_t ns)
{
    assert(rule < rules->num_rules);
    qemu_log_mask(LOG_GUEST_ERROR, "%s: %s\n",
                  DEVICE(rules->owner)->canonical_path, rules->names[rule]);
}

/**
 * bcm2711_rules_broken: the same, for a rule that is broken now
 */
static inline void bcm2711_rules_broken(BCM2711Rules *rules, unsigned int rule)
{
    bcm2711_rules_broken_at(rules, rule, 0);
}

#endif
