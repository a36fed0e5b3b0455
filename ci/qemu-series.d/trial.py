# SPDX-License-Identifier: Apache-2.0
"""Whether the patches are in QEMU's style, apply with git am, build one by one, and pass their tests."""
import os
import pathlib
import re
import shutil
import subprocess
import time

import patches
import sources
from errors import SeriesError
from plan import LAB
from run import git, run

CONFIGS = "configs/devices/aarch64-softmmu"
PROGRAM = "qemu-system-aarch64"
FUNCTIONAL = "tests/functional/"
# Seconds for a program of tests
TIMEOUT = 1800


def check_style(made, series):
    """checkpatch on each mail. What it may say is in series.toml, with the reason."""
    patches.clean(made.tree)
    used, errors = set(), []
    for mail in made.mails:
        checkpatch = ["perl", "scripts/checkpatch.pl", "--terse", "--no-summary", str(mail)]
        done = subprocess.run(checkpatch, cwd=made.tree, text=True, errors="replace",
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        output = done.stdout.splitlines()
        if done.returncode and not output:
            errors.append(f"{mail.name}: it ended with {done.returncode}")
        for line in output:
            allowed = [text for text in series.exceptions if text in line]
            used.update(allowed)
            if not allowed:
                errors.append(line)
    if not series.newer:
        errors += [f"it no longer says \"{text}\": delete the exception from {series.file.name}"
                   for text in series.exceptions if text not in used]
    if errors:
        raise SeriesError("checkpatch.pl:\n  " + "\n  ".join(errors))
    print(f"checkpatch: 0 errors, 0 warnings in {len(made.mails)} patches")
    for text in sorted(used):
        print(f"  but \"{text}\": {series.exceptions[text]}", flush=True)


class Build:
    def __init__(self, made, series, work):
        self.series = series
        self.tree = made.tree
        self.work = work
        self.objects = work / "objects"
        self.env = {"PYTHONPATH": str(self.meson()), "CCACHE_DIR": str(work / "ccache"), "CCACHE_MAXSIZE": "1G"}
        shutil.rmtree(self.objects, ignore_errors=True)
        self.objects.mkdir()
        for file in (series.emulator / CONFIGS).iterdir():
            shutil.copy(file, self.tree / CONFIGS)
        (self.tree / ".git/info/exclude").write_text(f"{CONFIGS}/vc4lab*.mak\n")
        arguments = [line.strip() for line in (series.emulator / "configure.args").read_text().splitlines()]
        arguments = [line for line in arguments if line and not line.startswith("#") and "--with-devices" not in line]
        if shutil.which("ccache"):
            arguments.append("--cc=ccache gcc")
        self.run("QEMU's configure failed", self.tree / "configure", *arguments, "--enable-werror",
                 "--with-devices-aarch64=vc4lab-tests")

    def meson(self):
        pin = self.series.pins["meson"]
        folder = self.work / f"meson-{pin['sha256']}"
        if not folder.exists():
            part = self.work / "meson.part"
            shutil.rmtree(part, ignore_errors=True)
            run("dpkg-deb", "-x", sources.find(pin, self.work), part, cwd=self.work)
            part.rename(folder)
        return folder / pin["python"]

    def run(self, what, *argv):
        return run(*argv, cwd=self.objects, env=self.env, what=what)

    def ninja(self, patch, *targets):
        self.run(f"\"{patch.subject}\" does not build", "ninja", *targets)

    def test(self, patch):
        """The tests that the patches up to one bring, and QEMU's own of what they change."""
        files = [file for other in self.series.patches[:patch.index + 1] for file in other.files]
        tests = ["tests/qtest/bcm2835-dma-test", "tests/qtest/bcm2835-i2c-test"]
        tests += [file.removesuffix(".c") for file in files
                  if file.startswith(("tests/qtest/", "tests/unit/")) and file.endswith("-test.c")]
        self.ninja(patch, *tests)
        env = {**os.environ, "QTEST_QEMU_BINARY": str(self.objects / PROGRAM)}
        failed, passed = [], 0
        for test in tests:
            try:
                done = subprocess.run([self.objects / test, "--tap", "-k"], cwd=self.objects, env=env, text=True,
                                      errors="replace", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, check=False, timeout=TIMEOUT)
            except subprocess.TimeoutExpired:
                failed.append(f"{test} did not end within {TIMEOUT} s")
                continue
            results = done.stdout.splitlines()
            ok = sum(line.startswith("ok ") for line in results)
            passed += ok
            if done.returncode or not ok:
                failed.append(f"{test} ended with {done.returncode}:\n" + "\n".join(results[-10:]))
        if failed:
            raise SeriesError(f"after \"{patch.subject}\":\n" + "\n".join(failed))
        return f"{passed} tests of {len(tests)} programs passed"

    def functional_test(self):
        """They need nothing but the emulator. QEMU's runner of them needs pycotap for its output; unittest does not."""
        stub = self.work / "stub"
        stub.mkdir(exist_ok=True)
        (stub / "pycotap.py").write_text("")
        env = {"PYTHONPATH": f"{stub}:{self.tree}/python:{self.tree}/tests/functional", "QEMU_BUILD_ROOT": str(self.objects),
               "QEMU_TEST_QEMU_BINARY": str(self.objects / PROGRAM)}
        names = [pathlib.Path(self.series.extra(name)[1]) for patch in self.series.patches for name in patch.extra
                 if name.startswith(FUNCTIONAL) and name.endswith(".py")]
        for name in names:
            run_functional_test(self.tree / name, env)
        return f"{len(names)} functional tests passed"


def run_functional_test(file, env):
    """unittest ends with 0 as well if it skips a test, or finds none."""
    output = run("python3", "-B", "-m", "unittest", file.stem, cwd=file.parent, env=env, what=f"{file.name} failed")
    if "skipped=" in output or not re.search(r"^Ran [1-9]", output, re.M):
        raise SeriesError(f"{file.name} did not run all its tests:\n{output}")


def apply_and_build(made, series, work, build):
    """On a clean tree: git am, and a build after each patch. The tests run at the end of each part."""
    tree = made.tree
    patches.clean(tree)
    building = Build(made, series, work) if build else None
    posted = series.posted()
    for patch, mail in zip(posted, made.mails):
        began = time.monotonic()
        git(tree, "am", "-q", mail, what=f"{mail.name} does not apply with git am")
        done = ["applied"]
        if building:
            building.ninja(patch, PROGRAM)
            done = ["built"]
            if patch is posted[-1] or posted[patch.index + 1].part != patch.part:
                done = [building.test(patch)]
                if patch.part != LAB:
                    done.append(building.functional_test())
        print(f"{patch.index + 1:2} {patch.subject}: {', '.join(done)}, {time.monotonic() - began:.0f} s", flush=True)
    if git(tree, "rev-parse", "HEAD^{tree}") != git(tree, "rev-parse", "series^{tree}"):
        raise SeriesError("git am made another tree than the commits had")
