# SPDX-License-Identifier: Apache-2.0
"""Which patch has which file of the emulator."""
import dataclasses
import difflib
import os
import tomllib

import lines
import sources
from errors import SeriesError

UPSTREAM, LAB = "upstream", "lab"


@dataclasses.dataclass
class Patch:
    """A commit. `files` are paths in qemu-images/emulator, `wiring` names of patches there that it applies, `extra` files
    of ci/qemu-series.d/files, or patches there."""
    part: str
    subject: str
    body: str
    files: list = dataclasses.field(default_factory=list)
    wiring: list = dataclasses.field(default_factory=list)
    extra: list = dataclasses.field(default_factory=list)
    # Their lines between "lab {" and "} lab" come with this one
    marked: bool = False
    index: int = 0


class Series:
    def __init__(self, data, emulator, newer=False):
        self.data = data
        self.emulator = emulator
        self.file = data / "series.toml"
        try:
            document = tomllib.loads(self.file.read_text())
            self.patches = [Patch(part, **patch) for part in (UPSTREAM, LAB) for patch in document[part]]
        except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
            raise SeriesError(f"{self.file}: {error}") from error
        for index, patch in enumerate(self.patches):
            patch.index = index
        self.before = document["before"]
        self.split = document["split"]
        self.exceptions = document["checkpatch"]
        self.pins = sources.pins(emulator / "qemu.lock.yaml")
        self.newer = document["newer"] if newer else None
        if newer:
            self.pins["qemu"] = self.newer["qemu"]
        self.left_out = document["left-out"]
        self.owner = {}
        for patch in self.patches:
            for file in self.own_files(patch):
                self.owner.setdefault(file, patch)

    def posted(self):
        """The patches that are made: for the newer release those that QEMU could take."""
        return [patch for patch in self.patches if patch.part == UPSTREAM or not self.newer]

    def base_patches(self):
        """What the tarball needs to be built."""
        if self.newer:
            return [self.data / "files-newer" / name for name in self.newer["before"]]
        return [self.emulator / "wiring" / name for name in self.before]

    def extra(self, name):
        """A file that only the series has: where it is, and its path in QEMU."""
        newer = self.data / "files-newer" / name
        if self.newer and newer.exists():
            return newer, name
        return self.data / "files" / name, (self.newer or {}).get("moved", {}).get(name, name)

    def model(self, file, keep):
        """The text of a file of the emulator, with or without the lab's lines, as this release of QEMU has it."""
        return self.renamed(lines.unmark((self.emulator / file).read_text(), keep))

    def renamed(self, text):
        for old, new in (self.newer or {}).get("words", {}).items():
            text = text.replace(old, new)
        return text

    @staticmethod
    def own_files(patch):
        return patch.files + [f"wiring/{name}" for name in patch.wiring]

    def present(self):
        """The emulator's files, without those that are no part of QEMU's tree."""
        for file in sorted(self.emulator.rglob("*")):
            name = file.relative_to(self.emulator).as_posix()
            if file.is_file() and not any(name == out or name.startswith(out + "/") for out in self.left_out):
                yield name

    def check(self):
        listed = [file for patch in self.patches for file in self.own_files(patch)]
        listed += [f"wiring/{name}" for name in [*self.before, *self.split]]
        present = set(self.present())
        errors = [self.missing(file) for file in sorted(present - set(listed))]
        errors += [f"{file} is listed, and is not in {self.emulator}: delete the line {self.line(file)}"
                   for file in sorted(set(listed) - present)]
        errors += [f"{file} is in {listed.count(file)} patches: leave the line {self.line(file)} in one"
                   for file in sorted(set(listed)) if listed.count(file) > 1]
        errors += [f"{file}: \"{mark}\" has no other half" for file in sorted(present)
                   for mark in [lines.unbalanced((self.emulator / file).read_text())] if mark]
        if errors:
            raise SeriesError(f"{self.file.relative_to(self.data.parents[1])} does not fit:\n  " + "\n  ".join(errors))

    @staticmethod
    def line(file):
        return f'"{file.removeprefix("wiring/")}",'

    def missing(self, file):
        """The nearest listed file is the one with the longest common beginning, then the most similar one."""
        near = max(self.owner, key=lambda other: (len(os.path.commonprefix([other, file])),
                                                  difflib.SequenceMatcher(None, other, file).ratio()))
        key = "wiring" if file.startswith("wiring/") else "files"
        return (f"{file} is in no patch: add the line {self.line(file)} to `{key}` of a patch, such as "
                f"\"{self.owner[near].subject}\", which has {near}")
