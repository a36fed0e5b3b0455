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
/*
 * No wait is longer, and none counts as longer. So a pause of fuzzer and
 * machine (SIGSTOP, a frozen container) counts as this much.
 */
#define WAIT_MS 100

typedef enum Verdict { FINE, DIED, HANGS } Verdict;

typedef struct FuzzMachine {
    pid_t pid;
    int fd;
    int limit_ms;           /* how long an answer may take, but for pauses */
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
    FuzzMachine *machine = g_new0(FuzzMachine, 1);
    int fds[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
    machine->pid = fork();
    g_assert_cmpint(machine->pid, >=, 0);
    if (!machine->pid) {
        close(fds[0]);
        machine_exec(fds[1], options);
    }
    close(fds[1]);
    machine->fd = fds[0];
    machine->limit_ms = limit_ms;
    machine->commands = g_string_new(NULL);
    return machine;
}

/* It does not answer: find out whether it died or hangs, and end it. */
static inline void fuzz_machine_lost(FuzzMachine *machine, Verdict verdict)
{
    machine->verdict = verdict;
    machine->unanswered = 0;
    kill(machine->pid, verdict == HANGS ? SIGKILL : SIGCONT);
    waitpid(machine->pid, &machine->status, 0);
    machine->pid = 0;
}

/* Send the pending commands, and wait for all answers. */
static inline void fuzz_machine_flush(FuzzMachine *machine)
{
    const char *unsent = machine->commands->str;
    size_t left = machine->commands->len;
    int silent_ms = 0;

    while (machine->unanswered && machine->verdict == FINE) {
        struct pollfd pfd = { machine->fd, POLLIN | (left ? POLLOUT : 0), 0 };
        int ready = RETRY_ON_EINTR(poll(&pfd, 1, WAIT_MS));
        char answers[4096];

        if (ready < 0) {
            /* Not the machine's fault */
            g_error("poll of the machine's socket: %s", strerror(errno));
        }
        if (ready == 0) {
            silent_ms += WAIT_MS;
            if (silent_ms >= machine->limit_ms) {
                fuzz_machine_lost(machine, HANGS);
            }
            continue;
        }
        silent_ms = 0;
        if (pfd.revents & POLLIN) {
            ssize_t count = RETRY_ON_EINTR(read(machine->fd, answers,
                                                sizeof(answers)));

            if (count <= 0) {
                fuzz_machine_lost(machine, DIED);
            }
            for (ssize_t i = 0; i < count; i++) {
                machine->unanswered -= answers[i] == '\n';
            }
        } else if (pfd.revents & POLLOUT) {
            ssize_t count = RETRY_ON_EINTR(send(machine->fd, unsent, left,
                                                MSG_NOSIGNAL | MSG_DONTWAIT));

            if (count < 0) {
                fuzz_machine_lost(machine, DIED);
            } else {
                unsent += count;
                left -= count;
            }
        } else {
            fuzz_machine_lost(machine, DIED);
        }
    }
    g_string_truncate(machine->commands, 0);
}

static inline void G_GNUC_PRINTF(2, 3)
fuzz_machine_say(FuzzMachine *machine, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_string_append_vprintf(machine->commands, format, args);
    va_end(args);
    g_string_append_c(machine->commands, '\n');
    if (++machine->unanswered == BATCH) {
        fuzz_machine_flush(machine);
    }
}

/* Shut it down, and return whether it crashed or hung. */
static inline Verdict fuzz_machine_end(FuzzMachine *machine, int *status)
{
    Verdict verdict;

    fuzz_machine_flush(machine);
    if (machine->pid) {
        kill(machine->pid, SIGTERM);
        waitpid(machine->pid, &machine->status, 0);
        machine->verdict = machine->status ? DIED : FINE;
    }
    close(machine->fd);
    verdict = machine->verdict;
    *status = machine->status;
    g_string_free(machine->commands, true);
    g_free(machine);
    return verdict;
}

#endif
