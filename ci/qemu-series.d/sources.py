# SPDX-License-Identifier: Apache-2.0
"""QEMU's tarball and the other pinned files, where the lab looks for them too."""
import hashlib
import http.client
import os
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request

from errors import SeriesError

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "common"))
import labstore  # noqa: E402

PIN = re.compile(r"^(\w+):\n((?:  .*\n)+)", re.M)
FIELD = re.compile(r"^  (\w+): (.*)$", re.M)


def pins(lock):
    """The entries of qemu.lock.yaml, which has two levels and no more."""
    return {name: dict(FIELD.findall(fields)) for name, fields in PIN.findall(lock.read_text())}


def has_hash(file, sha256):
    with open(file, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == sha256


def archive():
    configured = os.environ.get("VC4LAB_ARCHIVE")
    if configured:
        return configured.rstrip("/")
    command = ["apt-get", "indextargets", "--format", "$(ORIGIN)|$(LABEL)|$(REPO_URI)", "Created-By: Packages"]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    for line in output.splitlines():
        if line.startswith("Debian|Debian|http"):
            return line.split("|")[2].rstrip("/")
    raise SeriesError("apt knows no Debian archive: run apt-get update, or set VC4LAB_ARCHIVE to the address of one")


def find(pin, folder):
    """The file of a pin; a download of it stays in `folder`."""
    name = pin["pool"].rsplit("/", 1)[1]
    places = [pathlib.Path(place) / name for place in os.environ.get("VC4LAB_SOURCES", "").split(os.pathsep) if place]
    places += [labstore.location() / "sources" / pin["sha256"] / name, folder / name]
    for file in places:
        if file.is_file() and has_hash(file, pin["sha256"]):
            return file
    address = f"{archive()}/{pin['pool']}"
    part = folder / (name + ".part")
    try:
        with urllib.request.urlopen(address, timeout=60) as answer, open(part, "wb") as out:
            shutil.copyfileobj(answer, out)
    except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
        raise SeriesError(f"{name} cannot be had: {address}: {error}. Put the file (SHA-256 {pin['sha256']}) into a folder "
                          "and name it in VC4LAB_SOURCES") from error
    if not has_hash(part, pin["sha256"]):
        raise SeriesError(f"wrong hash: {address}: expected SHA-256 {pin['sha256']}")
    return part.rename(folder / name)
