# SPDX-License-Identifier: Apache-2.0
"""Trials of the lab with injected faults; ../soak says what is looked for."""
import argparse
import collections
import dataclasses
import pathlib
import random
import secrets
import shutil
import signal
import sys
import tempfile
import time

import faults
import lab
import leftovers
import processes

sys.path.insert(0, str(lab.HOME / "ci" / "common"))
import labstore  # noqa: E402

GRACE_SECONDS = 30
BOUND_SECONDS = 1500  # longer than the lab waits for a share, and than a kernel takes to build
TRIALS = 20
EXPECTED, SILENT, VIOLATION = "as expected", "no verdict", "violations"


@dataclasses.dataclass
class Trial:
    number: int
    job: lab.Job
    launcher: str
    fault: faults.Fault


def options():
    parser = argparse.ArgumentParser(prog="ci/soak", description=__doc__)
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--trials", type=int, default=TRIALS, metavar="N")
    length.add_argument("--minutes", type=float, metavar="M", help="trials begin for so long")
    parser.add_argument("--seed", default=secrets.token_hex(4), metavar="S")
    parser.add_argument("--first", type=int, default=1, metavar="I", help="number of the first trial")
    parser.add_argument("--fault", action="append", choices=list(faults.KINDS), metavar="KIND", help="default: all")
    parser.add_argument("--launcher", action="append", choices=["sandbox", "container", "local"], metavar="WHERE",
                        help="default: sandbox")
    parser.add_argument("--store", type=pathlib.Path, default=labstore.caches() / "vc4lab-soak", metavar="DIR",
                        help="a store that nothing else uses, filled if it is empty (default: %(default)s)")
    parser.add_argument("--lab", type=pathlib.Path, default=lab.HOME / "vc4lab", metavar="PROGRAM")
    parser.add_argument("--bound", type=float, default=BOUND_SECONDS, metavar="SECONDS", help="of a run (default: %(default)s)")
    parser.add_argument("--grace", type=float, default=GRACE_SECONDS, metavar="SECONDS",
                        help="from the end of a run to that of its last process (default: %(default)s)")
    return parser.parse_args()


class Soak:
    def __init__(self, arguments, scratch):
        self.arguments = arguments
        self.lab = lab.Lab(arguments.lab, arguments.store.absolute(), scratch, arguments.bound)
        self.launchers = arguments.launcher or ["sandbox"]
        self.kinds = [kind for kind in arguments.fault or faults.DEFAULT if self.is_possible(kind)]
        self.seconds = {}
        self.rows = collections.defaultdict(collections.Counter)
        self.violations = 0

    @staticmethod
    def is_possible(kind):
        problem = faults.KINDS[kind].problem()
        if problem:
            print(f"left out: {kind}: {problem}", flush=True)
        return not problem

    def run(self, job, launcher, stamp, fault=None):
        """Returns the exit status, and the problem of its answer."""
        command = self.lab.command(job, stamp, launcher)
        environment = self.lab.environment(**(fault.environment() if fault else {}))
        run = self.lab.start(command, environment)
        done = fault is None
        try:
            while not run.ended() and run.seconds() < self.lab.bound:
                done = done or fault.act(run)
                processes.reap(run.process)
                time.sleep(processes.POLL_SECONDS)
            status = run.wait(self.lab.bound)
        finally:
            still_there = processes.survivors(run.process, self.arguments.grace if run.ended() else 0)
            processes.kill_all()
            run.process.wait()
        if still_there:
            return status, f"processes left: {', '.join(still_there)}"
        return status, lab.problem_with(job, status, run.out, must_succeed=fault is None)

    def prepare(self, job, launcher):
        """Fills the store."""
        if (launcher, job) not in self.seconds:
            self.lab.forget(job)
            problem = self.repeat(job, launcher, f"{self.arguments.seed} first")
            if problem:
                self.fail(f"{job.name} in {launcher}: {problem}")

    def repeat(self, job, launcher, stamp):
        """Without a fault. Returns the problem."""
        start = time.monotonic()
        problem = self.run(job, launcher, stamp)[1]
        self.seconds[launcher, job] = time.monotonic() - start
        return problem

    def fail(self, problem):
        sys.exit(f"ci/soak: no trial runs: {problem}\n{tail(self.lab.scratch / 'stderr')}")

    def draw(self, number):
        """The same for the same seed, number and options."""
        rng = random.Random(f"{self.arguments.seed}/{number}")
        random.seed(f"{self.arguments.seed}/{number}/share")
        kind = faults.KINDS[rng.choice(self.kinds)]
        jobs = [job for job in lab.JOBS if job.evicted] if kind is faults.Share else lab.JOBS
        job, launcher = rng.choice(jobs), rng.choice(self.launchers)
        self.prepare(job, launcher)
        return Trial(number, job, launcher, kind(self.lab, rng, self.seconds[launcher, job]))

    def trial(self, trial):
        self.lab.forget(trial.job)
        stamp = f"{self.arguments.seed} {trial.number}"
        problems = []
        outcome = VIOLATION
        try:
            status, problem = self.run(trial.job, trial.launcher, stamp, trial.fault)
            problems.append(problem)
            outcome = EXPECTED if status == trial.job.status else SILENT
            self.keep(trial, "fault")
            trial.fault.undo()
            problems.append(self.repeat(trial.job, trial.launcher, stamp))
            problems += leftovers.all_of(self.lab)
        except processes.Hang as hang:
            problems.append(f"hang: {hang}")
        finally:
            trial.fault.undo()
            trial.fault.end()
        self.report(trial, outcome, [problem for problem in problems if problem])

    def keep(self, trial, run):
        for stream in ("stdout", "stderr"):
            shutil.copy(self.lab.scratch / stream, self.lab.scratch / f"{trial.number}.{run}.{stream}")

    def report(self, trial, outcome, problems):
        row = self.rows[trial.fault.label]
        row["trials"] += 1
        row[VIOLATION if problems else outcome] += 1
        print(f"{trial.number}: {trial.fault.label}, {trial.job.name} in {trial.launcher}: "
              f"{'VIOLATION' if problems else outcome}", flush=True)
        if not problems:
            for kept in self.lab.scratch.glob(f"{trial.number}.*"):
                kept.unlink()
            return
        self.violations += 1
        self.keep(trial, "again")
        for problem in problems:
            print(f"    {problem}")
        kinds = "".join(f" --fault {kind}" for kind in self.arguments.fault or ())
        launchers = "".join(f" --launcher {launcher}" for launcher in self.arguments.launcher or ())
        print(f"    again: ci/soak --seed {self.arguments.seed} --first {trial.number} --trials 1{kinds}{launchers}")
        print(f"    output: {self.lab.scratch}/{trial.number}.*", flush=True)
        for path in self.lab.temporary.glob("*"):  # reported once
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def table(self):
        columns = ["trials", EXPECTED, SILENT, VIOLATION]
        total = sum(self.rows.values(), collections.Counter())
        print(f"\n{'fault':<24}" + "".join(f"{column:>13}" for column in columns))
        for label, row in [*sorted(self.rows.items()), ("all", total)]:
            print(f"{label:<24}" + "".join(f"{row[column]:>13}" for column in columns))

    def go(self):
        print(f"seed {self.arguments.seed}, store {self.lab.store}", flush=True)
        start = time.monotonic()
        number = self.arguments.first
        while (time.monotonic() - start < 60 * self.arguments.minutes if self.arguments.minutes
               else number < self.arguments.first + self.arguments.trials):
            self.trial(self.draw(number))
            number += 1
        self.table()
        print(f"{(time.monotonic() - start) / 60:.1f} minutes, {self.violations} violations")
        return 1 if self.violations else 0


def tail(file):
    return "\n".join(file.read_text(errors="replace").splitlines()[-20:])


def main():
    arguments = options()
    processes.adopt_orphans()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # ends the run too
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="vc4lab-soak-"))
    status = 1
    try:
        status = Soak(arguments, scratch).go()
    finally:
        processes.kill_all()
        if status == 0:
            shutil.rmtree(scratch)
    return status


if __name__ == "__main__":
    sys.exit(main())
