/*
 * What the witness saw: a file of lines, each a JSON object
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef WITNESS_LOG_H
#define WITNESS_LOG_H

#include <glib.h>
#include <stdio.h>

typedef struct WitnessLine WitnessLine;

/* Begins an object; witness_line_end() writes it to the file at once */
WitnessLine *witness_line_begin(const char *type);
void witness_line_end(WitnessLine *line, FILE *file);

/* Members of the object, or of one inside it */
void witness_line_number(WitnessLine *line, const char *name, gint64 value);
void witness_line_bool(WitnessLine *line, const char *name, gboolean value);
void witness_line_text(WitnessLine *line, const char *name, const char *text);
void witness_line_address(WitnessLine *line, const char *name, guint64 value);
void witness_line_addresses(WitnessLine *line, const char *name,
                            const guint64 *addresses, guint count);
void witness_line_open(WitnessLine *line, const char *name);
void witness_line_close(WitnessLine *line);

#endif
