# SPDX-License-Identifier: Apache-2.0
"""How fast and how right a bisection is.

(a) Simulated noise, no boots: vc4lab's search beside git bisect run and ten repeats of each commit, on the same seeds.
(b) On a practice history whose kernels nobody has built yet: single commits by vc4lab step, beside what a developer does
    by hand for the same commits, each after the one before (checkout, make, one bare boot that plays).
(c) On the same history a whole bisection, beside git bisect run done that way.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from verify import HOME, PLAYED, VC4LAB, Developer, Failed, run, show

OLD, NEW = "start", "broken"
BUG = "BUG: sleeping function called from invalid context at drivers/gpu/drm/vc4/vc4_hdmi.c"
SKIP = 125
TOLD = (0, 1, SKIP)  # exit statuses that answer the question
STEPS = 6  # single commits that are compared


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
        self.history = history
        super().__init__(folder, store)
        self.boot()

    def get_sources(self, store):
        run(["git", "clone", "-q", "--shared", "--no-checkout", self.history, self.tree])
        self.checkout(OLD)

    def checkout(self, commit):
        return run(["git", "-C", self.tree, "checkout", "-q", "-f", commit])[0]

    def step(self, commit):
        """Wall time of checkout, make and boot; and what git bisect run is told."""
        begun = time.monotonic()
        self.checkout(commit)
        try:
            self.make()
        except Failed:
            return time.monotonic() - begun, SKIP
        console = self.console()[1]
        told = 1 if BUG in console else 0 if PLAYED in console else SKIP
        return time.monotonic() - begun, told

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


def kernels(journal):
    """The numbers of the commits whose kernels a bisection made, with 0 for the one after the older end."""
    events = [json.loads(line) for line in journal.read_text().splitlines()]
    return {event["subject"] for event in events if event["event"] == "built"}


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
        ids = run(["git", "-C", history, "log", "--reverse", "--topo-order", "--format=%H", f"{OLD}..{NEW}"])[1].split()
        # The objects of the older end, but for a remark that they do not hold: its own kernel may be in the store.
        run([VC4LAB, "step", "--tree", history, "--rev", ids[0]])
        wall, found = run([VC4LAB, "bisect", "--tree", history, "--good", OLD, "--bad", NEW,
                           "--folder", folder / "bisection"])
        print(found.strip(), flush=True)

        plain = Plain(folder, history, store)
        made = kernels(folder / "bisection" / "journal.jsonl")
        fresh = [one for number, one in enumerate(ids) if number > 0 and str(number) not in made]
        same = fresh[len(fresh) // (2 * STEPS)::len(fresh) // STEPS][:STEPS]
        # Both stand at the same commit, one that neither has built before.
        run([VC4LAB, "step", "--tree", history, "--rev", fresh[0]], accepted=TOLD)
        plain.step(fresh[0])
        of_lab, by_hand = [], []
        for commit in same:
            begun = time.monotonic()
            run([VC4LAB, "step", "--tree", history, "--rev", commit], accepted=TOLD)
            took = time.monotonic() - begun
            hand, told = plain.step(commit)
            if told != SKIP:  # a kernel that does not build or play has no boot to compare
                of_lab.append(took)
                by_hand.append(hand)
        show("(b) vc4lab step: one kernel, its boot, its verdict", of_lab)
        show("    by hand: checkout, make, boot, same commits", by_hand)
        print(f"    ratio of the means {statistics.mean(of_lab) / statistics.mean(by_hand):.2f}   aim 1.15", flush=True)
        plain.checkout(OLD)
        plain.make()
        whole, steps, said = plain.bisect()
        print(f"(c) whole bisection: vc4lab {wall:.1f} s, ends and last check included; by hand {whole:.1f} s,"
              f" {steps} steps, both left out: {said}")
        print(f"    ratio {wall / whole:.2f}   aim 0.5")


if __name__ == "__main__":
    sys.exit(main())
