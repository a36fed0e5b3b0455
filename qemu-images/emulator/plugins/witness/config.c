/*
 * What the witness looks for: read from a file that the lab writes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "config.h"
#include <string.h>

#define MAX_BYTES (16 << 20)
#define MAX_WATCHES (1 << 16)
#define MAX_NAME 127
#define MAX_WORDS 7
#define MAX_OFFSET (1 << 20)
#define MAX_STACK (1 << 20)

typedef struct Line {
    char **words;
    guint num_words;
} Line;

typedef gboolean (*LineReader)(WitnessConfig *config, const Line *line);

static gboolean read_hex(const char *word, guint64 *value)
{
    if (!g_str_has_prefix(word, "0x") || !g_ascii_isxdigit(word[2])) {
        return FALSE;
    }
    return g_ascii_string_to_unsigned(word + 2, 16, 0, G_MAXUINT64, value,
                                      NULL);
}

static gboolean read_offset(const Line *line, guint64 *offset)
{
    return line->num_words == 2 && read_hex(line->words[1], offset) &&
           *offset <= MAX_OFFSET;
}

static gboolean is_name(const char *word)
{
    size_t len = strlen(word);

    for (size_t i = 0; i < len; i++) {
        if (!g_ascii_isalnum(word[i]) && !strchr("_.$-", word[i])) {
            return FALSE;
        }
    }
    return len > 0 && len <= MAX_NAME;
}

/* A number of an argument, or "-" */
static gboolean read_arg(const WitnessConfig *config, const char *word,
                         int *arg)
{
    guint64 number;
    guint64 max = config->arch == WITNESS_ARM64 ? 7 : 3;

    if (!strcmp(word, "-")) {
        *arg = -1;
        return TRUE;
    }
    if (!g_ascii_string_to_unsigned(word, 10, 0, max, &number, NULL)) {
        return FALSE;
    }
    *arg = number;
    return TRUE;
}

static gboolean read_arch(WitnessConfig *config, const Line *line)
{
    if (line->num_words != 2) {
        return FALSE;
    }
    if (!strcmp(line->words[1], "arm64")) {
        config->arch = WITNESS_ARM64;
        return TRUE;
    }
    config->arch = WITNESS_ARM;
    return !strcmp(line->words[1], "arm");
}

static gboolean read_thread_info(WitnessConfig *config, const Line *line)
{
    const char *place = line->num_words > 1 ? line->words[1] : "";

    if (!strcmp(place, "stack") && line->num_words == 3) {
        guint64 size;

        config->thread_info = THREAD_INFO_STACK;
        if (!read_hex(line->words[2], &size) || size < 4096 ||
            size > MAX_STACK || (size & (size - 1))) {
            return FALSE;
        }
        config->stack_size = size;
        return TRUE;
    }
    if (!strcmp(place, "sp_el0") && line->num_words == 2) {
        config->thread_info = THREAD_INFO_SP_EL0;
        return TRUE;
    }
    if (!strcmp(place, "tpidruro") && line->num_words == 2) {
        config->thread_info = THREAD_INFO_TPIDRURO;
        return TRUE;
    }
    return FALSE;
}

static gboolean read_preempt_offset(WitnessConfig *config, const Line *line)
{
    return read_offset(line, &config->preempt_offset);
}

static gboolean read_task_offset(WitnessConfig *config, const Line *line)
{
    return read_offset(line, &config->task_offset);
}

static gboolean read_comm_offset(WitnessConfig *config, const Line *line)
{
    return read_offset(line, &config->comm_offset);
}

static gboolean read_pid_offset(WitnessConfig *config, const Line *line)
{
    return read_offset(line, &config->pid_offset);
}

static gboolean read_range(const Line *line, WitnessRange *range)
{
    return line->num_words == 3 && read_hex(line->words[1], &range->start) &&
           read_hex(line->words[2], &range->end) && range->start <= range->end;
}

static gboolean read_text(WitnessConfig *config, const Line *line)
{
    return read_range(line, &config->text);
}

static gboolean read_modules(WitnessConfig *config, const Line *line)
{
    return read_range(line, &config->modules);
}

static gboolean read_window(WitnessConfig *config, const Line *line)
{
    return read_range(line, &config->window);
}

static gboolean add_watch(WitnessConfig *config, const Line *line,
                          WitnessWatch watch)
{
    if (config->watches->len == MAX_WATCHES || line->num_words < 3 ||
        !read_hex(line->words[1], &watch.address) || !is_name(line->words[2])) {
        return FALSE;
    }
    watch.name = g_strdup(line->words[2]);
    g_array_append_val(config->watches, watch);
    return TRUE;
}

static gboolean read_function(WitnessConfig *config, const Line *line)
{
    static const struct {
        const char *word;
        WitnessKind kind;
    } kinds[] = {
        { "start", WITNESS_START },
        { "report", WITNESS_REPORT },
        { "lock", WITNESS_LOCK },
        { "unlock", WITNESS_UNLOCK },
        { "count", WITNESS_COUNT },
        { "count-order", WITNESS_COUNT_ORDER },
        { "count-started", WITNESS_COUNT_STARTED },
        { "call", WITNESS_CALL },
    };

    for (guint i = 0; i < G_N_ELEMENTS(kinds) && line->num_words == 3; i++) {
        if (!strcmp(line->words[0], kinds[i].word)) {
            return add_watch(config, line,
                             (WitnessWatch) { .kind = kinds[i].kind });
        }
    }
    return FALSE;
}

static gboolean read_sleep(WitnessConfig *config, const Line *line)
{
    WitnessWatch watch = {
        .kind = WITNESS_SLEEP,
        .file_arg = -1,
        .line_arg = -1,
        .offset_arg = -1,
    };
    const char *rule = line->num_words > 3 ? line->words[3] : "";

    if (!strcmp(rule, "any") && line->num_words == 4) {
        watch.rule = RULE_ANY;
    } else if (!strcmp(rule, "preempt") && line->num_words == 4) {
        watch.rule = RULE_PREEMPT;
    } else if (!strcmp(rule, "offset") && line->num_words == 7) {
        watch.rule = RULE_OFFSET;
        if (!read_arg(config, line->words[4], &watch.file_arg) ||
            !read_arg(config, line->words[5], &watch.line_arg) ||
            !read_arg(config, line->words[6], &watch.offset_arg)) {
            return FALSE;
        }
    } else {
        return FALSE;
    }
    return add_watch(config, line, watch);
}

static LineReader reader_of(const char *word)
{
    static const struct {
        const char *word;
        LineReader reader;
    } readers[] = {
        { "arch", read_arch },
        { "thread-info", read_thread_info },
        { "preempt-offset", read_preempt_offset },
        { "task-offset", read_task_offset },
        { "comm-offset", read_comm_offset },
        { "pid-offset", read_pid_offset },
        { "text", read_text },
        { "modules", read_modules },
        { "window", read_window },
        { "sleep", read_sleep },
    };

    for (guint i = 0; i < G_N_ELEMENTS(readers); i++) {
        if (!strcmp(word, readers[i].word)) {
            return readers[i].reader;
        }
    }
    return read_function;
}

static gboolean read_line(WitnessConfig *config, const char *text)
{
    g_auto(GStrv) words = NULL;
    Line line;

    if (!text[0] || text[0] == '#') {
        return TRUE;
    }
    words = g_strsplit(text, " ", MAX_WORDS + 1);
    line = (Line) { words, g_strv_length(words) };
    return reader_of(words[0])(config, &line);
}

/* What no default can stand in for */
static const char *missing(const WitnessConfig *config)
{
    if (config->arch == WITNESS_NO_ARCH) {
        return "arch";
    }
    if (config->preempt_offset == WITNESS_NO_OFFSET) {
        return "preempt-offset";
    }
    if (config->task_offset == WITNESS_NO_OFFSET &&
        config->thread_info == THREAD_INFO_STACK) {
        return "task-offset";
    }
    if (config->comm_offset == WITNESS_NO_OFFSET) {
        return "comm-offset";
    }
    if (config->thread_info == THREAD_INFO_NOWHERE) {
        return "thread-info";
    }
    if (config->text.start == config->text.end) {
        return "text";
    }
    for (guint i = 0; i < config->watches->len; i++) {
        if (g_array_index(config->watches, WitnessWatch, i).kind ==
            WITNESS_START) {
            return NULL;
        }
    }
    return "start";
}

static gint by_address(gconstpointer a, gconstpointer b)
{
    guint64 first = ((const WitnessWatch *)a)->address;
    guint64 second = ((const WitnessWatch *)b)->address;

    return (first > second) - (first < second);
}

static void clear_watch(gpointer watch)
{
    g_free(((WitnessWatch *)watch)->name);
}

void witness_config_free(WitnessConfig *config)
{
    g_array_free(config->watches, TRUE);
    g_free(config);
}

WitnessConfig *witness_config_parse(const char *text, char **error)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    WitnessConfig *config = g_new0(WitnessConfig, 1);

    config->preempt_offset = WITNESS_NO_OFFSET;
    config->task_offset = WITNESS_NO_OFFSET;
    config->comm_offset = WITNESS_NO_OFFSET;
    config->pid_offset = WITNESS_NO_OFFSET;
    config->window = (WitnessRange) { 0, G_MAXUINT64 };
    config->watches = g_array_new(FALSE, TRUE, sizeof(WitnessWatch));
    g_array_set_clear_func(config->watches, clear_watch);
    *error = NULL;
    for (guint i = 0; lines[i] && !*error; i++) {
        if (!read_line(config, lines[i])) {
            *error = g_strdup_printf("line %u cannot be read: '%.200s'", i + 1,
                                     lines[i]);
        }
    }
    if (!*error && missing(config)) {
        *error = g_strdup_printf("the line '%s' is missing", missing(config));
    }
    if (*error) {
        witness_config_free(config);
        return NULL;
    }
    g_array_sort(config->watches, by_address);
    return config;
}

WitnessConfig *witness_config_read(const char *path, char **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) failure = NULL;
    gsize length;

    if (!g_file_get_contents(path, &text, &length, &failure)) {
        *error = g_strdup(failure->message);
        return NULL;
    }
    if (length > MAX_BYTES || strlen(text) != length) {
        *error = g_strdup("more than 16 MiB, or no text");
        return NULL;
    }
    return witness_config_parse(text, error);
}

/* The first watch at an address or behind it, or NULL */
static WitnessWatch *find_from(const WitnessConfig *config, guint64 address)
{
    WitnessWatch *watches = (WitnessWatch *)config->watches->data;
    guint low = 0;
    guint high = config->watches->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;

        if (watches[middle].address < address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < config->watches->len ? &watches[low] : NULL;
}

gboolean witness_config_watches(const WitnessConfig *config, guint64 start,
                                guint64 end)
{
    const WitnessWatch *watch = find_from(config, start);

    return watch && watch->address < end;
}

WitnessWatch *witness_config_find(const WitnessConfig *config, guint64 address)
{
    WitnessWatch *watch = find_from(config, address);

    return watch && watch->address == address ? watch : NULL;
}

gboolean witness_config_is_code(const WitnessConfig *config, guint64 address)
{
    return (address >= config->text.start && address < config->text.end) ||
           (address >= config->modules.start && address < config->modules.end);
}
