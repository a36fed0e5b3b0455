# SPDX-License-Identifier: Apache-2.0
"""What the lab is asked, and what it must answer."""
import dataclasses
import json
import os
import pathlib
import shutil

import processes

HOME = pathlib.Path(__file__).resolve().parents[2]
NO_VERDICT = range(129, 256)
INFRASTRUCTURE_ERROR = "INFRA"
PATCH = """\
From: Soak <soak@localhost>
Date: Thu, 1 Jan 2026 00:00:00 +0000
Subject: [PATCH] drm/vc4: hdmi: Change nothing, {stamp}

---
diff --git a/drivers/gpu/drm/vc4/vc4_hdmi.h b/drivers/gpu/drm/vc4/vc4_hdmi.h
--- a/drivers/gpu/drm/vc4/vc4_hdmi.h
+++ b/drivers/gpu/drm/vc4/vc4_hdmi.h
@@ -1,3 +1,4 @@
+/* {stamp} */
 #ifndef _VC4_HDMI_H_
 #define _VC4_HDMI_H_
 
-- 
2.39.5
"""


@dataclasses.dataclass(frozen=True)
class Job:
    """A command, and the exit status and the only verdict that it may give."""

    name: str
    arguments: tuple
    status: int
    verdict: str
    evicted: tuple = ()  # kinds of entries that the store has lost, so that they are built again or come from a share


# PATCH stands for a patch that nobody has built; on the case's base it changes nothing.
JOBS = [
    Job("good candidate", ("verify", "--candidate", "hw-params"), 0, "CLEAN"),
    Job("base", ("verify", "--candidate", "base"), 0, "REPRODUCED"),
    Job("foreign patch", ("verify", "--candidate", "PATCH"), 1, "REPRODUCED"),
    Job("foreign series", ("check", "PATCH"), 1, "REPRODUCED"),
    Job("own kernel", ("verify", "--candidate", "hw-params"), 0, "CLEAN", ("kernel",)),
    Job("matrix", ("matrix", "--filter", "config=armv7l-lockdep", "--filter", "kernel=5.10.223", "--filter",
                   "scenario=play", "--filter", "candidate=hw-params", "--filter", "profile=prompt"),
        0, "CLEAN", ("trial",)),
]


class Lab:
    """The lab with a store and temporary folders of the soak's own."""

    def __init__(self, program, store, scratch, bound):
        self.program = program
        self.store = store
        self.scratch = scratch
        self.bound = bound
        self.temporary = scratch / "tmp"
        self.temporary.mkdir()

    def environment(self, **more):
        """java.io.tmpdir is /tmp whatever TMPDIR says."""
        options = [f"-Djava.io.tmpdir={self.temporary}", more.pop("java", "")]
        return {**os.environ, "VC4LAB_CACHE": str(self.store), "TMPDIR": str(self.temporary),
                "XDG_STATE_HOME": str(self.scratch / "state"), "JDK_JAVA_OPTIONS": " ".join(options).strip(), **more}

    def command(self, job, stamp, launcher):
        patch = self.scratch / "soak.patch"
        patch.write_text(PATCH.format(stamp=stamp))
        arguments = [str(patch) if word == "PATCH" else word for word in job.arguments]
        return [str(self.program), *arguments, "--launcher", launcher, "--format", "json"]

    def forget(self, job):
        """What an eviction may do at any time, and the folders of runs, which are evidence and no leftovers."""
        for kind in job.evicted:
            shutil.rmtree(self.store / "entries" / kind, ignore_errors=True)
        for run in (self.store / "runs").glob("*"):
            shutil.rmtree(run)

    def start(self, command, environment):
        return processes.Run(command, environment, self.scratch)


def verdicts_in(value):
    if isinstance(value, dict):
        own = {value["verdict"]} if isinstance(value.get("verdict"), str) else set()
        return own.union(*map(verdicts_in, value.values()))
    return set().union(*map(verdicts_in, value)) if isinstance(value, list) else set()


def problem_with(job, status, out, must_succeed):
    """Why an answer is wrong; empty if it is the expected one, or none at all and the fault may be the reason."""
    try:
        verdicts = verdicts_in(json.loads(out.read_text()))
    except ValueError:  # nothing, or half a document
        verdicts = set()
    if status == job.status and verdicts == {job.verdict}:
        return ""
    answer = f"status {status} with {', '.join(sorted(verdicts)) or 'no verdict'}"
    expected = f"expected {job.status} with {job.verdict}"
    if must_succeed:
        return f"{answer} without a fault, {expected}"
    if status in NO_VERDICT and verdicts <= {job.verdict, INFRASTRUCTURE_ERROR}:
        return ""
    return f"wrong verdict: {answer}, {expected}"
