/*
 * What the witness looks for: read from a file that the lab writes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef WITNESS_CONFIG_H
#define WITNESS_CONFIG_H

#include <glib.h>

#define WITNESS_NO_OFFSET G_MAXUINT64

typedef enum WitnessArch {
    WITNESS_NO_ARCH,
    WITNESS_ARM,
    WITNESS_ARM64,
} WitnessArch;

/* Where thread_info is */
typedef enum WitnessThreadInfo {
    THREAD_INFO_NOWHERE,
    THREAD_INFO_STACK,      /* at the lower end of the stack */
    THREAD_INFO_SP_EL0,     /* in the task, which SP_EL0 points to */
    THREAD_INFO_TPIDRURO,
} WitnessThreadInfo;

typedef enum WitnessKind {
    WITNESS_START,
    WITNESS_SLEEP,
    WITNESS_REPORT,
    WITNESS_LOCK,
    WITNESS_UNLOCK,
    WITNESS_COUNT,
    WITNESS_COUNT_ORDER,
    WITNESS_COUNT_STARTED,
    WITNESS_CALL,
} WitnessKind;

typedef enum WitnessRule {
    RULE_ANY,
    RULE_PREEMPT,
    RULE_OFFSET,
} WitnessRule;

/* A function that is watched */
typedef struct WitnessWatch {
    guint64 address;
    char *name;
    WitnessKind kind;

    /* Of WITNESS_SLEEP; arguments count from 0, -1 = it has none */
    WitnessRule rule;
    int file_arg;
    int line_arg;
    int offset_arg;
} WitnessWatch;

typedef struct WitnessRange {
    guint64 start;
    guint64 end;
} WitnessRange;

typedef struct WitnessConfig {
    WitnessArch arch;
    WitnessThreadInfo thread_info;
    guint64 stack_size;         /* a power of two; 0 = not known */
    guint64 preempt_offset;
    guint64 task_offset;
    guint64 comm_offset;
    guint64 pid_offset;         /* or WITNESS_NO_OFFSET */
    WitnessRange text;
    WitnessRange modules;
    WitnessRange window;        /* of virtual time, in ns: calls in it count */
    /* By address; of the same address in the order of the file */
    GArray *watches;
} WitnessConfig;

/* Returns NULL and sets @error to a sentence if the file cannot be read */
WitnessConfig *witness_config_read(const char *path, char **error);
WitnessConfig *witness_config_parse(const char *text, char **error);
void witness_config_free(WitnessConfig *config);

/* The first of the watches of an address, or NULL */
WitnessWatch *witness_config_find(const WitnessConfig *config, guint64 address);

/* Whether an address from @start on and before @end has a watch */
gboolean witness_config_watches(const WitnessConfig *config, guint64 start,
                                guint64 end);

/* Whether it is an address of code that may call functions */
gboolean witness_config_is_code(const WitnessConfig *config, guint64 address);

#endif
