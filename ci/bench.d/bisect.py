#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How fast and how right a bisection is.

(a) Simulated noise, no boots: vc4lab's search beside git bisect run and ten repeats of each commit, on the same seeds.
(b) A bisection of a practice history whose kernels nobody has built yet, beside what a developer does by hand for the
    same commits (checkout, make, one bare boot that plays), and beside the whole of git bisect run done that way.
"""
import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from verify import HOME, VC4LAB, Developer, newest, run, show

OLD, NEW = "start", "broken"
BUG = "BUG: sleeping function called from invalid context at drivers/gpu/drm/vc4/vc4_hdmi.c"
SKIP = 125


def store_folder():
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(os.environ.get("VC4LAB_CACHE") or pathlib.Path(cache) / "vc4lab")


def simulate():
    target = HOME / "orchestrator" / "target"
    classes = [target / "test-classes", target / "classes", f"{target}/lib/*"]
    command = ["java", "-cp", ":".join(str(one) for one in classes), "org.vc4lab.bisect.NoiseSimulation"]
    print(run(command)[1])


class Plain(Developer):
    """The same developer with a git tree, built once at the older end."""

    def __init__(self, folder, history, store):
        self.folder = folder
        self.tree = folder / "linux"
        self.objects = folder / "objects"
        kernel = newest(store, "kernel")
        self.stub = (kernel / "kernel.img").read_bytes()[:4096]
        self.device_tree = kernel / "machine.dtb"
        self.qemu = newest(store, "emulator") / "qemu-system-aarch64"
        run(["git", "clone", "-q", "--shared", "--no-checkout", history, self.tree])
        self.checkout(OLD)
        self.objects.mkdir()
        (self.objects / ".config").write_bytes((kernel / "config").read_bytes())
        self.initrd = self.make_initrd(newest(store, "rootfs"), kernel)
        self.make()

    def checkout(self, commit):
        return run(["git", "-C", self.tree, "checkout", "-q", "-f", commit])[0]

    def step(self, commit):
        """Wall time of checkout, make and boot; and what git bisect run is told."""
        begun = time.monotonic()
        self.checkout(commit)
        make = ["make", f"-j{os.cpu_count()}", "-s", f"O={self.objects}", "ARCH=arm"]
        built = subprocess.run([*make, "CROSS_COMPILE=arm-linux-gnueabihf-", "zImage"], cwd=self.tree,
                               stdin=subprocess.DEVNULL, capture_output=True)
        if built.returncode != 0:
            return time.monotonic() - begun, SKIP
        image = self.folder / "kernel.img"
        image.write_bytes(self.stub + (self.objects / "arch/arm/boot/zImage").read_bytes())
        console = self.console(image)
        told = 1 if BUG in console else 0 if "end scenario=play status=0" in console else SKIP
        return time.monotonic() - begun, told

    def console(self, image):
        options = "console=ttyAMA0,115200 printk.devkmsg=on ignore_loglevel panic=-1"
        return run([self.qemu, "-M", "raspi4b", "-nodefaults", "-display", "none", "-serial", "stdio", "-no-reboot",
                    "-icount", "shift=2,sleep=off", "-kernel", image, "-dtb", self.device_tree,
                    "-initrd", self.initrd, "-append", options])[1]

    def bisect(self):
        """As git bisect run does it, skips and all; the wall time and the number of steps."""
        git = ["git", "-C", str(self.tree), "bisect"]
        begun = time.monotonic()
        said = run([*git, "start", "--no-checkout", NEW, OLD])[1]
        steps = 0
        while "is the first bad commit" not in said and "cannot bisect more" not in said:
            commit = run(["git", "-C", str(self.tree), "rev-parse", "BISECT_HEAD"])[1].strip()
            told = self.step(commit)[1]
            word = {0: "good", 1: "bad", SKIP: "skip"}[told]
            said = run([*git, word], accepted=(0, 2))[1]
            steps += 1
        return time.monotonic() - begun, steps, said.splitlines()[0]


def tried(journal):
    """The commits that were built, in that order, and how long each kernel and boot took."""
    document = [json.loads(line) for line in journal.read_text().splitlines()]
    made = {one["subject"]: one["millis"] / 1000 for one in document if one["event"] == "built"}
    looked = {one["subject"]: one["millis"] / 1000 for one in document if one["event"] == "looked"}
    return made, looked


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--simulation-only", action="store_true", help="no kernels: (a) alone")
    args = parser.parse_args()
    simulate()
    if args.simulation_only:
        return
    store = store_folder()
    with tempfile.TemporaryDirectory(prefix="vc4lab-bench-") as name:
        folder = pathlib.Path(name)
        history = folder / "history"
        run([HOME / "ci/practice-history", "--variant", f"bench {os.getpid()}", history])
        run([VC4LAB, "step", "--tree", history, "--rev", OLD])
        wall, found = run([VC4LAB, "bisect", "--tree", history, "--good", OLD, "--bad", NEW,
                           "--folder", folder / "bisection"])
        made, looked = tried(folder / "bisection" / "journal.jsonl")
        print(found.strip(), flush=True)

        plain = Plain(folder, history, store)
        ids = run(["git", "-C", history, "log", "--reverse", "--topo-order", "--format=%H", f"{OLD}..{NEW}"])[1].split()
        same = [subject for subject in made if subject in looked and re.fullmatch(r"\d+", subject)]
        by_hand = [plain.step(ids[int(subject)])[0] for subject in same]
        show("(b) vc4lab: one kernel and its boot", [made[subject] + looked[subject] for subject in same])
        show("    by hand: checkout, make, boot, same commits", by_hand)
        lab = statistics.mean(made[subject] + looked[subject] for subject in same)
        print(f"    ratio of the means {lab / statistics.mean(by_hand):.2f}   aim 1.15, side by side with others")
        plain.checkout(OLD)
        plain.make()
        whole, steps, said = plain.bisect()
        print(f"    whole bisection: vc4lab {wall:.1f} s, ends and last check included; by hand {whole:.1f} s,"
              f" {steps} steps, both left out: {said}")
        print(f"    ratio {wall / whole:.2f}   aim 0.5")


if __name__ == "__main__":
    sys.exit(main())
