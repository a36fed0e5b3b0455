# SPDX-License-Identifier: Apache-2.0
"""What the container launcher adds to a trial.

Runs the same trial on both launchers in turn, everything built, and compares the wall times in the evidence.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

HOME = pathlib.Path(__file__).resolve().parents[2]


def trial(launcher, folder):
    """Seconds and verdict of each trial of a run."""
    command = [HOME / "vc4lab", "verify", "--launcher", launcher, "--candidate", "hw-params", "--jobs", "1",
               "--format", "json", "--runs", folder]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: ran: {command}\nexit status {done.returncode}\n{done.stdout}{done.stderr}")
    trials = json.loads(done.stdout)["results"][0]["trials"]
    return [(result["wallMillis"] / 1000, result["verdict"]) for result in trials]


def main():
    parser = argparse.ArgumentParser(prog="ci/bench launchers")
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    seconds = {"local": [], "container": []}
    verdicts = set()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds + 1):
            for launcher, all_seconds in seconds.items():
                for wall, verdict in trial(launcher, pathlib.Path(folder) / f"{launcher}-{number}"):
                    verdicts.add(verdict)
                    if number > 0:  # the first round warms up
                        all_seconds.append(wall)
    for launcher, all_seconds in seconds.items():
        print(f"{launcher:<10} median {statistics.median(all_seconds):5.2f} s of {len(all_seconds)} trials")
    added = statistics.median(seconds["container"]) - statistics.median(seconds["local"])
    print(f"a container adds {added:.2f} s a trial; verdicts of both: {', '.join(sorted(verdicts))}")


main()
