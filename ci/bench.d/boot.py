# SPDX-License-Identifier: Apache-2.0
"""How long a machine takes to user space, to the first line of its init: guest time, CPU time and wall time of the emulator.

The lab in another folder, such as a git worktree of an older commit, is measured in turn with this one. Other arguments are
passed to ./vc4lab verify, such as --kernel or --config.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HOME = pathlib.Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
CPU_FIELDS = slice(11, 13)  # of /proc/PID/stat, behind the program's name: utime and stime
START_FIELD = 19
POLL_SECONDS = 0.002


def first_line(folder):
    """Guest time of the first whole line of a transcript below a folder, in seconds; None before there is one."""
    for transcript in folder.rglob("transcript.log"):
        line, newline, _ = transcript.read_text().partition("\n")
        if newline:
            return int(line.split()[0]) / 1e9
    return None


def emulator_fields(folder):
    """The fields of /proc/PID/stat of the emulator, which runs in its trial's folder; None if there is none."""
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if folder in (process / "cwd").resolve().parents and "qemu" in os.readlink(process / "exe"):
                return (process / "stat").read_text().rpartition(") ")[2].split()
        except OSError:
            continue  # it has ended
    return None


def booting(home):
    """The option that keeps a lab from going on with a machine that has booted before; older ones have none."""
    usage = subprocess.run([home / "vc4lab", "verify", "--help"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    option = "--no-snapshot"
    return [option] if option in usage.stdout else []


def boot(home, arguments):
    """Guest, CPU and wall time of one boot to user space, in seconds. The trial is not run to its end."""
    with tempfile.TemporaryDirectory(prefix="vc4lab-bench-") as name, tempfile.TemporaryFile() as output:
        folder = pathlib.Path(name).resolve()
        command = [home / "vc4lab", "verify", "--launcher", "local", "--jobs", "1", "--runs", folder, *arguments]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output) as lab:
            while (guest := first_line(folder)) is None:
                if lab.poll() is not None:
                    output.seek(0)
                    sys.exit(f"bench: ran: {command}\nexit status {lab.returncode}, and no user space\n"
                             + output.read().decode())
                time.sleep(POLL_SECONDS)
            fields = emulator_fields(folder)
            now = time.clock_gettime(time.CLOCK_BOOTTIME)
            lab.terminate()
        if fields is None:
            sys.exit("bench: the emulator ended before it could be measured")
        return guest, sum(map(int, fields[CPU_FIELDS])) / TICKS, now - int(fields[START_FIELD]) / TICKS


def main():
    parser = argparse.ArgumentParser(prog="ci/bench boot", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--beside", type=pathlib.Path, metavar="FOLDER", help="another lab")
    args, rest = parser.parse_known_args()
    homes = [HOME] if args.beside is None else [args.beside.resolve(), HOME]
    arguments = {home: [*booting(home), *(rest or ["--candidate", "hw-params"])] for home in homes}
    for home in homes:
        boot(home, arguments[home])  # builds what is missing
    boots = {home: [] for home in homes}
    for _ in range(args.rounds):
        for home in homes:
            boots[home].append(boot(home, arguments[home]))
    for home in homes:
        guest, cpu, wall = (statistics.median(values) for values in zip(*boots[home]))
        print(f"{home}: guest {guest:.3f} s, CPU {cpu:.2f} s, wall {wall:.2f} s; medians of {args.rounds} boots")


if __name__ == "__main__":
    main()
