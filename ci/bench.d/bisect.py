# SPDX-License-Identifier: Apache-2.0
"""How fast and how right a bisection is.

(a) Simulated flakiness, no boots: vc4lab's search, git bisect run, and ten repeats of each commit, on the same seeds.
(b) On a practice history whose kernels are not in the store: single commits by vc4lab bisect-run, and by hand for the same commits
    in the same order (checkout, make, one bare boot that plays).
(c) On the same history a whole bisection, and git bisect run by hand.
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

from verify import HOME, PLAYED, VC4LAB, Developer, Failed, labstore, run, show

OLD, NEW = "start", "broken"
BUG = "BUG: sleeping function called from invalid context at drivers/gpu/drm/vc4/vc4_hdmi.c"
SKIP = 125
ANSWERS = (0, 1, SKIP)  # exit statuses of a commit that could be tested, or is to be skipped
STEPS = 6  # single commits that are compared


def simulate():
    target = HOME / "orchestrator" / "target"
    classes = [target / "test-classes", target / "classes", f"{target}/lib/*"]
    command = ["java", "-cp", ":".join(str(path) for path in classes), "org.vc4lab.bisect.NoiseSimulation"]
    print(run(command)[1])


class Plain(Developer):
    """A developer with a git tree that was built once at the older end."""

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
        """Wall time of checkout, make and boot, and the exit status for git bisect run."""
        start = time.monotonic()
        self.checkout(commit)
        try:
            self.make()
        except Failed:
            return time.monotonic() - start, SKIP
        console = self.console()[1]
        status = 1 if BUG in console else 0 if PLAYED in console else SKIP
        return time.monotonic() - start, status

    def bisect(self):
        """Does what git bisect run does, skips included. Returns wall time, number of steps, and the first line of the result."""
        git = ["git", "-C", str(self.tree), "bisect"]
        start = time.monotonic()
        output = run([*git, "start", "--no-checkout", NEW, OLD])[1]
        steps = 0
        while "is the first bad commit" not in output and "cannot bisect more" not in output:
            commit = run(["git", "-C", str(self.tree), "rev-parse", "BISECT_HEAD"])[1].strip()
            status = self.step(commit)[1]
            word = {0: "good", 1: "bad", SKIP: "skip"}[status]
            output = run([*git, word], accepted=(0, 2))[1]
            steps += 1
        return time.monotonic() - start, steps, output.splitlines()[0]


def kernels(journal):
    """The numbers of the commits whose kernels a bisection built; 0 is the first after the older end."""
    events = [json.loads(line) for line in journal.read_text().splitlines()]
    return {event["subject"] for event in events if event["event"] == "built"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--simulation-only", action="store_true", help="no kernels: (a) alone")
    args = parser.parse_args()
    simulate()
    if args.simulation_only:
        return
    store = labstore.location()
    with tempfile.TemporaryDirectory(prefix="vc4lab-bench-") as name:
        folder = pathlib.Path(name)
        history = folder / "history"
        run([HOME / "ci/practice-history", "--variant", f"bench {os.getpid()}", history])
        ids = run(["git", "-C", history, "log", "--reverse", "--topo-order", "--format=%H", f"{OLD}..{NEW}"])[1].split()
        # Builds the objects of the older end: its first commit differs from it by a comment, and its own kernel may be in the store.
        run([VC4LAB, "bisect-run", "--tree", history, "--rev", ids[0]])
        wall, result = run([VC4LAB, "bisect", "--tree", history, "--good", OLD, "--bad", NEW,
                            "--folder", folder / "bisection"])
        print(result.strip(), flush=True)

        plain = Plain(folder, history, store)
        built = kernels(folder / "bisection" / "journal.jsonl")
        fresh = [commit for number, commit in enumerate(ids) if number > 0 and str(number) not in built]
        compared = fresh[len(fresh) // (2 * STEPS)::len(fresh) // STEPS][:STEPS]
        # Both sides start at the same commit, one that neither has built.
        run([VC4LAB, "bisect-run", "--tree", history, "--rev", fresh[0]], accepted=ANSWERS)
        plain.step(fresh[0])
        of_lab, by_hand = [], []
        for commit in compared:
            start = time.monotonic()
            run([VC4LAB, "bisect-run", "--tree", history, "--rev", commit], accepted=ANSWERS)
            took = time.monotonic() - start
            hand, status = plain.step(commit)
            if status != SKIP:  # a skipped commit has no boot to compare
                of_lab.append(took)
                by_hand.append(hand)
        show("(b) vc4lab step: one kernel, its boot, its verdict", of_lab)
        show("    by hand: checkout, make, boot, same commits", by_hand)
        print(f"    ratio of the means {statistics.mean(of_lab) / statistics.mean(by_hand):.2f}   aim 1.15", flush=True)
        plain.checkout(OLD)
        plain.make()
        whole, steps, result = plain.bisect()
        print(f"(c) whole bisection: vc4lab {wall:.1f} s, ends and last check included; by hand {whole:.1f} s,"
              f" {steps} steps, both left out: {result}")
        print(f"    ratio {wall / whole:.2f}   aim 0.5")


if __name__ == "__main__":
    sys.exit(main())
