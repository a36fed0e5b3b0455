# SPDX-License-Identifier: Apache-2.0
"""The processes of a run: all descendants of this one, which adopts those that lost their parent."""
import ctypes
import os
import pathlib
import signal
import subprocess
import time

PR_SET_CHILD_SUBREAPER = 36
POLL_SECONDS = 0.02


class Hang(Exception):
    """A run did not end within the bound."""


def adopt_orphans():
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def descendants():
    """Name by pid of each living one. Those that have ended and were adopted are reaped."""
    children, names = {}, {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text(errors="replace")
        except OSError:
            continue  # it has ended meanwhile
        pid, rest = text.split(" (", 1)
        name, fields = rest.rsplit(") ", 1)
        state, parent = fields.split(" ", 2)[:2]
        children.setdefault(int(parent), []).append(int(pid))
        names[int(pid)] = None if state in "ZX" else name
    found, below = {}, [os.getpid()]
    while below:
        for pid in children.get(below.pop(), ()):
            below.append(pid)
            if names[pid] is not None:
                found[pid] = names[pid]
    return found


class Run:
    """A command in a session of its own, whose output goes to files."""

    def __init__(self, command, environment, folder):
        self.out, self.err = folder / "stdout", folder / "stderr"
        self.start = time.monotonic()
        with open(self.out, "wb") as out, open(self.err, "wb") as err:
            self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                            start_new_session=True)

    def seconds(self):
        return time.monotonic() - self.start

    def ended(self):
        return self.process.poll() is not None

    def wait(self, bound):
        """Returns the exit status as a shell reports it."""
        while not self.ended():
            if self.seconds() > bound:
                raise Hang(f"a run did not end within {bound} s")
            time.sleep(POLL_SECONDS)
        status = self.process.returncode
        return status if status >= 0 else 128 - status


def reap(main):
    """Buries adopted processes; subprocess buries its own one."""
    for stat in pathlib.Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split():
        if int(stat) != main.pid:
            try:
                os.waitpid(int(stat), os.WNOHANG)
            except ChildProcessError:
                pass


def survivors(main, grace):
    """Names of what still runs when the grace period is over."""
    deadline = time.monotonic() + grace
    while descendants() and time.monotonic() < deadline:
        reap(main)
        time.sleep(POLL_SECONDS)
    reap(main)
    return sorted(descendants().values())


def kill_all():
    """So that the next trial does not suffer from what was reported."""
    while descendants():
        for pid in descendants():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(POLL_SECONDS)
