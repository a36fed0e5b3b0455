/*
 * Options of -icount that choose the vCPUs' turns
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "icount-points.h"
#include "icount-schedule-options.h"

/* A player that was woken takes 1 to 3 ms to stop and close its stream. */
#define DEFAULT_CAP_NS (5 * SCALE_MS)
#define LEAST_CAP_NS (10 * SCALE_US)

/*
 * A vCPU that can run waits at most for two rounds of the three others, so for
 * 0.6 s. The kernel's detectors of stalls and lockups wait for 10 s and more.
 */
#define GREATEST_CAP_NS (100 * SCALE_MS)

#define DEFAULT_CHANGE_POINTS 2

static const char *const kinds[POLICY_KINDS] = {
    [POLICY_FIXED] = "fixed",
    [POLICY_RANDOM] = "random",
    [POLICY_PCT] = "pct",
    [POLICY_STARVE] = "starve",
    [POLICY_LIST] = "list",
};

bool schedule_options_present(QemuOpts *opts)
{
    static const char *const names[] = {
        "slot-ns", "seed", "policy", "from-ns", "until-ns", "cap-ns",
        "change-points", "busy-ns", "points", "record"
    };

    for (int i = 0; i < ARRAY_SIZE(names); i++) {
        if (qemu_opt_find(opts, names[i])) {
            return true;
        }
    }
    return false;
}

/* Leaves *value as it is if the option is not there. */
static bool read_number(QemuOpts *opts, const char *name, int64_t *value,
                        int64_t least, int64_t greatest, Error **errp)
{
    uint64_t number = qemu_opt_get_number(opts, name, *value);

    if (number < least || number > greatest) {
        error_setg(errp, "icount: %s is from %" PRId64 " to %" PRId64, name,
                   least, greatest);
        return false;
    }
    *value = number;
    return true;
}

static bool read_kind(QemuOpts *opts, Policy *policy, Error **errp)
{
    const char *name = qemu_opt_get(opts, "policy");

    policy->seed = qemu_opt_get_number(opts, "seed", 0);
    policy->kind = policy->seed ? POLICY_RANDOM : POLICY_FIXED;
    if (name) {
        for (policy->kind = 0; strcmp(name, kinds[policy->kind]);) {
            if (++policy->kind == POLICY_KINDS) {
                error_setg(errp, "icount: policy is one of fixed, random, pct, "
                           "starve, list");
                return false;
            }
        }
    }
    if (!policy->seed && policy->kind != POLICY_FIXED &&
        policy->kind != POLICY_LIST) {
        error_setg(errp, "icount: policy=%s needs a seed other than 0",
                   kinds[policy->kind]);
        return false;
    }
    return true;
}

static bool only_with(QemuOpts *opts, const char *name, const Policy *policy,
                      PolicyKind kind, Error **errp)
{
    if (qemu_opt_find(opts, name) && policy->kind != kind) {
        error_setg(errp, "icount: %s needs policy=%s", name, kinds[kind]);
        return false;
    }
    return true;
}

static bool read_times(QemuOpts *opts, Policy *policy, Error **errp)
{
    policy->until_ns = INT64_MAX;
    policy->cap_ns = DEFAULT_CAP_NS;
    if (!read_number(opts, "slot-ns", &policy->slot_ns, POLICY_LEAST_SLOT_NS,
                     POLICY_BLOCK_NS, errp) ||
        !read_number(opts, "from-ns", &policy->from_ns, 0, INT64_MAX - 1,
                     errp) ||
        !read_number(opts, "until-ns", &policy->until_ns, policy->from_ns + 1,
                     INT64_MAX, errp) ||
        !read_number(opts, "cap-ns", &policy->cap_ns, LEAST_CAP_NS,
                     GREATEST_CAP_NS, errp)) {
        return false;
    }
    if (POLICY_BLOCK_NS % policy->slot_ns) {
        error_setg(errp, "icount: slot-ns has to divide %d", POLICY_BLOCK_NS);
        return false;
    }
    return true;
}

static bool read_change_points(QemuOpts *opts, Policy *policy, Error **errp)
{
    int64_t count = DEFAULT_CHANGE_POINTS;

    if (!only_with(opts, "change-points", policy, POLICY_PCT, errp) ||
        !only_with(opts, "busy-ns", policy, POLICY_PCT, errp)) {
        return false;
    }
    if (policy->kind != POLICY_PCT) {
        return true;
    }
    if (!read_number(opts, "change-points", &count, 0, POLICY_CHANGE_POINTS,
                     errp) ||
        (qemu_opt_find(opts, "busy-ns") &&
         !read_number(opts, "busy-ns", &policy->busy_ns, 1, INT64_MAX, errp))) {
        return false;
    }
    if (policy->until_ns == INT64_MAX && !policy->busy_ns) {
        error_setg(errp, "icount: policy=pct needs until-ns or busy-ns");
        return false;
    }
    policy->change_points = count;
    return true;
}

static bool read_points(QemuOpts *opts, Policy *policy, Error **errp)
{
    const char *path = qemu_opt_get(opts, "points");

    if (!only_with(opts, "points", policy, POLICY_LIST, errp)) {
        return false;
    }
    if (policy->kind == POLICY_LIST) {
        if (!path) {
            error_setg(errp, "icount: policy=list needs points");
            return false;
        }
        policy->points = points_read(path, policy, errp);
        return policy->points;
    }
    return true;
}

Policy *schedule_options_read(QemuOpts *opts, unsigned vcpus, Error **errp)
{
    g_autofree Policy *policy = g_new0(Policy, 1);

    policy->vcpus = vcpus;
    policy->records = qemu_opt_find(opts, "record");
    if (vcpus > POLICY_VCPUS) {
        error_setg(errp, "icount: slot-ns needs at most %d vCPUs",
                   POLICY_VCPUS);
        return NULL;
    }
    if (!qemu_opt_find(opts, "slot-ns")) {
        error_setg(errp, "icount: seed and policy need slot-ns");
        return NULL;
    }
    if (!read_times(opts, policy, errp) || !read_kind(opts, policy, errp) ||
        !read_change_points(opts, policy, errp) ||
        !read_points(opts, policy, errp)) {
        return NULL;
    }
    policy_complete(policy);
    return g_steal_pointer(&policy);
}
