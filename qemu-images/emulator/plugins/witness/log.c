/*
 * What the witness saw: a file of lines, each a JSON object
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "log.h"

struct WitnessLine {
    GString *json;
    gboolean first;     /* no member yet in the object that is open */
};

/* Text may come from the guest: what is not printable ASCII becomes '?' */
static void add_text(WitnessLine *line, const char *text)
{
    g_string_append_c(line->json, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') {
            g_string_append_c(line->json, '\\');
        }
        g_string_append_c(line->json, g_ascii_isprint(*text) ? *text : '?');
    }
    g_string_append_c(line->json, '"');
}

static void add_name(WitnessLine *line, const char *name)
{
    if (!line->first) {
        g_string_append_c(line->json, ',');
    }
    line->first = FALSE;
    add_text(line, name);
    g_string_append_c(line->json, ':');
}

WitnessLine *witness_line_begin(const char *type)
{
    WitnessLine *line = g_new0(WitnessLine, 1);

    line->json = g_string_new("{");
    line->first = TRUE;
    witness_line_text(line, "type", type);
    return line;
}

void witness_line_end(WitnessLine *line, FILE *file)
{
    g_string_append(line->json, "}\n");
    fputs(line->json->str, file);
    fflush(file);
    g_string_free(line->json, TRUE);
    g_free(line);
}

void witness_line_number(WitnessLine *line, const char *name, gint64 value)
{
    add_name(line, name);
    g_string_append_printf(line->json, "%" G_GINT64_FORMAT, value);
}

void witness_line_bool(WitnessLine *line, const char *name, gboolean value)
{
    add_name(line, name);
    g_string_append(line->json, value ? "true" : "false");
}

void witness_line_text(WitnessLine *line, const char *name, const char *text)
{
    add_name(line, name);
    add_text(line, text);
}

static void add_address(WitnessLine *line, guint64 address)
{
    g_string_append_printf(line->json, "\"0x%" G_GINT64_MODIFIER "x\"",
                           address);
}

void witness_line_address(WitnessLine *line, const char *name, guint64 value)
{
    add_name(line, name);
    add_address(line, value);
}

void witness_line_addresses(WitnessLine *line, const char *name,
                            const guint64 *addresses, guint count)
{
    add_name(line, name);
    g_string_append_c(line->json, '[');
    for (guint i = 0; i < count; i++) {
        if (i) {
            g_string_append_c(line->json, ',');
        }
        add_address(line, addresses[i]);
    }
    g_string_append_c(line->json, ']');
}

void witness_line_open(WitnessLine *line, const char *name)
{
    add_name(line, name);
    g_string_append_c(line->json, '{');
    line->first = TRUE;
}

void witness_line_close(WitnessLine *line)
{
    g_string_append_c(line->json, '}');
    line->first = FALSE;
}
