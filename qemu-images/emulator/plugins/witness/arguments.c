/*
 * The plugin's arguments: names of files
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "arguments.h"
#include <errno.h>
#include <string.h>

/* NULL if it is not given */
typedef struct Paths {
    const char *config;
    const char *out;
    const char *calls;
    const char *calls_out;
} Paths;

static gboolean fail(const char *what, const char *why)
{
    fprintf(stderr, "witness: %s: %s\n", what, why);
    return FALSE;
}

static gboolean read_path(Paths *paths, const char *argument)
{
    const struct {
        const char *prefix;
        const char **path;
    } known[] = {
        { "config=", &paths->config },
        { "out=", &paths->out },
        { "calls=", &paths->calls },
        { "calls-out=", &paths->calls_out },
    };

    for (guint i = 0; i < G_N_ELEMENTS(known); i++) {
        if (g_str_has_prefix(argument, known[i].prefix)) {
            *known[i].path = argument + strlen(known[i].prefix);
            return TRUE;
        }
    }
    return FALSE;
}

/* What is in the log stays in it */
static gboolean open_files(const char *config_path, const char *out_path,
                           WitnessConfig **config, FILE **log)
{
    g_autofree char *error = NULL;

    *config = witness_config_read(config_path, &error);
    if (!*config) {
        return fail(config_path, error);
    }
    *log = fopen(out_path, "ae");
    return *log ? TRUE : fail(out_path, g_strerror(errno));
}

gboolean witness_files_open(int argc, char **argv, WitnessFiles *files)
{
    Paths paths = { NULL };

    for (int i = 0; i < argc; i++) {
        if (!read_path(&paths, argv[i])) {
            return fail(argv[i], "no argument of the witness");
        }
    }
    if (!paths.config || !paths.out || !paths.calls != !paths.calls_out) {
        return fail("arguments", "config=FILE,out=FILE are needed, and "
                                 "calls=FILE only with calls-out=FILE");
    }
    *files = (WitnessFiles) { NULL };
    return open_files(paths.config, paths.out, &files->config, &files->log) &&
           (!paths.calls || open_files(paths.calls, paths.calls_out,
                                       &files->calls, &files->calls_log));
}
