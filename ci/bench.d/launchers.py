# SPDX-License-Identifier: Apache-2.0
"""What the sandbox and the container launcher add to the build of a kernel and to a trial.

Each round changes a header of the sound core, builds the kernel and runs its two trials, on all launchers in turn. What is
printed is relative to the first of them.
"""
import argparse
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

HOME = pathlib.Path(__file__).resolve().parents[2]
LAUNCHERS = ["local", "sandbox", "container"]
BUILD = re.compile(r"^kernel .*: ([\d.]+) s$", re.MULTILINE)
PATCH = """\
From: Benchmark <benchmark@localhost>
Date: Thu, 1 Jan 2026 00:00:00 +0000
Subject: [PATCH] ALSA: pcm: change nothing, {number}

---
diff --git a/include/sound/pcm.h b/include/sound/pcm.h
--- a/include/sound/pcm.h
+++ b/include/sound/pcm.h
@@ -1,3 +1,4 @@
 /* SPDX-License-Identifier: GPL-2.0-or-later */
+/* {number} */
 #ifndef __SOUND_PCM_H
 #define __SOUND_PCM_H
-- 
2.39.5
"""


def run(launcher, number, folder):
    """Seconds of the build, and seconds and verdict of each trial."""
    patch = folder / f"{number}.patch"
    patch.write_text(PATCH.format(number=f"{folder.name} {number}"))
    command = [HOME / "vc4lab", "verify", "--launcher", launcher, "--candidate", patch, "--jobs", "1",
               "--format", "json", "--runs", folder / f"runs-{number}"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    build = BUILD.search(done.stderr)
    if done.returncode not in (0, 1) or not build:
        sys.exit(f"bench: ran: {command}\nexit status {done.returncode}\n{done.stdout}{done.stderr}")
    trials = json.loads(done.stdout)["results"][0]["trials"]
    return float(build[1]), [(result["wallMillis"] / 1000, result["verdict"]) for result in trials]


def compare(what, seconds):
    first = statistics.median(next(iter(seconds.values())))
    for launcher, all_seconds in seconds.items():
        median = statistics.median(all_seconds)
        print(f"{what:<6} {launcher:<10} median {median:6.2f} s of {len(all_seconds)}, {median / first - 1:+.1%}")


def main():
    parser = argparse.ArgumentParser(prog="ci/bench launchers")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--launchers", nargs="+", default=LAUNCHERS, choices=LAUNCHERS)
    arguments = parser.parse_args()
    builds = {launcher: [] for launcher in arguments.launchers}
    trials = {launcher: [] for launcher in arguments.launchers}
    verdicts = set()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(arguments.rounds + 1):
            for launcher in arguments.launchers:
                build, all_trials = run(launcher, f"{number}-{launcher}", pathlib.Path(folder))
                verdicts.update(verdict for _, verdict in all_trials)
                if number > 0:  # the first round warms up
                    builds[launcher].append(build)
                    trials[launcher] += [wall for wall, _ in all_trials]
    compare("build", builds)
    compare("trial", trials)
    print(f"verdicts of all: {', '.join(sorted(verdicts))}")


main()
