# SPDX-License-Identifier: Apache-2.0
"""Programs, with their output in the error."""
import os
import subprocess

from errors import SeriesError

LINES = 30
# No configuration of the user, and the same author and time in each run
GIT = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "LC_ALL": "C.UTF-8",
       "GIT_AUTHOR_NAME": "vc4lab", "GIT_AUTHOR_EMAIL": "vc4lab@localhost", "GIT_AUTHOR_DATE": "2000-01-01T00:00:00Z",
       "GIT_COMMITTER_NAME": "vc4lab", "GIT_COMMITTER_EMAIL": "vc4lab@localhost", "GIT_COMMITTER_DATE": "2000-01-01T00:00:00Z"}


def run(*argv, cwd, what=None, env=None, stdin=None):
    """The output of a program that must end with 0; otherwise the error has its last lines."""
    argv = [str(argument) for argument in argv]
    # Without those of a git hook that may have called this
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(argv, cwd=cwd, env={**inherited, **(env or {})}, input=stdin, text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=None if stdin else subprocess.DEVNULL)
    if done.returncode:
        output = "\n".join(done.stdout.splitlines()[-LINES:])
        raise SeriesError(f"{what or 'failed'}\nran in {cwd}: {' '.join(argv)}\nit ended with {done.returncode}:\n{output}")
    return done.stdout


def git(tree, *argv, what=None, stdin=None):
    return run("git", *argv, cwd=tree, what=what, env=GIT, stdin=stdin)
