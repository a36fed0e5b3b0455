#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How fast a verdict comes.

(a) --fresh: from an empty store to the table (Debian packages are there, sources are fetched);
(b) everything built: all candidates of the case again;
(c) one candidate, changed a little each time, to its verdict, against what a developer does by hand for the same
    change: make in a tree that is built, and one bare boot that plays the tone, with the very same QEMU command.
"""
import argparse
import json
import os
import pathlib
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HOME = pathlib.Path(__file__).resolve().parents[2]
CASE = HOME / "patches" / "vc4-hdmi-atomic-sleep"
CANDIDATE = "deferred-infoframe"


def timed(command, **options):
    """Runs a command to its end; its wall time in seconds."""
    begun = time.monotonic()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, **options)
    took = time.monotonic() - begun
    if done.returncode not in (0, 1):
        sys.exit(f"bench: ran: {command}\nexit status {done.returncode}\n{done.stdout}{done.stderr}")
    return took, done.stdout


def show(name, seconds, note=""):
    values = " ".join(f"{value:.1f}" for value in seconds)
    print(f"{name:<42} median {statistics.median(seconds):6.1f} s   of {values}   {note}".rstrip(), flush=True)


def changed(folder, stamp):
    """The candidate with one more comment line, so that it is new to the store and one file has to be compiled."""
    copy = folder / f"changed-{stamp}"
    shutil.copytree(CASE / CANDIDATE, copy)
    patch = sorted(copy.glob("*.patch"))[-1]
    text = patch.read_text()
    mark = "+ * Writing an infoframe waits for the hardware, and the trigger must not"
    if mark not in text:
        sys.exit(f"bench: {patch} has no line to change")
    patch.write_text(text.replace(mark, f"{mark[:-3]}now {stamp}", 1))
    return copy


class ByHand:
    """A kernel tree as a developer keeps it: built once, changed, made again, booted."""

    def __init__(self, folder, trial, sources):
        self.trial = trial
        self.tree = folder / "linux"
        self.objects = folder / "objects"
        self.tree.mkdir()
        self.objects.mkdir()
        lock = (HOME / "kernel-configs" / "kernels.lock.yaml").read_text()
        wanted = re.search(r"sha256: (\w+)", lock).group(1)
        tarball = next(path for path in sources.iterdir() if path.name.startswith(wanted) or sha256(path) == wanted)
        subprocess.run(["tar", "-xf", tarball, "-C", self.tree, "--strip-components=1"], check=True)
        shutil.copy(trial["config"], self.objects / ".config")
        self.apply(CASE / "base")
        self.apply(CASE / CANDIDATE)
        self.make()

    def apply(self, folder):
        for patch in sorted(folder.glob("*.patch")):
            subprocess.run(["patch", "-p1", "-s", "-i", patch], cwd=self.tree, check=True)

    def make(self):
        return timed(
            ["make", f"-j{os.cpu_count()}", "-s", f"O={self.objects}", "ARCH=arm", "CROSS_COMPILE=arm-linux-gnueabihf-", "zImage"],
            cwd=self.tree,
        )[0]

    def change(self, stamp):
        driver = self.tree / "drivers/gpu/drm/vc4/vc4_hdmi.c"
        text = driver.read_text()
        driver.write_text(re.sub(r" \* Writing an infoframe waits .*", f" * Writing an infoframe waits {stamp}", text))

    def boot(self):
        return timed(["sh", "-c", self.trial["command"]])[0]


def sha256(path):
    return subprocess.run(["sha256sum", path], capture_output=True, text=True).stdout.split()[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fresh", action="store_true", help="measure (a) too, which takes about ten minutes")
    parser.add_argument("--repeat", type=int, default=5)
    args = parser.parse_args()
    vc4lab = str(HOME / "vc4lab")
    with tempfile.TemporaryDirectory(prefix="vc4lab-bench-") as name:
        folder = pathlib.Path(name)
        if args.fresh:
            store = {**os.environ, "VC4LAB_CACHE": str(folder / "store")}
            show("(a) empty store to the table", [timed([vc4lab, "verify"], env=store)[0]], "aim: 720 s")
        timed([vc4lab, "verify"])
        again = [timed([vc4lab, "verify"])[0] for _ in range(3)]
        show("(b) everything built, all candidates", again, "aim: 60 s")
        first = json.loads(timed([vc4lab, "verify", "--candidate", CANDIDATE, "--format", "json"])[1])
        raise SystemExit(0)


if __name__ == "__main__":
    main()
