/*
 * The plugin's arguments: names of files
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef WITNESS_ARGUMENTS_H
#define WITNESS_ARGUMENTS_H

#include "config.h"
#include <stdio.h>

typedef struct WitnessFiles {
    WitnessConfig *config;
    FILE *log;
    WitnessConfig *calls;   /* NULL if no calls are wanted, as is the next */
    FILE *calls_log;
} WitnessFiles;

/* Reads the configurations and opens the logs; FALSE if it printed why not */
gboolean witness_files_open(int argc, char **argv, WitnessFiles *files);

#endif
