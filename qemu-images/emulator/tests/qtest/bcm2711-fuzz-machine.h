/*
 * A machine that is controlled in batches: some hundred commands of the qtest
 * protocol are sent before the answers are read. That is twenty times as fast
 * as libqtest, which waits for each.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_QTEST_BCM2711_FUZZ_MACHINE_H
#define TESTS_QTEST_BCM2711_FUZZ_MACHINE_H

#include "libqtest.h"
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define BATCH 256

typedef enum Verdict { FINE, DIED, HANGS } Verdict;

typedef struct FuzzMachine {
    pid_t pid;
    int fd;
    int limit_ms;           /* how long an answer may take */
    GString *commands;
    int unanswered;
    Verdict verdict;
    int status;             /* wait status of the process, if it died */
} FuzzMachine;

static inline void machine_exec(int fd, const char *options)
{
    const char *qemu = g_getenv("QTEST_QEMU_BINARY");
    g_autofree char *line = g_strdup_printf(
        "exec %s -machine raspi4b -nodefaults -display none -accel qtest "
        "-chardev socket,id=fuzz,fd=%d -qtest chardev:fuzz "
        "-qtest-log /dev/null %s", qemu, fd, options);

    /* As in libqtest: none of these processes outlives its parent. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    g_setenv("ASAN_OPTIONS", "detect_leaks=0", false);
    g_setenv("UBSAN_OPTIONS", "halt_on_error=1:print_stacktrace=1", false);
    execlp("/bin/sh", "sh", "-c", line, NULL);
    _exit(127);
}

static inline FuzzMachine *fuzz_machine_start(const char *options,
                                              int limit_ms)
{
    FuzzMachine *m = g_new0(FuzzMachine, 1);
    int fds[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
    m->pid = fork();
    g_assert_cmpint(m->pid, >=, 0);
    if (!m->pid) {
        close(fds[0]);
        machine_exec(fds[1], options);
    }
    close(fds[1]);
    m->fd = fds[0];
    m->limit_ms = limit_ms;
    m->commands = g_string_new(NULL);
    return m;
}

/* It does not answer: find out whether it died or hangs, and end it. */
static inline void fuzz_machine_lost(FuzzMachine *m, Verdict verdict)
{
    m->verdict = verdict;
    m->unanswered = 0;
    kill(m->pid, verdict == HANGS ? SIGKILL : SIGCONT);
    waitpid(m->pid, &m->status, 0);
    m->pid = 0;
}

/* Send the pending commands, and wait for all answers. */
static inline void fuzz_machine_flush(FuzzMachine *m)
{
    const char *p = m->commands->str;
    size_t left = m->commands->len;

    while (m->unanswered && m->verdict == FINE) {
        struct pollfd pfd = { m->fd, POLLIN | (left ? POLLOUT : 0), 0 };
        int ready = poll(&pfd, 1, m->limit_ms);
        char buf[4096];

        if (ready == 0) {
            fuzz_machine_lost(m, HANGS);
        } else if (pfd.revents & POLLIN) {
            ssize_t n = read(m->fd, buf, sizeof(buf));

            if (n <= 0) {
                fuzz_machine_lost(m, DIED);
            }
            for (ssize_t i = 0; i < n; i++) {
                m->unanswered -= buf[i] == '\n';
            }
        } else if (pfd.revents & POLLOUT) {
            ssize_t n = send(m->fd, p, left, MSG_NOSIGNAL | MSG_DONTWAIT);

            if (n < 0) {
                fuzz_machine_lost(m, DIED);
            } else {
                p += n;
                left -= n;
            }
        } else {
            fuzz_machine_lost(m, DIED);
        }
    }
    g_string_truncate(m->commands, 0);
}

static inline void G_GNUC_PRINTF(2, 3)
fuzz_machine_say(FuzzMachine *m, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_string_append_vprintf(m->commands, format, args);
    va_end(args);
    g_string_append_c(m->commands, '\n');
    if (++m->unanswered == BATCH) {
        fuzz_machine_flush(m);
    }
}

/* Shut it down, and return whether it crashed or hung. */
static inline Verdict fuzz_machine_end(FuzzMachine *m, int *status)
{
    Verdict verdict;

    fuzz_machine_flush(m);
    if (m->pid) {
        kill(m->pid, SIGTERM);
        waitpid(m->pid, &m->status, 0);
        m->verdict = m->status ? DIED : FINE;
    }
    close(m->fd);
    verdict = m->verdict;
    *status = m->status;
    g_string_free(m->commands, true);
    g_free(m);
    return verdict;
}

#endif
