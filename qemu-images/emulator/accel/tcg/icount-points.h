/*
 * Points of a schedule as text: what is recorded, and what a list is read from
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef ICOUNT_POINTS_H
#define ICOUNT_POINTS_H

#include "icount-turns.h"

#define POINTS_FILE_MIB 64
#define POINTS_LINE_BYTES 200
#define POINTS_LIMIT 1000000

/*
 * Reads lines of "AT_NS CPU", in the order of time; more columns are ignored.
 * Lines of the same time make a whole ranking, the last first. Returns an array
 * of PolicyPoint, or NULL and sets *error, which the caller frees.
 */
GArray *points_parse(const char *text, size_t size, const Policy *policy,
                     char **error);

/* The same from a file, which may be anything. */
GArray *points_read(const char *path, const Policy *policy, Error **errp);

/* A line of a record. The caller frees it. */
char *points_line(int64_t now, const TurnChoice *choice, uint64_t pc_of_from,
                  uint64_t pc_of_cpu);

#endif
