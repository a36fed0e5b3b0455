/*
 * Points of a schedule as text: what is recorded, and what a list is read from
 *
 * A record has a line
 *
 *   AT_NS CPU FROM_CPU PC_OF_FROM PC_OF_CPU WHY
 *
 * for each switch of vCPUs. FROM_CPU is CPU if there was none, but a list that
 * does not have the line would switch. At the machine's start FROM_CPU is -1.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/units.h"
#include "icount-points.h"

static const char *const reasons[] = {
    [REASON_SLOT] = "slot",
    [REASON_POINT] = "point",
    [REASON_HALT] = "halt",
    [REASON_YIELD] = "yield",
    [REASON_WAKE] = "wake",
    [REASON_CAP] = "cap",
};

char *points_line(int64_t now, const TurnChoice *choice, uint64_t pc_of_from,
                  uint64_t pc_of_cpu)
{
    return g_strdup_printf("%" PRId64 " %d %d 0x%" PRIx64 " 0x%" PRIx64 " %s\n",
                           now, choice->cpu, choice->from, pc_of_from,
                           pc_of_cpu, reasons[choice->reason]);
}

/* Digits that end at a space or the line's end; moves *text behind them */
static bool parse_number(const char **text, const char *end, int64_t *value)
{
    const char *at = *text;

    *value = 0;
    while (at < end && g_ascii_isdigit(*at)) {
        if (*value > (INT64_MAX - 9) / 10) {
            return false;
        }
        *value = *value * 10 + (*at++ - '0');
    }
    if (at == *text || (at < end && *at != ' ')) {
        return false;
    }
    *text = at;
    return true;
}

/* Returns NULL, or what is wrong with the line. The caller frees it. */
static char *parse_line(const char *line, const char *end, const Policy *policy,
                        int64_t previous_ns, PolicyPoint *point)
{
    int64_t cpu;

    if (end - line > POINTS_LINE_BYTES) {
        return g_strdup_printf("longer than %d bytes", POINTS_LINE_BYTES);
    }
    if (!parse_number(&line, end, &point->at_ns) || line++ == end ||
        !parse_number(&line, end, &cpu)) {
        return g_strdup("expected AT_NS CPU, two decimal numbers and a space");
    }
    if (cpu >= policy->vcpus) {
        return g_strdup_printf("the CPU is from 0 to %u", policy->vcpus - 1);
    }
    if (point->at_ns < previous_ns) {
        return g_strdup("the time is before that of the line before");
    }
    if (!policy_in_window(policy, point->at_ns)) {
        return g_strdup_printf("the time is not in the window, from %" PRId64
                               " until before %" PRId64 " ns", policy->from_ns,
                               policy->until_ns);
    }
    point->cpu = cpu;
    return NULL;
}

GArray *points_parse(const char *text, size_t size, const Policy *policy,
                     char **error)
{
    g_autoptr(GArray) points = g_array_new(false, false, sizeof(PolicyPoint));
    const char *line = text;
    const char *end = text + size;
    int64_t previous_ns = -1;

    while (line < end) {
        const char *line_end = memchr(line, '\n', end - line);
        PolicyPoint point;
        g_autofree char *wrong = NULL;

        if (!line_end) {
            wrong = g_strdup("it has no end");
        } else if (points->len == POINTS_LIMIT) {
            wrong = g_strdup_printf("there are more than %d", POINTS_LIMIT);
        } else {
            wrong = parse_line(line, line_end, policy, previous_ns, &point);
        }
        if (wrong) {
            *error = g_strdup_printf("line %u: %s", points->len + 1, wrong);
            return NULL;
        }
        g_array_append_val(points, point);
        previous_ns = point.at_ns;
        line = line_end + 1;
    }
    return g_steal_pointer(&points);
}

static bool read_text(int fd, GString *text, Error **errp)
{
    char block[64 * KiB];
    struct stat status;
    ssize_t count;

    if (fstat(fd, &status) || !S_ISREG(status.st_mode)) {
        error_setg(errp, "it is no regular file");
        return false;
    }
    do {
        count = RETRY_ON_EINTR(read(fd, block, sizeof(block)));
        if (count < 0) {
            error_setg_errno(errp, errno, "it cannot be read");
            return false;
        }
        g_string_append_len(text, block, count);
        if (text->len > POINTS_FILE_MIB * MiB) {
            error_setg(errp, "it is larger than the limit of %d MiB",
                       POINTS_FILE_MIB);
            return false;
        }
    } while (count);
    return true;
}

GArray *points_read(const char *path, const Policy *policy, Error **errp)
{
    ERRP_GUARD();
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *wrong = NULL;
    GArray *points = NULL;
    /* Opening a FIFO would block forever. */
    int fd = qemu_open(path, O_RDONLY | O_NONBLOCK, errp);

    if (fd < 0) {
        return NULL;
    }
    if (read_text(fd, text, errp)) {
        points = points_parse(text->str, text->len, policy, &wrong);
        if (!points) {
            error_setg(errp, "%s", wrong);
        }
    }
    close(fd);
    if (!points) {
        error_prepend(errp, "points of '%s': ", path);
    }
    return points;
}
