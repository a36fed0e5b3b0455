# SPDX-License-Identifier: Apache-2.0
"""Times of a session in gdb, in seconds: to the report, to where its lock is taken, single steps, a watchpoint.

All of them go backwards, in the case's first candidate, or in a trial that has run. Other arguments are passed to
./vc4lab gdb, such as --config or --twin, or --candidate and the --schedule that explore has kept.
"""
import argparse
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HOME = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HOME / "ci" / "common"))
import labstore  # noqa: E402

SESSION = """
python
import time
print("at", time.time())
def timed(name, command):
    begin = time.monotonic()
    gdb.execute(command, to_string=True)
    print("time", name, time.monotonic() - begin)
for step in range(%d):
    timed("reverse-stepi", "reverse-stepi")
gdb.execute("break snd_pcm_action_lock_irq")
timed("reverse-continue to the lock", "reverse-continue")
gdb.execute("delete")
gdb.execute("set $word = (int *) $sp")  # with the register itself gdb would step
gdb.execute("watch *$word")
timed("reverse watchpoint", "reverse-continue")
end
"""


def session(arguments, script):
    begin = time.time()
    done = subprocess.run([str(HOME / "vc4lab"), "gdb", "--script", str(script), *arguments],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    times = [("to the report", float(re.search(r"^at ([0-9.]+)$", done.stdout, re.M)[1]) - begin)]
    return times + [(name, float(seconds))
                    for name, seconds in re.findall(r"^time (.*) ([0-9.e-]+)$", done.stdout, re.M)]


def forget_reports(since):
    """Those that a session has used or made since then: the store notes the last use."""
    for entry in (labstore.location() / "entries/report").iterdir():
        if (entry / "manifest").stat().st_mtime >= since:
            shutil.rmtree(entry)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--first", action="store_true", help="forget in each round where reports are")
    parser.add_argument("--trial", help="named as ./vc4lab gdb takes it")
    args, rest = parser.parse_known_args()
    if args.trial:
        rest.insert(0, args.trial)
    elif not any(word.split("=")[0] == "--candidate" for word in rest):
        rest = ["--candidate", "base", *rest]
    seconds = {}
    with tempfile.TemporaryDirectory(prefix="vc4lab-bench-") as folder:
        script = pathlib.Path(folder) / "session.gdb"
        script.write_text(SESSION % args.steps)
        begin = time.time()
        session(rest, script)  # builds what is missing
        for _ in range(args.rounds):
            if args.first:
                forget_reports(begin)
                begin = time.time()
            for name, value in session(rest, script):
                seconds.setdefault(name, []).append(value)
    for name, values in seconds.items():
        print(f"{name:<30} median {statistics.median(values):6.2f} s, largest {max(values):6.2f} s")


main()
