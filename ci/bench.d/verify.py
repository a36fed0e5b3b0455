# SPDX-License-Identifier: Apache-2.0
"""Time to a verdict.

(a) --fresh: from an empty store to the table (Debian packages are there, sources are fetched);
(b) all candidates of the case again, everything built;
(c) one changed candidate to its verdict on both profiles, against the same change by hand: make in a tree that is built,
    then one bare boot that plays the tone.
"""
import argparse
import os
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

CASE = HOME / "patches" / "vc4-hdmi-atomic-sleep"
DRIVER = "drivers/gpu/drm/vc4/vc4_hdmi.c"
STUB_BYTES = 4096
VC4LAB = str(HOME / "vc4lab")
PLAYED = "end scenario=play status=0"


class Failed(SystemExit):
    """A command ended with a status that is not accepted."""


def run(command, accepted=(0,), **options):
    """Runs a command. Returns its wall time in seconds and its standard output."""
    start = time.monotonic()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, **options)
    took = time.monotonic() - start
    if done.returncode not in accepted:
        raise Failed(f"bench: ran: {command}\nexit status {done.returncode}\n{done.stdout}{done.stderr}")
    return took, done.stdout


def show(name, seconds, note=""):
    values = " ".join(f"{value:.1f}" for value in seconds)
    print(f"{name:<44} median {statistics.median(seconds):6.1f} s   of {values}   {note}".rstrip(), flush=True)


def newest(store, kind, made_of=""):
    """The newest entry whose manifest has this input."""
    entries = [entry for entry in (store / "entries" / kind).iterdir()
               if made_of in (entry / "manifest").read_text()]
    return max(entries, key=lambda entry: entry.stat().st_mtime)


class Developer:
    """A developer with a kernel tree that is built, QEMU, an initramfs, and a shell."""

    def __init__(self, folder, store):
        self.folder = folder
        self.tree = folder / "linux"
        self.objects = folder / "objects"
        kernel = newest(store, "kernel", "input architecture arm\n")
        self.stub = (kernel / "kernel.img").read_bytes()[:STUB_BYTES]
        self.device_tree = kernel / "machine.dtb"
        self.qemu = newest(store, "emulator") / "qemu-system-aarch64"
        self.get_sources(store)
        self.objects.mkdir()
        shutil.copy(kernel / "config", self.objects / ".config")
        self.initrd = self.make_initrd(newest(store, "rootfs", "input architecture armhf\n"), kernel)
        self.make()

    def get_sources(self, store):
        """Unpacks the release and applies the case's base."""
        digest = re.search(r"sha256: (\w+)", (HOME / "kernel-configs/kernels.lock.yaml").read_text()).group(1)
        self.tree.mkdir()
        tarball = next((store / "sources" / digest).iterdir())
        run(["tar", "-xJf", tarball, "-C", self.tree, "--strip-components=1"])
        ceiling = {**os.environ, "GIT_CEILING_DIRECTORIES": str(self.folder)}
        for patch in sorted((CASE / "base").glob("*.patch")):
            run(["git", "apply", patch], cwd=self.tree, env=ceiling)
        self.base = (self.tree / DRIVER).read_text()

    def make_initrd(self, rootfs, kernel):
        root = self.folder / "root"
        (root / "scenario").mkdir(parents=True)
        shutil.copy(kernel / "canary.ko", root / "canary.ko")
        (root / "scenario/name").write_text("play\n")
        (root / "scenario/run").write_text("aplay --channels=2 -D 'iec958:CARD=vc4hdmi0,DEV=0' /root/test-tone.wav\n")
        initrd = self.folder / "initrd"
        archive = (rootfs / "rootfs.cpio").read_bytes()
        files = "scenario\nscenario/name\nscenario/run\ncanary.ko\n"
        more = subprocess.run(
            ["cpio", "-o", "-H", "newc", "--quiet"], input=files.encode(), cwd=root, capture_output=True, check=True)
        initrd.write_bytes(archive + more.stdout)
        return initrd

    def change(self, stamp):
        (self.tree / DRIVER).write_text(self.base + f"int bench_{stamp};\n")

    def make(self):
        make = ["make", f"-j{os.cpu_count()}", "-s", f"O={self.objects}", "ARCH=arm"]
        took = run([*make, "CROSS_COMPILE=arm-linux-gnueabihf-", "zImage"], cwd=self.tree)[0]
        self.image = self.folder / "kernel.img"
        self.image.write_bytes(self.stub + (self.objects / "arch/arm/boot/zImage").read_bytes())
        return took

    def console(self):
        """Wall time of one bare boot, and its console."""
        options = "console=ttyAMA0,115200 printk.devkmsg=on ignore_loglevel panic=-1"
        return run(
            [self.qemu, "-M", "raspi4b", "-nodefaults", "-display", "none", "-serial", "stdio", "-no-reboot",
             "-icount", "shift=2,sleep=off,slot-ns=50000", "-kernel", self.image, "-dtb", self.device_tree,
             "-initrd", self.initrd, "-append", options])

    def boot(self):
        took, console = self.console()
        if PLAYED not in console:
            sys.exit("bench: the boot by hand did not play:\n" + console[-3000:])
        return took


def changed_candidate(folder, base, stamp):
    """A patch on the base with the same kind of change as the developer's."""
    old, new = folder / "old.c", folder / "new.c"
    old.write_text(base)
    new.write_text(base + f"int bench_candidate_{stamp};\n")
    labels = ["--label", f"a/{DRIVER}", "--label", f"b/{DRIVER}"]
    patch = folder / f"candidate-{stamp}.patch"
    patch.write_text(run(["diff", "-u", *labels, old, new], accepted=(1,))[1])
    return patch


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fresh", action="store_true", help="measure (a) too, which takes about ten minutes")
    parser.add_argument("--repeat", type=int, default=3, metavar="N")
    args = parser.parse_args()
    store = labstore.location()
    with tempfile.TemporaryDirectory(prefix="vc4lab-bench-") as name:
        folder = pathlib.Path(name)
        if args.fresh:
            empty = {**os.environ, "VC4LAB_CACHE": str(folder / "store")}
            show("(a) empty store to the table", [run([VC4LAB, "verify"], env=empty)[0]], "aim 720 s")
        run([VC4LAB, "verify"])
        again = [run([VC4LAB, "verify"])[0] for _ in range(args.repeat)]
        show("(b) all built, all candidates again", again, "aim 60 s")

        developer = Developer(folder, store)
        hand, lab = [], []
        for turn in range(args.repeat):
            stamp = f"{os.getpid()}_{turn}"
            patch = changed_candidate(folder, developer.base, stamp)
            lab.append(run([VC4LAB, "verify", "--candidate", patch], accepted=(0, 1))[0])
            developer.change(stamp)
            hand.append(developer.make() + developer.boot())
        show("(c) changed candidate to its verdicts", lab)
        show("    by hand: make, and one boot that plays", hand)
        ratio = statistics.median(lab) / statistics.median(hand)
        print(f"    ratio {ratio:.2f}   aim 1.15; the lab boots twice, once for each hardware profile")


if __name__ == "__main__":
    main()
