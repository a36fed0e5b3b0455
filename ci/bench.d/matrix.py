# SPDX-License-Identifier: Apache-2.0
"""Trials per minute of a plan, as many in parallel as the machine allows, against one after the other.

Kernels are built first; every trial boots. Other arguments are passed to ./vc4lab matrix, such as --filter.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HOME = pathlib.Path(__file__).resolve().parents[2]


def trials_a_minute(arguments, folder):
    start = time.monotonic()
    done = subprocess.run([str(HOME / "vc4lab"), "matrix", "--out", str(folder), *arguments],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    seconds = time.monotonic() - start
    if done.returncode != 0:
        sys.exit(f"bench: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    count = len(json.loads((folder / "results.json").read_text())["results"])
    return count, 60 * count / seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    args, rest = parser.parse_known_args()
    plan = rest or ["--filter", "config=armv7l-lockdep", "--filter", "scenario=play"]
    ways = {"side by side": [], "one after the other": ["--jobs", "1"], "from the store": None}
    rates = {way: [] for way in ways}
    with tempfile.TemporaryDirectory(prefix="vc4lab-bench-") as name:
        folder = pathlib.Path(name)
        trials_a_minute(plan, folder / "warm")
        for number in range(args.rounds):
            for way, more in ways.items():
                options = plan if more is None else [*plan, "--fresh", *more]
                count, rate = trials_a_minute(options, folder / f"{way}-{number}")
                rates[way].append(rate)
                print(f"{way:<22} {count} trials, {rate:6.1f} a minute", flush=True)
    medians = {way: statistics.median(values) for way, values in rates.items()}
    base = medians["one after the other"]
    for way, median in medians.items():
        print(f"{way:<22} median {median:6.1f} trials a minute, {median / base:5.2f} times one after the other")


if __name__ == "__main__":
    main()
