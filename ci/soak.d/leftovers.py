# SPDX-License-Identifier: Apache-2.0
"""What a run must not leave behind."""
import fcntl
import os
import shutil
import subprocess

LABEL = "org.vc4lab.process"
GATE = "gate"
# Of programs that the lab runs: sources, and the objects and caches of builds.
FOREIGN = {"source", "build", "ccache", "objects", "git"}


def is_locked(path):
    """By fcntl, as Java locks, or by flock(1)."""
    with open(path, "r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.lockf(file, fcntl.LOCK_UN)
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(file, fcntl.LOCK_UN)
            return False
        except BlockingIOError:
            return True


def in_store(store):
    for folder, folders, files in os.walk(store):
        folders[:] = [name for name in folders if name not in FOREIGN]
        for name in files + folders:
            if name.endswith((".new", ".aside")):
                yield f"half written: {folder}/{name}"
        for name in files:
            if (name.endswith("lock") or name == GATE) and is_locked(f"{folder}/{name}"):
                yield f"a lock that is held: {folder}/{name}"
    for path in (store / "tmp").glob("*"):
        if path.name != GATE:
            yield f"temporary: {path}"


def containers():
    """Of processes of the lab that have ended; the label ends with pid and start of its process."""
    done = subprocess.run(["docker", "ps", "--all", "--filter", f"label={LABEL}", "--format", f'{{{{.Label "{LABEL}"}}}}'],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    for label in done.stdout.splitlines():
        if not os.path.exists(f"/proc/{label.split('/')[-2]}"):
            yield f"a container of {label}"


def all_of(lab):
    """Of a run that was repeated without a fault: the lab cleans up after a killed one when it starts again."""
    temporary = [f"temporary: {path}" for path in lab.temporary.glob("*")]
    return [*temporary, *in_store(lab.store), *(containers() if shutil.which("docker") else ())]
