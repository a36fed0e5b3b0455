# SPDX-License-Identifier: Apache-2.0
"""Any command of two commits, run in turn: this working tree's against another commit's.

  ci/bench against bf50b7f -- ./vc4lab verify
  ci/bench against HEAD~1 --rounds 9 -- ./vc4lab matrix --fresh --filter candidate=base

The command runs in the top folder of each, which has its own store. A first round, which fills the stores, is not measured.
"""
import argparse
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

HOME = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HOME / "ci" / "common"))
import labstore  # noqa: E402


def git(*arguments):
    done = subprocess.run(["git", "-C", str(HOME), *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: ran: git {' '.join(arguments)}\n{done.stderr}")
    return done.stdout.strip()


def seconds(command, folder, environment, accepted):
    start = time.monotonic()
    done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    took = time.monotonic() - start
    if done.returncode not in accepted:
        sys.exit(f"bench: ran in {folder}: {command}\nexit status {done.returncode}\n{done.stdout}{done.stderr}")
    return took


def main():
    parser = argparse.ArgumentParser(prog="ci/bench against", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--status", type=int, action="append", help="an exit status that is no failure (default: 0)")
    parser.add_argument("command", nargs="+", help="after --")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that the worktree is removed
    commit = git("rev-parse", "--verify", "--short=8", arguments.commit + "^{commit}")
    with tempfile.TemporaryDirectory(prefix="vc4lab-bench-") as name:
        other = pathlib.Path(name) / "tree"
        try:
            git("worktree", "add", "--detach", str(other), commit)
            # This tree has the store that is in use already; a commit's stays for the next run.
            ways = {commit: (other, {**os.environ, "VC4LAB_CACHE": str(labstore.caches() / f"vc4lab-{commit}")}),
                    "this tree": (HOME, dict(os.environ))}
            times = {way: [] for way in ways}
            for number in range(arguments.rounds + 1):
                for way, (folder, environment) in ways.items():
                    took = seconds(arguments.command, folder, environment, arguments.status or [0])
                    if number:
                        times[way].append(took)
                    print(f"{way:<12} {'' if number else 'warm-up '}{took:.2f} s", flush=True)
        finally:
            if other.exists():
                git("worktree", "remove", "--force", str(other))
    base = statistics.median(times[commit])
    for way, values in times.items():
        median = statistics.median(values)
        print(f"{way:<12} median {median:.2f} s of {len(values)}, {median / base:.2f} of {commit}")


main()
