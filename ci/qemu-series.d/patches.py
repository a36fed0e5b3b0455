# SPDX-License-Identifier: Apache-2.0
"""The commits of the series, and the mails that git makes of them."""
import dataclasses
import pathlib
import shutil

import lines
import sources
from errors import SeriesError
from plan import UPSTREAM
from run import git, run

# In a folder that this tool may empty
MARKER = ".qemu-series"


@dataclasses.dataclass
class Made:
    """Mails in the order of the series, and the tree whose tag `base` they apply to."""
    mails: list
    tree: pathlib.Path


def base_tree(series, work):
    """A repository of QEMU as the archive has it, with what its tarball needs to be built."""
    qemu = series.pins["qemu"]
    work.mkdir(parents=True, exist_ok=True)
    tree = work / "series"
    stamp = work / "base"
    inputs = qemu["sha256"] + "".join(patch.read_text() for patch in series.base_patches())
    if not stamp.exists() or stamp.read_text() != inputs:
        stamp.unlink(missing_ok=True)  # the tree is none until it is whole
        shutil.rmtree(tree, ignore_errors=True)
        tree.mkdir()
        # The sources of firmware are two thirds of the files, and no part of the build
        run("tar", "-xf", sources.find(qemu, work), "--strip-components=1", "--exclude=*/roms/*/*", "-C", tree, cwd=work)
        git(tree, "init", "-q")
        for patch in series.base_patches():
            git(tree, "apply", patch, what=f"{patch} does not apply to QEMU")
        git(tree, "add", "-A", "-f")
        git(tree, "commit", "-q", "-m", f"QEMU {qemu['version']}, as Debian's archive has it")
        git(tree, "tag", "base")
        stamp.write_text(inputs)
    clean(tree)
    return tree


def clean(tree):
    """The base's files and no others."""
    shutil.rmtree(tree / ".git/rebase-apply", ignore_errors=True)  # of a git am that failed
    git(tree, "checkout", "-q", "--force", "--detach", "base")
    git(tree, "clean", "-q", "-f", "-d", "-x")


class Commits:
    def __init__(self, series, tree):
        self.series = series
        self.tree = tree
        self.split_files = self.read_split_files()

    def marked_commit(self):
        return next(patch.index for patch in self.series.patches if patch.marked)

    def callers(self):
        """The first commit that has a call of each trace event, by folder and name."""
        first = {}
        for file, patch in self.series.owner.items():
            if not file.endswith(".c"):
                continue
            folder = file.rsplit("/", 1)[0]
            for keep, index in ((False, patch.index), (True, max(patch.index, self.marked_commit()))):
                for word in set(self.series.model(file, keep).replace("(", " ").split()):
                    if word.startswith("trace_"):
                        key = (folder, word.removeprefix("trace_"))
                        first[key] = min(first.get(key, index), index)
        return first

    def read_split_files(self):
        """The files to which the patches in `split` add lines of many models."""
        files = {}
        callers = self.callers()
        for name in self.series.split:
            patch = self.series.emulator / "wiring" / name
            git(self.tree, "apply", patch, what=f"wiring/{name} does not apply to QEMU")
            for file in git(self.tree, "diff", "--name-only").split():
                new = (self.tree / file).read_text()
                old = git(self.tree, "show", f"base:{file}")
                files[file] = lines.SplitFile(old, new, self.owner_of_line(file, callers))
                unowned = files[file].unowned()
                if unowned:
                    raise SeriesError(f"wiring/{name} adds a line to {file} that belongs to no patch, because it names no "
                                      f"file of the series, and none calls it: {unowned[0]}")
            git(self.tree, "checkout", "-q", ".")
        return files

    def owner_of_line(self, file, callers):
        folder = file.rsplit("/", 1)[0]

        def owner(line):
            names = [f"{folder}/{name}" for name in lines.SOURCE.findall(line)]
            names += [f"{folder}/{name}.c" for name in lines.TEST.findall(line)]
            owners = [self.series.owner[name].index for name in names if name in self.series.owner]
            event = lines.EVENT.match(line)
            if file.endswith("trace-events") and event:
                owners.append(callers.get((folder, event[1])))
            return max((owner for owner in owners if owner is not None), default=None)
        return owner

    def write(self, file, text):
        path = self.tree / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def commit(self, patch):
        keep = patch.index >= self.marked_commit()
        for file in patch.files:
            self.write(file, self.series.model(file, keep))
        if patch.marked:
            for file, owner in self.series.owner.items():
                if owner.index < patch.index and not file.startswith("wiring/"):
                    self.write(file, self.series.model(file, True))
        for file, split in self.split_files.items():
            self.write(file, split.at(patch.index))
        for name in patch.wiring:
            git(self.tree, "apply", self.series.emulator / "wiring" / name,
                what=f"wiring/{name} does not apply after the patches before \"{patch.subject}\"")
        for name in patch.extra:
            self.add_extra(name)
        git(self.tree, "add", "-A", "-f")
        body = f"{patch.subject}\n\n{patch.body.strip()}\n\nSigned-off-by: vc4lab <vc4lab@localhost>\n"
        git(self.tree, "commit", "-q", "-F", "-", stdin=body, what=f"nothing to commit in \"{patch.subject}\"")

    def add_extra(self, name):
        source, path = self.series.extra(name)
        if name.endswith(".patch"):
            git(self.tree, "apply", source, what=f"{source} does not apply")
        else:
            self.write(path, self.series.renamed(source.read_text()))
            (self.tree / path).chmod(source.stat().st_mode & 0o777)


def compare_with_emulator(series, tree):
    """After the last patch each file is the emulator's, without its marks."""
    for file in series.owner:
        if not file.startswith("wiring/") and (tree / file).read_text() != series.model(file, True):
            raise SeriesError(f"{file} is not the emulator's after the last patch: a later patch of series.toml overwrites it")


def write_cover(series, cover):
    upstream = sum(patch.part == UPSTREAM for patch in series.patches)
    name = "cover-newer.txt" if series.newer else "cover.txt"
    text = (series.data / name).read_text().format(version=series.pins["qemu"]["version"], upstream=upstream,
                                                   first_lab=upstream + 1, last=len(series.patches))
    subject, body = text.split("\n", 1)
    cover.write_text(cover.read_text().replace("*** SUBJECT HERE ***", subject).replace("*** BLURB HERE ***", body.strip()))


def claim(folder):
    """Marks a folder that is new or empty. In another one the files may be the user's."""
    marker = folder / MARKER
    if marker.exists():
        return
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SeriesError(f"{folder} is not empty, and not of an earlier run, which has a {MARKER}: name a new folder, as "
                          "patches and trees in it are deleted")
    folder.mkdir(parents=True, exist_ok=True)
    marker.touch()


def make(series, folder):
    claim(folder)
    tree = base_tree(series, folder / "work")
    commits = Commits(series, tree)
    for patch in series.posted():
        commits.commit(patch)
    if not series.newer:
        compare_with_emulator(series, tree)
    git(tree, "branch", "-f", "series")
    for old in folder.glob("*.patch"):
        old.unlink()
    git(tree, "format-patch", "-q", "-o", folder, "--base=base", "--cover-letter", "--no-signature", "base..series")
    cover, *mails = sorted(folder.glob("*.patch"))
    write_cover(series, cover)
    print(f"{len(mails)} patches for QEMU {series.pins['qemu']['version']} and a cover letter: {folder}", flush=True)
    return Made(mails, tree)
