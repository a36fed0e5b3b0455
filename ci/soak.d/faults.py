# SPDX-License-Identifier: Apache-2.0
"""The faults. Each prepares the environment of a run, acts while it runs, and is taken back before the run is repeated."""
import os
import pathlib
import secrets
import signal
import subprocess

import processes
import share

HOUR = 3600
# Programs of a run; each is given its chance, since a random process is nearly always a compiler.
VICTIMS = ["vc4lab", "java", "bwrap", "qemu-system-aar", "make", "cc1", "as", "arm-linux-gnuea", "ld", "sh", "git", "cp",
           "rm", "docker", "any"]
KILL = "kill -9"


class Fault:
    """No fault: a trial that shows that the soak itself does no harm."""

    kind = "none"

    def __init__(self, lab, rng, seconds):
        self.lab = lab
        self.moment = rng.uniform(0, seconds)
        self.label = self.kind

    @staticmethod
    def problem():
        """Why this machine cannot inject it."""
        return ""

    def environment(self):
        return {}

    def act(self, run):
        """Called again and again while the run lasts; true once that is done."""
        return True

    def undo(self):
        """Before the run is repeated."""

    def end(self):
        """After the leftovers were looked for."""


class Kill(Fault):
    kind = "kill"

    def __init__(self, lab, rng, seconds):
        super().__init__(lab, rng, seconds)
        self.victim = rng.choice(VICTIMS)
        self.pick = rng.random()
        self.label = f"{KILL} {self.victim}"

    def act(self, run):
        if run.seconds() < self.moment:
            return False
        pids = [pid for pid, name in sorted(processes.descendants().items()) if self.victim in (name, "any")]
        if not pids:
            return False
        try:
            os.kill(pids[int(self.pick * len(pids))], signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True


class ClockStep(Fault):
    """Of the JVM alone: the lab passes no LD_PRELOAD to other programs, and the file system has the machine's clock."""

    kind = "clock"
    library = "faketime/libfaketimeMT.so.1"

    def __init__(self, lab, rng, seconds):
        super().__init__(lab, rng, seconds)
        self.hours = rng.choice([-1, 1])
        self.label = f"clock {self.hours:+d} h"
        self.offset = lab.scratch / "clock"
        self.offset.write_text("+0")

    @classmethod
    def path(cls):
        return next(pathlib.Path("/usr/lib").glob(f"*/{cls.library}"), None)

    @classmethod
    def problem(cls):
        return "" if cls.path() else "no libfaketime: apt-get install libfaketime"

    def environment(self):
        return {"LD_PRELOAD": str(self.path()), "FAKETIME_TIMESTAMP_FILE": str(self.offset), "FAKETIME_CACHE_DURATION": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1"}

    def act(self, run):
        if run.seconds() < self.moment:
            return False
        self.offset.write_text(f"{self.hours * HOUR:+d}")
        return True


class FullDisk(Fault):
    """The store becomes the lower layer of an overlay, whose upper one is a small file system in memory."""

    kind = "disk"

    def __init__(self, lab, rng, seconds):
        super().__init__(lab, rng, seconds)
        self.kibibytes = int(2 ** rng.uniform(6, 20))
        self.label = "disk full"
        self.memory = lab.scratch / "memory"
        self.mounted = False

    @staticmethod
    def problem():
        same = os.stat("/proc/self/ns/mnt").st_ino == os.stat(f"/proc/{os.getppid()}/ns/mnt").st_ino
        return "no mount namespace of its own: run it as root" if os.getuid() != 0 or same else ""

    def environment(self):
        self.memory.mkdir(exist_ok=True)
        mount("-t", "tmpfs", "-o", f"size={self.kibibytes}k", "tmpfs", self.memory)
        upper, work = self.memory / "upper", self.memory / "work"
        upper.mkdir()
        work.mkdir()
        store = self.lab.store
        mount("-t", "overlay", "-o", f"redirect_dir=on,lowerdir={store},upperdir={upper},workdir={work}", "overlay", store)
        self.mounted = True
        return {}

    def undo(self):
        """Makes room. What was written stays."""
        if self.mounted:
            mount("-o", "remount,size=8g", self.memory)

    def end(self):
        if self.mounted:
            for folder in (self.lab.store, self.memory):
                subprocess.run(["umount", str(folder)], check=True)
            self.mounted = False


def mount(*arguments):
    subprocess.run(["mount", *map(str, arguments)], check=True)


class Share(Fault):
    kind = "share"
    server = None

    def __init__(self, lab, rng, seconds):
        super().__init__(lab, rng, seconds)
        endless = rng.random() < 0.02
        self.manner = share.ENDLESS if endless else rng.choice(share.MANNERS)
        self.label = f"share {self.manner}"
        self.key = lab.scratch / "key"
        if not self.key.exists():
            self.key.write_text(secrets.token_hex(32))
        Share.server = Share.server or share.HostileShare()

    def environment(self):
        self.server.behave(self.manner)
        return {"VC4LAB_SHARE": self.server.address(), "VC4LAB_SHARE_KEY": str(self.key)}

    def undo(self):
        self.server.release()


class OutOfMemory(Fault):
    kind = "memory"

    def __init__(self, lab, rng, seconds):
        super().__init__(lab, rng, seconds)
        self.option = rng.choice([f"-Xmx{rng.randint(4, 40)}m", f"-XX:MaxMetaspaceSize={rng.randint(8, 40)}m"])
        self.label = "memory, heap" if "Xmx" in self.option else "memory, classes"

    def environment(self):
        return {"java": self.option}


KINDS = {fault.kind: fault for fault in (Kill, FullDisk, ClockStep, Share, OutOfMemory, Fault)}
DEFAULT = [kind for kind in KINDS if kind != Fault.kind]
